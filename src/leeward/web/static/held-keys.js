// Held posts by keyboard: n and p move, j releases the one that has the focus, Enter opens it.
"use strict";

const posts = [...document.querySelectorAll("[data-held]")];
const typing = (element) => Boolean(element?.closest?.("input:not([type=hidden]), select, textarea"));

document.addEventListener("keydown", (event) => {
  const wish = document.body.dataset.keys;
  if (wish === "off" || event.ctrlKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (event.altKey !== (wish === "alt") || typing(event.target) || document.querySelector("dialog[open]")) return;
  const at = posts.findIndex((one) => one.contains(document.activeElement));
  if (event.key === "n" || event.key === "p") {
    const next = event.key === "n" ? Math.min(at + 1, posts.length - 1) : Math.max(at - 1, 0);
    posts[next]?.focus();
  } else if (event.key === "j" && at >= 0) {
    posts[at].querySelector("[data-release]")?.click();
  } else if (event.key === "Enter" && posts[at] === document.activeElement) {
    posts[at].querySelector("[data-open]")?.click();
  } else return;
  event.preventDefault();
});
