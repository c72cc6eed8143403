// The recorder's page: Enter publishes, a pause keeps a draft, and what could not be sent waits in
// this browser and goes in order when the line is back. Wiped at sign-out with the other drafts.
import "./clock.js";

// By whose it is, as drafts.js has it: what is not the signed-in person's own is wiped at once.
const PREFIX = `punos-draft:${document.body.dataset.owner ?? ""}:muistio:`;
const PAUSE = 1000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

const page = document.querySelector("[data-recorder]");
const tab = sessionStorage.getItem("punos-tab") ?? crypto.randomUUID();
sessionStorage.setItem("punos-tab", tab);
const mine = `${PREFIX}${page?.dataset.recorder}:`;
const form = page?.querySelector("form[data-publish]:not(.addstep)");
const text = form?.elements.text;
const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
let [wait, sending, timer] = [FIRST_WAIT, false, 0];

if (page) {
  for (const each of page.querySelectorAll("form[data-publish]")) {
    each.addEventListener("submit", (event) => {
      event.preventDefault();
      publish(each);
    });
  }
  document.addEventListener("keydown", keys);
  window.addEventListener("online", send);
  if (text) keepDraft();
  showWaiting();
  send();
}

function keys(event) {
  if (event.altKey && event.key.toLowerCase() === "a") {
    event.preventDefault();
    page.querySelector(".addstep [name=responsible_id]")?.focus();
  } else if (event.ctrlKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const places = [...page.querySelectorAll("[data-place]")];
    const now = places.findIndex((place) => place.hasAttribute("aria-current"));
    places[(now + (event.key === "ArrowDown" ? 1 : -1) + places.length) % places.length]?.click();
  } else if (event.target === text && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
}

// ── Drafts: this browser at once, the server after a pause ──────────────────────────────────────
function keepDraft() {
  const key = `${mine}draft:${form.elements.field.value}:${tab}`;
  form.elements.tab.value = tab;
  const own = page.querySelector(`[data-draft-tab="${tab}"][data-draft-field="${form.elements.field.value}"]`);
  if (!text.value) text.value = localStorage.getItem(key) ?? own?.querySelector("[data-draft-text]").textContent ?? "";
  own?.remove();
  for (const button of page.querySelectorAll("[data-take]")) takeOver(button);
  text.addEventListener("input", () => {
    store(key, text.value);
    clearTimeout(timer);
    timer = setTimeout(() => saveDraft(form.elements.field.value, text.value), PAUSE);
  });
  text.focus({ preventScroll: true });
}

// A draft of another tab is taken here on request; that tab's own copy is left alone.
function takeOver(button) {
  const draft = button.closest("[data-draft-field]");
  button.hidden = draft.dataset.draftField !== form.elements.field.value;
  button.addEventListener("click", () => {
    text.value = [text.value, draft.querySelector("[data-draft-text]").textContent].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input"));
    text.focus();
    draft.remove();
  });
}

async function saveDraft(field, typed) {
  const body = new URLSearchParams({ field, tab, text: typed });
  try {
    const answer = await fetch(page.dataset.draftUrl, { method: "POST", headers, body, redirect: "manual" });
    if (answer.status === 204 && typed) say("draft");
  } catch {
    // The browser's own copy is there; the next pause tries again.
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false; // a full or forbidden store: the server's draft is the safety net
  }
}

// ── Publishing: into the queue first, off it when the server has said that it is saved ──────────
function publish(from) {
  const said = Object.fromEntries(new FormData(from));
  if ((from === form && !said.text.trim()) || !from.reportValidity()) return;
  delete said.csrfmiddlewaretoken;
  from.querySelector("[role='alert']")?.remove();
  if (!store(`${mine}out:${Date.now()}:${said.key}`, JSON.stringify({ url: from.action, said }))) return from.submit();
  clearTimeout(timer);
  if (from === form) localStorage.removeItem(`${mine}draft:${said.field}:${tab}`);
  const person = from.elements.responsible_id?.value;
  from.reset();
  from === form ? (text.value = "") : (from.elements.responsible_id.value = person);
  from.elements.key.value = crypto.randomUUID();
  if (from.elements.tab) from.elements.tab.value = tab;
  showWaiting();
  send();
}

function queue() {
  return Object.keys(localStorage).filter((key) => key.startsWith(`${mine}out:`)).sort();
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    for (let key = queue()[0]; key; key = queue()[0]) if (!(await sendOne(key))) break;
  } finally {
    sending = false;
    showWaiting();
  }
}

// Returns whether to go on with the next one. The key makes a second sending harmless.
async function sendOne(key) {
  const { url, said } = JSON.parse(localStorage.getItem(key));
  let answer;
  try {
    answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(said), redirect: "manual" });
  } catch {
    return later();
  }
  if (answer.status >= 500 || answer.status === 429) return later();
  if (answer.status === 422) {
    giveBack(said, await answer.text());
    localStorage.removeItem(key);
    return true;
  }
  if (!answer.ok) {
    say("out"); // signed out or the right has ended: the text stays here
    return false;
  }
  show(await answer.text());
  localStorage.removeItem(key);
  wait = FIRST_WAIT;
  return true;
}

function later() {
  say("waiting");
  setTimeout(send, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return false;
}

function show(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const entry = holder.content.querySelector("[id^='kirjaus-']");
  if (document.getElementById(entry.id)) document.getElementById(entry.id).replaceWith(entry);
  else page.querySelector(`[data-entries="${entry.dataset.field}"]`)?.append(entry);
  window.htmx?.process(entry);
  say("saved", entry.dataset.at);
}

// What a rule refused goes back to where it was written, with the reason beside it.
function giveBack(said, reason) {
  const target = said.what === undefined ? form : page.querySelector(".addstep");
  for (const [name, value] of Object.entries(said)) {
    const part = target?.elements[name];
    if (!part || part.type === "hidden") continue;
    part.value = part === text ? [value, part.value].filter(Boolean).join("\n") : value;
  }
  target?.querySelector("[role='alert']")?.remove();
  const words = page.querySelector("template[data-word='refused']").content.cloneNode(true);
  words.querySelector("[data-reason]").textContent = reason;
  target?.prepend(words);
  page.querySelector("[data-saved]").replaceChildren();
}

function showWaiting() {
  const list = page.querySelector("[data-waiting]");
  if (!list) return;
  const lines = queue().map((key) => {
    const { said } = JSON.parse(localStorage.getItem(key));
    const line = document.createElement("li");
    line.className = "small quiet";
    line.textContent = `… ${said.text ?? said.what}`;
    return line;
  });
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

function say(word, at = "") {
  const status = page.querySelector("[data-saved]");
  const words = page.querySelector(`template[data-word='${word}']`).content.cloneNode(true);
  const place = words.querySelector("[data-at]");
  if (place) place.textContent = at;
  status.replaceChildren(words);
}
