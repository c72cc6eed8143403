// The calm clock of a meeting: moves on by itself, without sound. The server says when parts began;
// what it says anew (a pause, five minutes more, the next part) comes with the next page.
const EVERY = 10_000;
const RING = 2 * Math.PI * 44;
const TOLD = [5, 1];

for (const place of document.querySelectorAll("[data-began]")) {
  setInterval(() => move(place), EVERY);
}

function move(place) {
  const { began, minutes, partBegan, partMinutes, paused, leftWords, overWords } = place.dataset;
  const now = Date.now() / 1000;
  const band = place.querySelector(".timeband");
  if (band) {
    const time = new Date().toLocaleTimeString("fi-FI", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Helsinki" });
    band.querySelector(".strong").textContent = time;
    const done = `${Math.min(Math.max((now - began) / 60 / minutes, 0), 1) * 100}%`;
    const [plaited, loose] = band.querySelectorAll("rect");
    plaited.setAttribute("width", done);
    loose.setAttribute("x", done);
  }
  const ring = place.querySelector("svg.clock");
  if (!ring || paused) return;
  const left = Math.ceil(partMinutes - (now - partBegan) / 60);
  const shown = ring.querySelector(".clk");
  const text = left < 0 ? `+${-left}` : `${left}`;
  if (shown.textContent === text) return;
  shown.textContent = text;
  ring.classList.toggle("over", left < 0);
  if (left < 0) ring.querySelector(".clk2").textContent = overWords;
  ring.querySelectorAll("circle")[1]?.setAttribute("stroke-dasharray", `${Math.max(left / partMinutes, 0) * RING} ${RING}`);
  const words = left < 0 ? `${-left} ${overWords}` : leftWords.replace("0", text);
  ring.setAttribute("aria-label", words);
  if (TOLD.includes(left)) place.querySelector("[data-clock-status]").textContent = words;
}
