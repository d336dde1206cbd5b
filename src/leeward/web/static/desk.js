// What all pages share: keys, dialogs, and where the focus goes. All of it works without, too.
"use strict";

const isTyping = (element) => Boolean(element?.closest?.("input:not([type=checkbox], [type=radio]), select, textarea"));

const openDialog = (name) => {
  const dialog = document.getElementById(name);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
};

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

// Whether this key means a deed: people choose plain keys, keys with Alt, or none (body data-keys).
const isMeant = (event) => {
  const wish = document.body.dataset.keys;
  if (wish === "off" || event.ctrlKey || event.metaKey || event.repeat || event.defaultPrevented) return false;
  return event.altKey === (wish === "alt") && !isTyping(event.target);
};

// What a key presses: only what can be seen, and in an open dialog only what is in it.
const keyed = (key) => {
  const scope = document.querySelector("dialog[open]") ?? document;
  const all = [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return all.find((one) => !one.disabled && one.checkVisibility());
};

document.addEventListener("keydown", (event) => {
  if (!isMeant(event)) return;
  const found = keyed(event.key);
  if (found) found.click();
  else if (event.key === "?" && openDialog("help")) event.preventDefault();
  else if (event.key === "?") document.querySelector("a[data-help]")?.click();
  if (found) event.preventDefault();
});

// Whoever cannot see the page hears first what their deed did, or what is wrong with it.
document.querySelector("[data-first]")?.focus();
