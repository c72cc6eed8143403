// <form data-draft="name"> keeps what is typed in this browser until it has been sent.
// Server drafts (minutes) belong to their own page. It survives an idle sign-out, for the same
// person only: signing out oneself wipes it, and so does another person who signs in.
const ALL = "punos-draft:";
const OWN = `${ALL}${document.body.dataset.owner ?? ""}:`;
const PAUSE = 1000;

function keepDrafts() {
  if (document.body.dataset.owner) wipe((key) => !key.startsWith(OWN));
  for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
  document.addEventListener("htmx:load", (event) => {
    const found = [...event.target.querySelectorAll("form[data-draft]")];
    if (event.target.matches?.("form[data-draft]")) found.push(event.target);
    for (const form of found) keep(form);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-wipes-drafts]")) wipe(() => true);
  });
}

function keep(form) {
  if (form.dataset.kept) return;
  form.dataset.kept = "yes";
  const key = OWN + form.dataset.draft;
  let timer;
  restore(form, key);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => store(form, key), PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    // Sent while offline is not sent: then the text stays.
    if (navigator.onLine) localStorage.removeItem(key);
    else store(form, key);
  });
}

function texts(form) {
  return [...form.elements].filter((part) => part.name && part.matches("textarea, input[type=text], input:not([type])"));
}

function store(form, key) {
  const typed = Object.fromEntries(texts(form).map((part) => [part.name, part.value]).filter(([, value]) => value));
  try {
    localStorage.setItem(key, JSON.stringify(typed));
  } catch {
    return; // a full or forbidden store: the page still works, only the safety net is missing
  }
  form.dispatchEvent(new CustomEvent("punos:draft-kept", { bubbles: true }));
}

function restore(form, key) {
  let typed;
  try {
    typed = JSON.parse(localStorage.getItem(key) ?? "{}");
  } catch {
    return;
  }
  for (const part of texts(form)) {
    if (!part.value && typed[part.name]) part.value = typed[part.name];
  }
}

function wipe(isOver) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(ALL) && isOver(key)) localStorage.removeItem(key);
  }
}

keepDrafts();
