// Typing puts off the idle sign-out: the server hears of it at most once a minute.
const PAUSE = 60_000;

function keepAlive() {
  const address = document.body.dataset.keepAlive;
  if (!address) return;
  let told = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - told < PAUSE) return;
    told = Date.now();
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    fetch(address, { method: "POST", headers, keepalive: true }).catch(() => {});
  });
}

keepAlive();
