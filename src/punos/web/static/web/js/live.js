// <… data-stream="/virta/…/"> hears what changes and shows it: entries come, change and go.
// Without script the same page is read by loading it again. The words stand ready in the page.
//
// HTTP/1.1 gives a browser six lines to a host, so its tabs share one stream: the tab that holds
// the lock leads and passes on what it hears; a tab that has been hidden for a minute lets go.
const HIDDEN = 60_000, SILENT = 40_000, BATCH = 10_000;
const news = new Map();
let said = new Set();
const page = document.querySelector("[data-stream]:not([data-stream=''])");
if (page) follow(page.dataset.stream);

function follow(address) {
  const tabs = new BroadcastChannel(`punos ${address}`);
  let last = "", line = new AbortController(), leaving = null, hiding = 0;
  let over = false, again = false;

  function hear({ id, kind, html }) {
    if (over) return;
    if (id) last = id;
    over = kind === "gone";
    show(kind, html);
    // "rest": this browser has too many lines; the page comes back when it is looked at again.
    if (over || kind === "rest") leaving.abort();
  }

  // To the other tabs first: what ends this one must end them too.
  function say(message) {
    tabs.postMessage(message);
    hear(message);
  }

  async function read(signal) {
    line = new AbortController();
    const { signal: cut } = line;
    const hangUp = line.abort.bind(line);
    signal.addEventListener("abort", hangUp, { once: true });
    let watch = setTimeout(hangUp, SILENT);
    try {
      const headers = last ? { "Last-Event-ID": last } : {};
      const answer = await fetch(address, { cache: "no-store", headers, signal: cut });
      if (answer.status === 404) say({ kind: "gone" });
      if (!answer.ok) return;
      say({ kind: "found" });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(watch);
        watch = setTimeout(hangUp, SILENT);
        const blocks = (text + part.value).split("\n\n");
        text = blocks.pop();
        blocks.map(messageOf).filter(({ kind }) => kind).forEach(say);
      }
    } finally {
      clearTimeout(watch);
    }
  }

  async function lead(signal) {
    let wait = 1000;
    while (!signal.aborted && !over) {
      const began = Date.now();
      again = false;
      await read(signal).catch(() => {});
      if (signal.aborted || over) return;
      if (again) continue;
      say({ kind: "away" });
      if (Date.now() - began > 10_000) wait = 1000;
      // Spread, so that a restart of the program is no stampede.
      await new Promise((done) => setTimeout(done, wait * (0.5 + Math.random() / 2)));
      wait = Math.min(wait * 2, 8000);
    }
  }

  function join() {
    leaving = new AbortController();
    const { signal } = leaving;
    tabs.postMessage({ kind: "hello" });
    if (!navigator.locks) lead(signal);
    else navigator.locks.request(address, { signal }, () => lead(signal)).catch(() => {});
  }

  tabs.addEventListener("message", ({ data }) => {
    if (data.kind !== "hello") return hear(data);
    // A page that has just opened hears all that stands now; the others lose nothing by it.
    last = "";
    again = true;
    line.abort();
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => leaving.abort(), HIDDEN);
    else if (leaving.signal.aborted && !over) join();
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  join();
}

// One block of Server-Sent Events.
function messageOf(block) {
  const lines = block.split("\n").map((each) => each.split(/: (.*)/s));
  const values = (name) => lines.filter(([key]) => key === name).map(([, value]) => value ?? "");
  return { id: values("id")[0] ?? "", kind: values("event")[0] ?? "", html: values("data").join("\n") };
}

function show(kind, html) {
  if (kind === "entry") showEntry(parse(html).querySelector("[id^='kirjaus-']"), true);
  else if (kind === "whole") showWhole(parse(html));
  else if (kind === "stage") showStage(parse(html).querySelector("#vaihe"));
  else if (kind === "refresh") location.reload();
  else if (kind === "gone") clear();
  else if (kind === "ending" || kind === "away" || kind === "rest") tell(kind);
  else if (kind === "found") tell("");
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

function showEntry(entry, isNews) {
  if (!entry) return;
  const shown = document.getElementById(entry.id);
  if (entry.hasAttribute("data-gone")) {
    if (shown) take(shown);
    page.querySelector(`[data-brief="${entry.id}"]`)?.remove();
    return;
  }
  if (shown && Number(shown.dataset.number) >= Number(entry.dataset.number)) return;
  const field = page.querySelector(`[data-entries="${entry.dataset.field}"]`);
  if (shown) shown.replaceWith(entry);
  else if (field) put(field, entry);
  seal(entry);
  window.htmx?.process(entry);
  if (isNews && !shown && field) news.set(entry.id, textOf(entry));
  const latest = page.querySelector("[data-entries-latest]");
  if (latest && !entry.classList.contains("struck")) latest.replaceChildren(brief(entry));
}

// Entries stand in the order of their writing, also when one that was late arrives late.
function put(field, entry) {
  field.append(entry);
  field.closest(".entry-field")?.classList.remove("is-empty");
}

function take(shown) {
  const field = shown.closest(".entry-field");
  shown.remove();
  unsay(shown.id);
  if (field && !field.querySelector(".entry")) field.classList.add("is-empty");
}

function brief(entry) {
  const line = document.createElement("li");
  line.className = "entry small";
  line.dataset.brief = entry.id;
  line.textContent = textOf(entry);
  return line;
}

// All that stands now: what the page has and the server has not was taken away meanwhile.
function showWhole(content) {
  const entries = [...content.querySelectorAll("[id^='kirjaus-']")];
  const ids = new Set(entries.map((entry) => entry.id));
  for (const shown of page.querySelectorAll("[data-entries] > [id^='kirjaus-']")) {
    if (!ids.has(shown.id)) take(shown);
  }
  for (const line of page.querySelectorAll("[data-brief]")) {
    if (!ids.has(line.dataset.brief)) line.remove();
  }
  for (const entry of entries) showEntry(entry, false);
}

function showStage(stage) {
  if (page.dataset.onStage === "reload") {
    if (stage && Number(stage.dataset.seen) > Number(page.dataset.seen)) location.reload();
    return;
  }
  const shown = document.getElementById("vaihe");
  if (shown && stage) shown.replaceWith(stage);
}

// Nothing of the person stays on the page when the right to see it has ended.
function clear() {
  news.clear();
  const words = document.querySelector("template[data-word='gone']");
  document.querySelector("main").replaceChildren(words ? words.content.cloneNode(true) : "");
}

function tell(word) {
  const place = page.querySelector("[data-live-word]");
  const words = word && document.querySelector(`template[data-word='${word}']`);
  place?.replaceChildren(words ? words.content.cloneNode(true) : "");
}

function textOf(entry) {
  return entry.querySelector(".entry-text")?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

// What comes by the stream was made for many, so it bears no one's token yet.
function seal(entry) {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
  for (const form of token ? entry.querySelectorAll("form[method='post']") : []) {
    if (form.querySelector("[name='csrfmiddlewaretoken']")) continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: token });
    form.prepend(field);
  }
}

// A screen reader hears what is new in one go, not in the middle of each sentence.
setInterval(() => {
  const place = document.querySelector("[data-live-news]");
  const words = document.querySelector("template[data-word='news']")?.content.textContent.trim();
  if (!place || !news.size) return;
  place.textContent = `${words} ${[...news.values()].join(". ")}`;
  said = new Set(news.keys());
  news.clear();
}, BATCH);

// What was struck is not read out later, nor left standing where it was read from.
function unsay(id) {
  news.delete(id);
  if (said.has(id)) document.querySelector("[data-live-news]")?.replaceChildren();
}
