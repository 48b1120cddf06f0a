/* Asks the browser for a passkey and sends what it answers. The form says what and with which options. */

const form = document.getElementById("passkey");
const options = JSON.parse(form.dataset.options);
const act = form.dataset.act;

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

function asked() {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (act === "get") publicKey.allowCredentials = listed(options.allowCredentials);
  else {
    publicKey.user = { ...options.user, id: bytes(options.user.id) };
    publicKey.excludeCredentials = listed(options.excludeCredentials);
  }
  return { publicKey };
}

function answer(credential) {
  const { response } = credential;
  const told = { clientDataJSON: text(response.clientDataJSON) };
  if (act === "get") {
    told.authenticatorData = text(response.authenticatorData);
    told.signature = text(response.signature);
    if (response.userHandle) told.userHandle = text(response.userHandle);
  } else {
    told.attestationObject = text(response.attestationObject);
    told.transports = response.getTransports ? response.getTransports() : [];
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told });
}

function say(which) {
  for (const line of form.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== which;
}

async function ask() {
  say("");
  if (!window.PublicKeyCredential) return say("absent");
  try {
    const credential = await navigator.credentials[act](asked());
    form.elements.credential.value = answer(credential);
    form.submit();
  } catch (error) {
    say({ InvalidStateError: "known", SecurityError: "absent" }[error.name] || "refused");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
ask();
