// A game for a break: shapes fall into rows, one step for each key. Nothing moves by itself, nothing is counted.
"use strict";

(() => {
  const card = document.getElementById("game");
  const field = card?.querySelector(".shapes");
  if (!field) return;
  const WIDE = 10;
  const HIGH = Number(field.dataset.rows);
  const SHAPES = [
    ["a", [[0, 0], [1, 0], [0, 1], [1, 1]]],
    ["b", [[-1, 0], [0, 0], [1, 0], [2, 0]]],
    ["c", [[-1, 0], [0, 0], [1, 0], [0, 1]]],
    ["d", [[-1, 0], [0, 0], [1, 0], [1, 1]]],
    ["b", [[-1, 1], [-1, 0], [0, 0], [1, 0]]],
    ["c", [[-1, 0], [0, 0], [0, 1], [1, 1]]],
  ];
  const cells = Array.from({ length: WIDE * HIGH }, () => field.appendChild(document.createElement("i")));
  let rows = Array.from({ length: HIGH }, () => Array(WIDE).fill(""));
  let piece;

  const placed = ({ x, y, squares }) => squares.map(([dx, dy]) => [x + dx, y + dy]);
  const fits = (one) => placed(one).every(([x, y]) => x >= 0 && x < WIDE && y < HIGH && !(y >= 0 && rows[y][x]));
  const next = () => {
    const [kind, squares] = SHAPES[Math.floor(Math.random() * SHAPES.length)];
    piece = { kind, squares, x: 4, y: 0 };
    if (!fits(piece)) rows = rows.map((row) => row.map(() => "")); // full: begin anew, without a word
  };
  const draw = () => {
    cells.forEach((cell, place) => { cell.className = rows[Math.floor(place / WIDE)][place % WIDE] && `on ${rows[Math.floor(place / WIDE)][place % WIDE]}`; });
    for (const [x, y] of placed(piece)) if (y >= 0) cells[y * WIDE + x].className = `on ${piece.kind}`;
  };
  const tried = (change) => {
    const moved = { ...piece, ...change };
    if (!fits(moved)) return false;
    piece = moved;
    return true;
  };
  const down = () => {
    if (tried({ y: piece.y + 1 })) return true;
    for (const [x, y] of placed(piece)) if (y >= 0) rows[y][x] = piece.kind;
    rows = rows.filter((row) => row.includes(""));
    while (rows.length < HIGH) rows.unshift(Array(WIDE).fill(""));
    next();
    return false;
  };
  const MOVES = {
    left: () => tried({ x: piece.x - 1 }),
    right: () => tried({ x: piece.x + 1 }),
    turn: () => tried({ squares: piece.squares.map(([x, y]) => [-y, x]) }),
    down,
    drop: () => { while (down()); },
  };
  const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "turn", ArrowDown: "down", " ": "drop" };
  const move = (name) => { MOVES[name](); draw(); };

  field.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(KEYS[event.key]);
  });
  card.addEventListener("click", (event) => {
    const name = event.target.closest("[data-move]")?.dataset.move;
    if (name) move(name);
  });
  next();
  draw();
  card.hidden = false;
})();
