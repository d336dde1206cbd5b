// Shows a media while it is held, at the level that was chosen. What is let go of is gone: the canvas is
// removed, its pixels are freed, and nothing was ever given an address, so no cache has it.
"use strict";

const SPOT_PAUSE_MS = 150;
const csrf = document.querySelector("meta[name=csrf]").content;

const post = (path, fields = {}) =>
  fetch(path, { method: "POST", headers: { "x-csrf": csrf }, body: new URLSearchParams(fields), cache: "no-store" });

const filled = (words, facts) => words.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

class Media {
  constructor(article, viewer) {
    this.article = article;
    this.words = viewer.dataset;
    this.path = `/desk/case/${viewer.dataset.case}/media/${article.dataset.media}`;
    this.pane = article.querySelector("[data-pane]");
    this.told = article.querySelector("[data-told]");
    this.why = article.querySelector("[data-why]");
    this.holds = viewer.dataset.holds === "yes";
    this.steps = [...article.querySelectorAll("[data-steps] [data-level]")];
    this.level = Number(viewer.dataset.level);
    this.frame = 0;
    this.frames = 1;
    this.point = { x: 0.5, y: 0.5 };
    this.isSpot = false;
    this.wanted = 0; // counts wishes: an answer to an older one is thrown away
    this.isHeld = false;
    this.view = null;
    this.listen();
    this.choose(this.level);
    if (viewer.dataset.spot === "yes") this.toggleSpot();
  }

  find(name) {
    return this.article.querySelector(`[data-${name}]`);
  }

