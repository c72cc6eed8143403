// <button data-confirm="Question"> asks once more in a dialog before its form is sent.
// Without script the form is sent at once; pages that must ask use components/confirm.html.
function askBefore() {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.dataset.confirm || button.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(button);
  }, true);
}

function ask(button) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask-dialog";
  const question = document.createElement("p");
  question.className = "strong";
  question.id = "kysymys";
  question.textContent = button.dataset.confirm;
  dialog.setAttribute("aria-labelledby", question.id);
  const yes = choice(button.textContent.trim(), "yes");
  const no = choice(document.body.dataset.cancel, "");
  const row = document.createElement("form");
  row.method = "dialog";
  row.className = "row";
  row.append(yes, no);
  dialog.append(question, row);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
    if (dialog.returnValue !== "yes") return;
    button.dataset.sure = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.sure;
  });
  dialog.showModal();
}

function choice(words, value) {
  const button = document.createElement("button");
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.value = value;
  button.textContent = words;
  return button;
}

askBefore();
