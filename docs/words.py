"""The page about words: its sentences stand here, its figures are those that bench/words.py measured."""

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parent / "why" / "words.json"
_NOTE = "<!-- made by `./do docs` from words.json, which `./do bench --only words --json` writes -->\n"
_TEXT = """# Words in disguise

{note}
Most lists miss a word with one dot in it. So there are two automata (Aho and Corasick, CACM 1975): one for
words as they are written, folded by NFKC and case; one for what is left of a text when signs, gaps and
repetitions are squeezed out. What the second one finds is checked letter by letter against the text as it was
written: could this character stand for that letter, is every gap one that hides, does no longer word go on?
So "a bri. Dge" is no bridge. Only texts with a sign of a disguise are searched a second time; whether there
is one is seen in a few microseconds. Look-alikes are a hand-made part of Unicode UTS 39.

| what | ours | peer | times as fast | aim | met |
|---|---|---|---|---|---|
{rows}

{setting}

The peers find words as they are written and look neither for their edges nor for disguises. Posts and words
are invented; one post in fifty holds a term, half of those in disguise. On 16,643 posts without abuse
(Davidson, GermEval 2018, GAHD and Surge, the harmless classes), with 10,000 of their own ordinary words as
terms, 65 posts had a word found in disguise: 0.39 %.

What is not found: words cut by a blank, masked letters, spelling by sound.
"""


def page() -> str:
    """The page as Markdown."""
    told = json.loads(_FILE.read_text("utf-8"))
    rows = "\n".join(map(_row, told["rows"]))
    machine = told["machine"]
    setting = f"{told['rows'][0]['note']}; {machine['cpu']}, Python {machine['python']}; seconds of CPU time."
    return _TEXT.format(note=_NOTE, rows=rows, setting=setting)


def _row(row: dict[str, Any]) -> str:
    peer = "" if row["peer"] is None else f"{row['peer']:,.4g}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2g}"
    aim = "" if row["target"] is None else f"{row['target']:,}"
    met = {True: "yes", False: "no", None: ""}[row["met"]]
    ours = f"{row['ours']:,.4g} {row['unit']}".strip()
    return f"| {row['what']} | {ours} | {peer} | {ratio} | {aim} | {met} |"
