// Drafts are checked while one writes; errands are looked at again until they are over. All of it works without, too.
"use strict";

const CHECK_AFTER_MS = 900;
const LOOK_EVERY_MS = 1000;

const fresh = (text, id) => new DOMParser().parseFromString(text, "text/html").getElementById(id);

const draft = document.getElementById("draft");
let writing;
let asked = 0;

const check = async () => {
  const mine = ++asked;
  const form = new URLSearchParams();
  for (const one of draft.querySelectorAll("textarea[name^='file:']")) form.append(one.name, one.value);
  const headers = { "x-csrf": document.querySelector("meta[name=csrf]").content };
  const answer = await fetch("/desk/policy/check", { method: "POST", body: form, headers }).catch(() => null);
  const found = answer?.ok ? fresh(await answer.text(), "checked") : null;
  if (found && mine === asked) document.getElementById("checked").replaceWith(found);
};

draft?.addEventListener("input", (event) => {
  if (!event.target.matches("textarea")) return;
  clearTimeout(writing);
  writing = setTimeout(check, CHECK_AFTER_MS);
});

// A link to a line puts the cursor there.
draft?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const text = link && document.getElementById(`file-${link.dataset.file}`);
  if (!text) return;
  event.preventDefault();
  const lines = text.value.split("\n");
  const line = Number(link.dataset.line) - 1;
  const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + Number(link.dataset.column) - 1;
  text.focus();
  text.setSelectionRange(start, start);
  text.scrollTop = (text.scrollHeight * Math.max(0, line - 5)) / Math.max(1, lines.length);
});

const look = async () => {
  const answer = await fetch(location.href, { headers: { "x-quiet": "1" } }).catch(() => null);
  const there = document.getElementById("errand");
  const found = answer?.ok ? fresh(await answer.text(), "errand") : null;
  if (found && !found.hasAttribute("data-open")) location.reload();
  else {
    const [bar, mine] = [found?.querySelector("progress"), there.querySelector("progress")];
    if (bar && mine && bar.hasAttribute("value")) {
      mine.max = bar.max;
      mine.value = bar.value;
      mine.previousElementSibling.textContent = bar.previousElementSibling.textContent;
    }
    setTimeout(look, LOOK_EVERY_MS);
  }
};
if (document.querySelector("#errand[data-open]")) setTimeout(look, LOOK_EVERY_MS);

// What is to be sent elsewhere is copied.
for (const one of document.querySelectorAll("button[data-copy]")) {
  one.hidden = false;
  one.addEventListener("click", async () => {
    const text = document.getElementById(one.dataset.copy);
    text.select();
    await navigator.clipboard?.writeText(text.value).catch(() => {});
    document.getElementById(`${one.dataset.copy}-said`).textContent = one.dataset.said;
  });
}
