// <form data-undo="10"> offers to take back what was just done; after that many seconds it goes
// away. It waits while somebody is on it. Without script it stays until the page is left.
function countUndo() {
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target));
}

function start(root) {
  const found = [...root.querySelectorAll("[data-undo]")];
  if (root instanceof Element && root.matches("[data-undo]")) found.push(root);
  for (const form of found) leaveAfter(form, Number(form.dataset.undo) * 1000);
}

function leaveAfter(form, wait) {
  setTimeout(() => {
    if (form.matches(":hover, :focus-within")) leaveAfter(form, 2000);
    else form.remove();
  }, wait);
}

countUndo();
