// Links that open the desk once, and passkeys. Passwords and servers need no script.
"use strict";

// The token stands behind #, which no browser sends anywhere. It goes into the form, and out of the history.
const linkForm = document.getElementById("link");
if (linkForm && location.hash.length > 1) {
  linkForm.elements.token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  linkForm.querySelector("button").focus();
}

const proof = document.querySelector("meta[name=csrf]").content;

const post = async (path, body, headers = {}) => {
  const asked = { "content-type": "application/json", "x-csrf": proof, ...headers };
  const answer = await fetch(path, { method: "POST", headers: asked, body, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// As the standard's toJSON() does it, for browsers that do not have it yet.
const written = (made) => {
  const response = { clientDataJSON: text(made.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return JSON.stringify({
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response,
    clientExtensionResults: made.getClientExtensionResults(),
  });
};

const readable = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const one of options[list] ?? []) one.id = bytes(one.id);
  }
  return options;
};

const signIn = async () => {
  const asked = await post("/desk/sign-in/passkey/ask", "{}");
  const made = await navigator.credentials.get({ publicKey: readable(asked) });
  const then = document.getElementById("passkey").dataset.then;
  return post("/desk/sign-in/passkey", written(made), { "x-then": then });
};

const add = async () => {
  const asked = await post("/desk/ways/passkey/ask", "{}");
  const made = await navigator.credentials.create({ publicKey: readable(asked) });
  const label = document.getElementById("label").value;
  return post("/desk/ways/passkey", written(made), { "x-label": encodeURIComponent(label) });
};

const press = async (button) => {
  const trouble = document.querySelector("[data-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    const told = await (button.dataset.passkey === "add" ? add() : signIn());
    location.assign(told.next);
  } catch {
    trouble.hidden = false;
    button.disabled = false;
    button.focus();
  }
};

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", () => press(button));
  }
  document.getElementById("new-passkey")?.addEventListener("submit", (event) => {
    event.preventDefault();
    press(document.querySelector("[data-passkey=add]"));
  });
}
