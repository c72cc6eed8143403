// <… data-stream="/virta/…/"> hears what changes and shows it: entries come, change and go.
// Without script the same page is read by loading it again. The words stand ready in the page.
for (const page of document.querySelectorAll("[data-stream]")) if (page.dataset.stream) hear(page);

function hear(page) {
  const source = new EventSource(page.dataset.stream);
  const heard = {
    entry: (html) => showEntry(page, parse(html).querySelector("[id^='kirjaus-']")),
    whole: (html) => showWhole(page, parse(html)),
    stage: (html) => showStage(page, parse(html).querySelector("#vaihe")),
    refresh: () => location.reload(),
    gone: () => shut(page, source),
    ending: () => tell(page, "ending"),
  };
  for (const [kind, show] of Object.entries(heard)) {
    source.addEventListener(kind, (event) => show(event.data));
  }
  source.addEventListener("open", () => tell(page, ""));
  source.addEventListener("error", () => {
    // A refused page is closed for good; a lost one comes back by itself.
    if (source.readyState === EventSource.CLOSED) tell(page, "away");
  });
}

function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

function showEntry(page, entry) {
  if (!entry) return;
  const shown = document.getElementById(entry.id);
  if (entry.hasAttribute("data-gone")) {
    if (shown) take(shown);
    return;
  }
  if (shown && Number(shown.dataset.number) >= Number(entry.dataset.number)) return;
  const field = page.querySelector(`[data-entries="${entry.dataset.field}"]`);
  if (shown) shown.replaceWith(entry);
  else if (field) put(field, entry);
  window.htmx?.process(entry);
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
  if (field && !field.querySelector(".entry")) field.classList.add("is-empty");
}

function brief(entry) {
  const line = document.createElement("li");
  line.className = "entry small";
  line.textContent = entry.querySelector(".entry-text")?.textContent ?? "";
  return line;
}

// All that stands now: what the page has and the server has not was taken away meanwhile.
function showWhole(page, content) {
  const entries = [...content.querySelectorAll("[id^='kirjaus-']")];
  const ids = new Set(entries.map((entry) => entry.id));
  for (const shown of page.querySelectorAll("[data-entries] > [id^='kirjaus-']")) {
    if (!ids.has(shown.id)) take(shown);
  }
  for (const entry of entries) showEntry(page, entry);
}

function showStage(page, stage) {
  if (page.dataset.onStage === "reload") {
    if (stage && Number(stage.dataset.seen) > Number(page.dataset.seen)) location.reload();
    return;
  }
  const shown = document.getElementById("vaihe");
  if (shown && stage) shown.replaceWith(stage);
}

function shut(page, source) {
  source.close();
  const words = document.querySelector("template[data-word='gone']");
  page.replaceChildren(words ? words.content.cloneNode(true) : "");
}

function tell(page, word) {
  const place = page.querySelector("[data-live-word]");
  const words = word && document.querySelector(`template[data-word='${word}']`);
  place?.replaceChildren(words ? words.content.cloneNode(true) : "");
}