  listen() {
    this.pane.hidden = false;
    this.find("tools").hidden = false;
    this.pace = this.find("pace");
    const paces = [...this.pace.options].map((one) => Number(one.value));
    const wish = Number(this.words.speed);
    this.pace.value = String(paces.includes(wish) ? wish : 1);
    this.find("steps").noValidate = true;
    this.find("steps").addEventListener("submit", (event) => event.preventDefault());
    this.steps.forEach((one) => one.addEventListener("click", () => this.choose(Number(one.dataset.level))));
    this.pane.addEventListener("pointerdown", (event) => this.press(event));
    this.pane.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      this.pane.addEventListener(name, () => this.holds && this.hide());
    }
    this.pane.addEventListener("contextmenu", (event) => event.preventDefault());
    this.find("back").addEventListener("click", () => this.step(-1));
    this.find("on").addEventListener("click", () => this.step(1));
    this.find("play").addEventListener("click", () => this.togglePlay());
    this.find("spotlight")?.addEventListener("click", () => this.toggleSpot());
  }

  say(words, isWrong = false) {
    this.told.textContent = words;
    this.told.classList.toggle("wrong", isWrong);
  }

  choose(level) {
    if (!this.steps.some((one) => Number(one.dataset.level) === level)) return;
    this.level = level;
    if (this.isSpot && level < 3) this.toggleSpot();
    this.steps.forEach((one) => one.setAttribute("aria-pressed", String(Number(one.dataset.level) === level)));
    if (this.isHeld) this.show();
    else if (this.hasSpoken) this.say(filled(this.words.saidLevel, { level }));
    this.hasSpoken = true;
  }

  press(event) {
    if (event.button !== 0) return;
    Media.active = this;
    event.preventDefault();
    this.pane.focus();
    this.place(event);
    if (!this.holds && this.isHeld) {
      this.hide();
      return;
    }
    if (this.holds) this.pane.setPointerCapture(event.pointerId);
    this.hold();
  }

  hold() {
    if (this.isHeld) return;
    if (this.why && this.why.value.trim().length < 10) {
      this.why.focus();
      this.why.reportValidity();
      return;
    }
    this.isHeld = true;
    this.pane.scrollIntoView({ block: "nearest" });
    this.show();
  }

  place(event) {
    const box = (this.canvas ?? this.pane).getBoundingClientRect();
    const part = (value) => Math.min(Math.max(value, 0), 1);
    this.point = { x: part((event.clientX - box.left) / box.width), y: part((event.clientY - box.top) / box.height) };
  }

  move(event) {
    if (!this.isHeld || !this.isSpot) return;
    this.place(event);
    this.spotSoon();
  }

  nudge(x, y) {
    if (!this.isHeld || !this.isSpot) return false;
    const part = (value) => Math.min(Math.max(value, 0), 1);
    this.point = { x: part(this.point.x + x), y: part(this.point.y + y) };
    this.spotSoon();
    return true;
  }

  // Not with every pixel that the pointer moves.
  spotSoon() {
    this.spotTimer ??= setTimeout(() => {
      this.spotTimer = null;
      if (this.isHeld) this.show(false);
    }, SPOT_PAUSE_MS);
  }

  // One question at a time: what is asked for while another is on its way is asked once that is answered.
  // isOther: another picture than before, so that what comes is not shown any more; a spot only moves on.
  async show(isOther = true) {
    if (isOther) this.wanted += 1;
    this.isAgain = this.isComing;
    if (this.isComing) return;
    this.isComing = true;
    if (isOther && !this.canvas) this.say(this.words.saidWait);
    await this.fetch(this.wanted);
    this.isComing = false;
    if (this.isAgain && this.isHeld) this.show(false);
  }

  async fetch(wish) {
    const fields = { level: this.level, way: this.isSpot ? "spot" : "whole", frame: this.frame, ...this.point };
    if (this.why) fields.why = this.why.value;
    try {
      const answer = await post(this.path, fields);
      if (!answer.ok) throw await this.wrong(answer);
      this.arrived(wish, answer.headers, await createImageBitmap(await answer.blob()));
    } catch (error) {
      if (wish !== this.wanted) return;
      this.hide();
      this.say(error instanceof Error ? this.words.saidAway : error, true);
    }
  }

  async wrong(answer) {
    try {
      const said = await answer.json();
      if (said.needs_reason) this.why?.focus();
      return said.hint ? `${said.message}: ${said.hint}` : said.message;
    } catch {
      return this.words.saidAway;
    }
  }

  arrived(wish, headers, picture) {
    const view = headers.get("x-view");
    if (!this.isHeld || wish !== this.wanted) {
      picture.close();
      if (!this.isHeld) post(`/desk/view/${view}/over`);
      return;
    }
    const number = (name) => Number(headers.get(`x-${name}`));
    this.view = view;
    this.frame = number("frame");
    this.frames = number("frames");
    this.draw(picture, number);
    const facts = { level: this.level, width: number("of-width"), height: number("of-height") };
    const frame = this.frames > 1 ? ` ${filled(this.words.saidFrame, { frame: this.frame + 1, frames: this.frames })}` : "";
    this.say(filled(this.words.saidShown, facts) + frame);
    this.find("strip").hidden = this.frames < 2;
    this.seconds ??= setInterval(() => this.second(), 1000);
  }

  draw(picture, number) {
    this.wipe();
    const canvas = document.createElement("canvas");
    canvas.width = number("width");
    canvas.height = number("height");
    canvas.className = `level-${this.level}`;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", filled(this.words.saidLevel, { level: this.level }));
    const paper = canvas.getContext("2d");
    if (this.isSpot) {
      paper.beginPath();
      const x = number("left") + picture.width / 2, y = number("top") + picture.height / 2;
      paper.ellipse(x, y, picture.width / 2, picture.height / 2, 0, 0, 2 * Math.PI);
      paper.clip();
    }
    paper.drawImage(picture, number("left"), number("top"));
    picture.close();
    this.canvas = canvas;
    this.find("rest").hidden = true;
    this.pane.append(canvas);
  }

  // Its memory is freed now, not when somebody collects it.
  wipe() {
    if (!this.canvas) return;
    this.canvas.width = this.canvas.height = 0;
    this.canvas.remove();
    this.canvas = null;
  }

  // Of a step that is over by now, or about to be, nobody wants to know.
  async second() {
    if (this.isComing) return;
    const view = this.view;
    let said = this.words.saidAway;
    try {
      const answer = await post(`/desk/view/${view}/second`);
      if (answer.ok) return;
      said = await this.wrong(answer);
    } catch {
      // the network is gone: nothing is shown that nobody counts
    }
    if (view !== this.view || this.isComing) return;
    this.hide();
    this.say(said, true);
  }

  hide() {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.wanted += 1;
    this.wipe();
    this.find("rest").hidden = false;
    clearInterval(this.seconds);
    this.seconds = null;
    this.stopPlay();
    this.say(this.words.saidHidden);
    if (this.view) navigator.sendBeacon(`/desk/view/${this.view}/over`, new URLSearchParams({ csrf }));
    this.view = null;
  }

  step(by) {
    const next = Math.min(Math.max(this.frame + by, 0), this.frames - 1);
    if (next === this.frame) return false;
    this.frame = next;
    if (this.isHeld) this.show();
    else this.say(filled(this.words.saidFrame, { frame: this.frame + 1, frames: this.frames }));
    return true;
  }

  togglePlay() {
    if (this.playing) this.stopPlay();
    else if (this.isHeld && this.frames > 1) {
      this.find("play").setAttribute("aria-pressed", "true");
      const next = () => this.isComing || this.step(1) || this.stopPlay();
      this.playing = setInterval(next, 1000 / Number(this.pace.value));
    }
  }

  stopPlay() {
    clearInterval(this.playing);
    this.playing = null;
    this.find("play").setAttribute("aria-pressed", "false");
  }

  toggleSpot() {
    const button = this.find("spotlight");
    if (!button) return;
    this.isSpot = !this.isSpot;
    button.setAttribute("aria-pressed", String(this.isSpot));
    this.say(this.isSpot ? this.words.saidSpot : this.words.saidWhole);
    if (this.isSpot && this.level < 3) this.choose(3);
    else if (this.isHeld) this.show();
  }

  key(key) {
    if ("1234".includes(key)) this.choose(Number(key));
    else if (key === ",") this.step(-1);
    else if (key === ".") this.step(1);
    else if (key === "p") this.togglePlay();
    else if (key === "t") this.toggleSpot();
    else if (key === "m") this.say(this.words.saidMute);
    else return false;
    return true;
  }
}

