// A disclosure that opens over the page closes with Escape or when something else is pressed.
function closeWhenLeft() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details[data-closes][open]") ?? document.querySelector("details[data-closes][open]");
    if (open) close(open);
  });
  document.addEventListener("click", (event) => {
    const cancelled = event.target.closest("[data-close]");
    if (cancelled) close(cancelled.closest("details[data-closes]"));
    for (const open of document.querySelectorAll("details[data-closes][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  for (const button of document.querySelectorAll("[data-close]")) button.hidden = false;
  document.addEventListener("htmx:load", (event) => {
    for (const button of event.target.querySelectorAll("[data-close]")) button.hidden = false;
  });
}

function close(details) {
  details.open = false;
  details.querySelector("summary").focus();
}

closeWhenLeft();
