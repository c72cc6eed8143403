// Every form with free text keeps what is typed until the server has said that it is saved.
// Minutes have drafts of their own on the server; data-undrafted is for what must never be kept.
//
// It survives an idle sign-out, so it lies sealed: the key comes with the page and is never kept.
// Whoever may not open that page, as that person, cannot read it. Signing out wipes it, and so
// does another person who signs in; a page without a key is over, and so is its draft.
const ALL = "punos-draft:";
const { owner = "", draftKey = "", draftSaved = "", answers } = document.body.dataset;
const OWN = `${ALL}${owner}:`;
const HERE = `${OWN}${location.pathname}:`;
const PAUSE = 300;
const LASTS = 12 * 3_600_000;
const FREE = "textarea, input[type=text]:not([autocomplete=one-time-code]), input:not([type])";
// What was seen when the text was begun: with it a change made meanwhile is found at saving.
const GUARDS = ["version", "seen", "seen_id"];
let isLeaving = false;
const key = draftKey && window.crypto.subtle ? importKey() : null;

function keepDrafts() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-wipes-drafts]")) return;
    isLeaving = true;
    wipe(() => true);
  });
  if (!owner) return;
  wipe((name, kept) => !name.startsWith(OWN) || isOver(name, kept));
  if (!key) return;
  for (const form of document.querySelectorAll("main form")) keep(form);
  document.addEventListener("htmx:load", ({ target }) => {
    for (const form of target.querySelectorAll("form")) keep(form);
    if (target.matches?.("main form")) keep(target);
  });
}

function isOver(name, kept) {
  if (!name.startsWith(`${OWN}/`)) return false; // the recorder's own
  const { id, at } = JSON.parse(kept);
  return id === draftSaved || Date.now() - at > LASTS || (!draftKey && name.startsWith(HERE));
}

function keep(form) {
  const parts = [...form.elements].filter((part) => part.name && part.matches(`${FREE}, select, [type=radio], [type=checkbox]`));
  const words = parts.find((part) => part.matches(FREE));
  if (form.dataset.kept || !words || form.method !== "post") return;
  if (form.matches("[data-undrafted], [data-publish]:not([data-draft])")) return;
  form.dataset.kept = "yes";
  const address = new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const name = `${HERE}${address}#${words.name}`;
  const draft = { form, parts, name, id: (address === location.pathname && answers) || crypto.randomUUID(), served: new Map(parts.map((part) => [part, state(part)])) };
  let [timer, last] = [0, 0];
  const store = async () => {
    clearTimeout(timer);
    const turn = ++last;
    const sealed = await seal(draft);
    // A later letter, or the server's yes, has come meanwhile.
    if (turn === last && !isLeaving) put(name, sealed);
  };
  const forget = () => {
    clearTimeout(timer);
    [timer, last] = [0, last + 1];
    localStorage.removeItem(name);
  };
  // A page that answers a sending shows what was sent; it needs nothing of ours.
  if (answers === undefined) restore(draft);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(store, PAUSE);
  });
  form.addEventListener("submit", () => {
    if (!form.matches("[data-publish]")) return void store();
    forget(); // the recorder's queue has it now
  });
  form.addEventListener("formdata", ({ formData }) => formData.set("_draft", draft.id));
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && !detail.xhr.getResponseHeader("HX-Redirect")) forget();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer && form.isConnected) store();
  });
}

function state(part) {
  return part.matches("[type=radio], [type=checkbox]") ? part.checked : part.value;
}

function slot(part) {
  return part.matches("[type=radio], [type=checkbox]") ? `${part.name}=${part.value}` : part.name;
}

// ── What is kept: what differs from what the server sent, and what had been seen then ───────────
async function seal({ form, parts, id, served }) {
  const own = parts.filter((part) => state(part) !== served.get(part) || (answers !== undefined && part.matches(FREE)));
  if (!own.length) return null;
  const typed = Object.fromEntries(own.map((part) => [slot(part), state(part)]));
  const guards = Object.fromEntries(GUARDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify({ typed, guards }));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, text);
  return JSON.stringify({ id, at: Date.now(), iv: written(iv), sealed: written(new Uint8Array(sealed)) });
}

async function opened(kept) {
  const { iv, sealed } = JSON.parse(kept);
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: read(iv) }, await key, read(sealed));
  return JSON.parse(new TextDecoder().decode(text));
}

function put(name, sealed) {
  try {
    sealed ? localStorage.setItem(name, sealed) : localStorage.removeItem(name);
  } catch {
    // A full or forbidden store: the page still works, only the safety net is missing.
  }
}

async function restore(draft) {
  const kept = localStorage.getItem(draft.name);
  if (!kept) return;
  const { typed, guards } = await opened(kept).catch(() => ({}));
  if (!typed) return localStorage.removeItem(draft.name); // of a key that is no more
  draft.id = JSON.parse(kept).id;
  for (const part of draft.parts) {
    const value = typed[slot(part)];
    if (value === undefined || state(part) !== draft.served.get(part)) continue; // typed already
    if (part.matches("[type=radio], [type=checkbox]")) part.checked = value;
    else part.value = value;
  }
  for (const [name, value] of Object.entries(guards)) if (draft.form.elements[name]) draft.form.elements[name].value = value;
  tell(draft);
}

// Where it was folded away it opens, and says that this was left unfinished.
function tell({ form, name }) {
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const words = document.querySelector("#kesken-jai").content.firstElementChild.cloneNode(true);
  words.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(name);
    location.reload();
  });
  form.prepend(words);
}

function wipe(isOver) {
  for (const [name, kept] of Object.entries(localStorage)) {
    if (name.startsWith(ALL) && isOver(name, kept)) localStorage.removeItem(name);
  }
}

function importKey() {
  return crypto.subtle.importKey("raw", read(draftKey), "AES-GCM", false, ["encrypt", "decrypt"]);
}

function written(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function read(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

keepDrafts();
