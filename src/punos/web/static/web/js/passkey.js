// <form data-passkey="make"> makes a key, <form data-passkey="use"> comes in by one. The question
// comes from the element named in data-options, or from the form's own address when it is sent
// empty. What needs a key is hidden until the browser says that it can; without script nothing
// of this shows, and six digits do.
const WAYS = {
  make: (options) => navigator.credentials.create(options),
  use: (options) => navigator.credentials.get(options),
};

async function offerKeys() {
  if (!window.PublicKeyCredential) return;
  for (const part of document.querySelectorAll("[data-needs-keys]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  const canMake = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  for (const field of document.querySelectorAll("input[name=makes_keys]")) {
    field.value = canMake ? "1" : "";
  }
}

async function send(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  if (failed) failed.hidden = true;
  try {
    const options = unpack((await question(form)).publicKey);
    const key = await WAYS[form.dataset.passkey]({ publicKey: options });
    form.elements.credential.value = JSON.stringify(pack(key));
    form.submit();
  } catch {
    if (failed) failed.hidden = false;
  }
}

async function question(form) {
  const written = form.dataset.options && document.getElementById(form.dataset.options);
  if (written) return JSON.parse(written.textContent);
  form.elements.credential.value = "";
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  // Anything else than a question is a page to look at: a password is asked once more.
  if (answer.redirected) location.assign(answer.url);
  return answer.json();
}

function unpack(options) {
  const list = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: list(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: list(options.allowCredentials) }),
  };
}

function pack(key) {
  const response = {};
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  for (const name of names) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response,
  };
}

function bytes(words) {
  const base = words.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base), (sign) => sign.codePointAt(0));
}

function text(buffer) {
  const signs = String.fromCodePoint(...new Uint8Array(buffer));
  return btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

offerKeys();
