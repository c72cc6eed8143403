// Keeps an open page up to date: one stream a browser, shared by its tabs; hidden tabs let go.
//
// The page says, in words of its own language:
//   <section id="kirjaukset" data-live="/virta/tapaaminen/…/" data-live-since="last id shown">
//   inside it   [data-live-append="entry"]   new fragments of that kind go here; one whose id is
//                                            on the page takes its place; data-live-remove: away
//   anywhere    [data-live-status data-lost="…"]   told when the connection is lost
//               [data-live-news data-prefix="…"]   role=status: what is new, each ten seconds
//               <template data-live-gone>, <template data-live-ending>   [data-live-notice]
// Without this file the same is read by loading the page again.
"use strict";
(() => {
  const region = document.querySelector("[data-live]");
  if (!region) return;
  const HIDDEN = 60_000, SILENT = 40_000, BATCH = 10_000, KEPT = 100;
  const address = region.dataset.live;
  const tabs = new BroadcastChannel("punos" + address);
  const seen = new Set(), kept = [];
  let last = region.dataset.liveSince || "", gone = false, leaving = null, hiding = 0, news = [];

  const find = (name) => document.querySelector(`[data-live-${name}]`);
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const fromTemplate = (name) => find(name)?.content.cloneNode(true) ?? "";

  function status(lost) {
    const place = find("status");
    if (place) place.textContent = lost ? place.dataset.lost : "";
  }

  function place(kind, html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    for (const element of [...made.content.children]) {
      const old = element.id && document.getElementById(element.id);
      if (element.hasAttribute("data-live-remove")) {
        old?.remove();
        continue;
      }
      if (old) old.replaceWith(element);
      else document.querySelector(`[data-live-append="${CSS.escape(kind)}"]`)?.append(element);
      window.htmx?.process(element);
      if (!old) news.push(element.textContent.replace(/\s+/g, " ").trim().slice(0, 200));
    }
  }

  function clear() {
    gone = true;
    leaving?.abort();
    news = [];
    status(false);
    document.querySelector("main").replaceChildren(fromTemplate("gone"));
  }

  function hear(message) {
    const { id, kind, html } = message;
    if (gone || (id && seen.has(id))) return;
    if (id) {
      seen.add(id);
      last = id;
      kept.push(message);
      if (kept.length > KEPT) kept.shift();
    }
    if (kind === "gone") clear();
    else if (kind === "refresh") location.reload();
    else if (kind === "ending") find("notice")?.replaceChildren(fromTemplate("ending"));
    else if (kind !== "bye") place(kind, html);
  }

  function tell(block) {
    const lines = block.split("\n").map((line) => line.split(/: (.*)/s));
    const first = (name) => lines.find(([key]) => key === name)?.[1] ?? "";
    const html = lines.filter(([key]) => key === "data").map(([, rest]) => rest ?? "").join("\n");
    const message = { id: first("id"), kind: first("event"), html };
    if (!message.kind) return;
    hear(message);
    tabs.postMessage(message);
  }

  async function read(signal) {
    const line = new AbortController();
    const hangUp = () => line.abort();
    signal.addEventListener("abort", hangUp);
    let watch = setTimeout(hangUp, SILENT);
    const answer = await fetch(address, {
      cache: "no-store",
      headers: last ? { "Last-Event-ID": last } : {},
      signal: line.signal,
    });
    if (answer.status === 404) return tell("event: gone");
    if (!answer.ok) return;
    status(false);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(watch);
      watch = setTimeout(hangUp, SILENT);
      const blocks = (text + part.value).split("\n\n");
      text = blocks.pop();
      blocks.forEach(tell);
    }
  }

  async function lead(signal) {
    for (let wait = 1000; !signal.aborted && !gone; wait = Math.min(wait * 2, 8000)) {
      const began = Date.now();
      await read(signal).catch(() => {});
      if (signal.aborted || gone) return;
      status(true);
      if (Date.now() - began > 10_000) wait = 1000;
      await pause(wait * (0.5 + Math.random() / 2)); // spread, so that a restart is no stampede
    }
  }

  function join() {
    leaving = new AbortController();
    const { signal } = leaving;
    tabs.postMessage({ hello: last });
    if (navigator.locks) navigator.locks.request(address, { signal }, () => lead(signal)).catch(() => {});
    else lead(signal);
  }

  async function catchUp() {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (!answer || answer.status >= 500) return status(true);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById(region.id);
    if (!fresh) return clear();
    region.replaceChildren(...fresh.childNodes);
    last = fresh.dataset.liveSince || "";
    window.htmx?.process(region);
  }

  tabs.addEventListener("message", ({ data }) => {
    if (!("hello" in data)) return hear(data);
    const from = kept.findIndex((message) => message.id === data.hello) + 1;
    kept.slice(from).forEach((message) => tabs.postMessage(message));
  });
  document.addEventListener("visibilitychange", async () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => leaving.abort(), HIDDEN);
    else if (leaving.signal.aborted && !gone) await catchUp().then(() => gone || join());
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(() => {
    const box = find("news");
    if (box && news.length) box.textContent = `${box.dataset.prefix} ${news.splice(0).join(". ")}`;
  }, BATCH);
  join();
})();
