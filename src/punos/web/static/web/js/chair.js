// The space bar gives the turn to the next speaker, unless something else has the keys.
import "./clock.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.target.closest("a, button, input, select, summary, textarea")) return;
  const next = document.querySelector("[data-key=' ']");
  if (!next) return;
  event.preventDefault();
  next.click();
});
