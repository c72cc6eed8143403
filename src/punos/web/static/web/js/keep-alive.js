// Typing puts off the idle sign-out: the server hears of it at most once a minute.
// Before the sign-out the page says so, and one press goes on (the server rounds by a minute).
const PAUSE = 60_000;
const WARNING = 4 * PAUSE;

function keepAlive() {
  const { keepAlive: address, idleMinutes } = document.body.dataset;
  if (!address) return;
  const idle = Number(idleMinutes) * 60_000;
  let told = Date.now();
  let timer;
  let shown;

  function begin() {
    clearTimeout(timer);
    shown?.remove();
    shown = undefined;
    if (idle > WARNING) timer = setTimeout(warn, idle - WARNING);
  }

  function tell() {
    told = Date.now();
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    fetch(address, { method: "POST", headers, keepalive: true }).then(begin).catch(() => {});
  }

  function warn() {
    shown = document.querySelector("#hiljaista").content.firstElementChild.cloneNode(true);
    const before = document.activeElement;
    shown.querySelector("button").addEventListener("click", () => {
      tell();
      before?.focus();
    });
    document.querySelector("#ilmoitukset").append(shown);
  }

  document.addEventListener("input", () => {
    if (Date.now() - told >= PAUSE || shown) tell();
  });
  // What somebody sends puts it off too; what a page fetches by itself does not.
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.requestConfig.verb === "post") begin();
  });
  begin();
}

keepAlive();
