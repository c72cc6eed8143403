// Tells when the connection is gone and when it is back, and when a button could not save.
// The words stand ready in the page.
function tellOffline() {
  const words = document.getElementById("yhteys");
  if (!words) return;
  const region = document.getElementById("ilmoitukset");
  let shown;
  window.addEventListener("offline", () => {
    shown?.remove();
    shown = words.content.firstElementChild.cloneNode(true);
    const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    shown.querySelector("[data-clock]").textContent = clock;
    region.append(shown);
  });
  window.addEventListener("online", () => {
    shown?.remove();
    shown = words.content.children[1].cloneNode(true);
    region.append(shown);
    setTimeout(() => shown.remove(), 8000);
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status < 500) return;
    region.querySelector("[data-unsaved]")?.remove();
    region.append(words.content.querySelector("[data-unsaved]").cloneNode(true));
  });
}

tellOffline();
