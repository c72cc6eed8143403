// After a part of the page has been swapped, focus goes to its heading, not to nowhere.
// Who goes by keyboard sees the whole of where the focus is, in a row that scrolls too.
// On a page with errors focus begins at the list of what needs mending.
function moveFocus() {
  take(document.querySelector("[data-focus]"));
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible:not(main)")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.detail.elt;
    if (!(part instanceof Element)) return;
    const wanted = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (wanted) take(wanted);
    else if (!document.activeElement || document.activeElement === document.body) take(part.querySelector("h1, h2, h3") ?? part);
  });
}

function take(element) {
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: false });
}

moveFocus();
