// Enter presses the default of a page, where there is one and nothing else has the focus. All other keys: desk.js.
"use strict";

const AFTER_MS = 2500; // a verdict takes effect about a second after its time is over

document.addEventListener("keydown", (event) => {
  const wish = document.body.dataset.keys;
  if (event.key !== "Enter" || wish === "off" || event.ctrlKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (event.altKey !== (wish === "alt") || document.querySelector("dialog[open]")) return;
  const here = document.activeElement;
  if (here && here !== document.body && here.id !== "main" && !here.matches("[data-first]")) return;
  const found = document.querySelector("[data-default]");
  if (!found || found.disabled || !found.checkVisibility()) return;
  event.preventDefault();
  found.click();
});

// On a narrow screen the further facts are folded: the decision comes before them, and media last.
if (matchMedia("(max-width: 59.99rem)").matches) {
  document.querySelectorAll("details[data-folds]:not(:target)").forEach((one) => { one.open = false; });
}

// How long what was said can still be taken back; then the page is asked again for what came of it.
const clock = document.querySelector("[data-seconds]");
if (clock) {
  const until = Date.now() + 1000 * Number(clock.dataset.seconds);
  const undo = document.querySelector("[data-undo]");
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    clock.textContent = left > 0 ? clock.dataset.words.replace("{left}", left) : clock.dataset.over;
    if (left > 0) return setTimeout(tick, 250);
    undo?.querySelectorAll("button").forEach((one) => { one.disabled = true; });
    document.querySelector("[data-yet]")?.remove();
    return setTimeout(() => location.reload(), AFTER_MS);
  };
  tick();
}