const ARROWS = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] };

const all = [...document.querySelectorAll("[data-viewer]")].flatMap((viewer) =>
  [...viewer.querySelectorAll("[data-media]")]
    .filter((article) => article.querySelector("[data-pane]"))
    .map((article) => new Media(article, viewer)));
Media.active = all[0] ?? null;

const hideAll = () => all.forEach((one) => one.hide());

// The space bar on the pane always counts; anywhere else, and other keys, as people chose (body data-keys).
const isOurs = (event) => {
  const target = event.target;
  if (event.key === " " && all.some((one) => one.pane === target)) return true;
  if (target.closest("input, textarea, select, dialog")) return false;
  if (event.key === " " && target.closest("button, a, summary, [role=button]")) return false;
  const wish = document.body.dataset.keys ?? "plain";
  return wish !== "off" && !event.ctrlKey && !event.metaKey && event.altKey === (wish === "alt");
};

addEventListener("focusin", (event) => {
  Media.active = all.find((one) => one.article.contains(event.target)) ?? Media.active;
});

addEventListener("keydown", (event) => {
  const media = Media.active;
  if (!media || event.defaultPrevented || !isOurs(event)) return;
  let isDone = false;
  if (event.key === " ") {
    if (!event.repeat && !media.holds && media.isHeld) media.hide();
    else if (!event.repeat) media.hold();
    isDone = true;
  } else if (event.key in ARROWS) isDone = media.nudge(...ARROWS[event.key]);
  else if (!event.repeat) isDone = media.key(event.key);
  if (isDone) event.preventDefault();
});

addEventListener("keyup", (event) => {
  if (event.key !== " " || !all.some((one) => one.isHeld)) return;
  event.preventDefault();
  all.filter((one) => one.holds).forEach((one) => one.hide());
});

// Whoever looks elsewhere does not want it to be seen.
addEventListener("blur", hideAll);
addEventListener("pagehide", hideAll);
document.addEventListener("visibilitychange", () => document.hidden && hideAll());
