// Live news: brings numbers up to date, and tells when somebody else has decided what is open here.
// Without it, loading the page again does the same.
"use strict";

(() => {
  const QUIET_MS = 30_000; // between two announcements to whoever listens to the page
  const GATHER_MS = 400; // what happens together is looked at together
  const live = () => [...document.querySelectorAll("[data-live][id]")];
  const open = document.querySelector("[data-case]");
  if (!window.EventSource || (live().length === 0 && !open)) return;

  // Polite: what changes often is said seldom, and only if it really changed.
  let saidAt = -QUIET_MS;
  let toSay = 0;
  const announce = (text) => {
    const place = document.getElementById("news");
    if (!place || !text) return;
    clearTimeout(toSay);
    toSay = setTimeout(() => {
      saidAt = performance.now();
      place.textContent = text;
    }, Math.max(0, saidAt + QUIET_MS - performance.now()));
  };

  // The page itself is asked for, and only its marked regions are taken over; an answer that is no such page
  // (signed out, database away) changes nothing.
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { "x-quiet": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const region of live()) {
      const its = fresh.getElementById(region.id);
      if (!its || its.innerHTML === region.innerHTML) continue;
      const key = region.contains(document.activeElement) ? document.activeElement.id : "";
      region.replaceChildren(...its.childNodes);
      if (key) document.getElementById(key)?.focus();
      announce(region.dataset.live);
    }
  };

  let gathering = 0;
  let isAsking = false;
  const soon = () => {
    if (gathering || live().length === 0) return;
    gathering = setTimeout(async () => {
      gathering = 0;
      if (isAsking) return soon();
      isAsking = true;
      try {
        await refresh();
      } catch {
        // the next event asks again
      } finally {
        isAsking = false;
      }
    }, GATHER_MS);
  };

  const moved = () => {
    const note = document.getElementById("moved");
    if (!note || !note.hidden) return;
    note.hidden = false;
    announce(note.textContent.trim());
  };

  const stream = new EventSource("/desk/news");
  stream.addEventListener("message", ({ data }) => {
    const told = JSON.parse(data);
    if (open && String(told.case) === open.dataset.case && told.event === "case.moved") moved();
    soon();
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
