"""Spellings from elsewhere, looked for only once a condition could not be read."""

import re
from collections.abc import Iterator

from leeward.model.errors import PolicyError

TYPOGRAPHIC = (
    "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b"  # quotes, as word processors write them
)
_QUIET = re.compile(
    r""""[^"\n]*"|'[^'\n]*'|#[^\n]*"""
)  # texts and comments: what stands in them is none of it
_PAIRS = {")": "(", "]": "[", "}": "{"}
_USUAL: tuple[tuple[str, str, str], ...] = (
    (f"[{TYPOGRAPHIC}]", "a typographic quote", 'write straight quotes: "…"'),
    ("[\"']", "a text that does not end on its line", 'write "…", on one line'),
    ("===?|&&?|\\|\\|?|!(?!=)|=>|=<|<>|(?<![=<>!])=(?!=)|;|//|%", "{} does not exist here", ""),
    ("(?i:and|or|not|in|true|false|is|equals|contains|has|like|between|if|then)(?![\\w.(])", "", ""),
    ("[0-9]{1,3}([.,][0-9]{3})+(?![0-9])", "{} is no number", "write its digits and nothing between them"),
    ("0[0-9]+(?![0-9.])", "{} begins with a 0", "write the number without it"),
    (
        "[0-9]+ ?(?:days?|d|hours?|h|weeks?|months?|years?)(?![\\w.])",
        "{} is no number",
        "the fact says what it counts: author.age_days < 7",
    ),
)
_INSTEAD = {
    "=": "compare with ==",
    "===": "compare with ==",
    "&": "write and",
    "&&": "write and",
    "|": "write or",
    "||": "write or",
    "!": "write not",
    "=>": "write >=",
    "=<": "write <=",
    "<>": "write !=",
    ";": "join conditions with and, or",
    "//": "a comment begins with #",
    "%": "write the number alone",
}
_WORDS = {
    "is": "compare with ==",
    "equals": "compare with ==",
    "contains": 'write "…" in media.look for a set, or matches(origin.domain, "…") for a text',
    "has": 'write "…" in media.look',
    "like": 'write matches(origin.domain, "…")',
    "between": "write 1 <= author.age_days <= 7",
    "if": "a condition is only what comes after it",
    "then": "actions stand under the key then",
}
_WORD = re.compile(r"\w")


def plainer(text: str, error: PolicyError) -> PolicyError:
    """A better error for a condition that cannot be read, if the mistake is a usual one; else the same."""
    found = [*_spelt(_without_texts(text)), *_unpaired(_without_texts(text))]
    return min(found, key=lambda one: one.at or (1, 1)) if found else error


def _without_texts(text: str) -> str:
    return _QUIET.sub(lambda found: "·" * len(found[0]), text)


def _spelt(text: str) -> Iterator[PolicyError]:
    for pattern, message, hint in _USUAL:
        for found in re.finditer(pattern, text):
            is_word = _WORD.match(found[0])
            if is_word and _WORD.match(text[found.start() - 1 : found.start()] or " "):
                continue  # in the middle of a name
            if is_word and text[found.start() - 1 : found.start()] == ".":
                continue
            told = _of_word(found[0]) if not message else (message.format(found[0]), hint)
            if told and found[0] != "==":
                yield PolicyError(told[0], told[1] or _INSTEAD[found[0]], _at(text, found.start()))


def _of_word(word: str) -> tuple[str, str] | None:
    """None: it is written right."""
    small = word.lower()
    if small in _WORDS:
        return f"{word} does not exist here", _WORDS[small]
    return None if word == small else (f"{word} is spelt differently here", f"write {small}")


def _unpaired(text: str) -> Iterator[PolicyError]:
    opened: list[tuple[str, int]] = []
    for offset, character in enumerate(text):
        if character in "([{":
            opened.append((character, offset))
        elif character in ")]}" and (not opened or opened.pop()[0] != _PAIRS[character]):
            yield PolicyError(f"this {character} closes nothing", "count the brackets", _at(text, offset))
            return
    for character, offset in opened[-1:]:
        yield PolicyError(f"this {character} is not closed", "count the brackets", _at(text, offset))


def _at(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
