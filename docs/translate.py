"""Collects what the desk's pages say, and brings the catalogues of translations up to it: `./do docs`.

A translator needs only web/locale/LANGUAGE.po: what is new there is empty. A new language is a new file.
`--check` only says what is out of date or not translated.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from leeward.web.desk.words import FOLDER

_SRC = FOLDER.parent.parent
_TEMPLATES = "web/templates/**.html"
_METHODS = [(_TEMPLATES, "jinja2.ext.babel_extract"), ("web/**.py", "python"), ("review/**.py", "python")]
_OPTIONS = {_TEMPLATES: {"trimmed": "true", "silent": "false"}}
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # always the same: a catalogue changes only when its words do
_HEAD = "# What the review desk's pages say. Apache-2.0, as all of Leeward."
_TEMPLATE = FOLDER / "leeward.pot"
PLACE = re.compile(r"%\(\w+\)s|%%")


def said() -> Catalog:
    """All that the pages say, in English."""
    found = Catalog(
        project="Leeward", header_comment=_HEAD, creation_date=_WHEN, revision_date=_WHEN, charset="utf-8"
    )
    for file, _, words, _, context in sorted(extract_from_dir(_SRC, _METHODS, _OPTIONS), key=str):
        found.add(words, locations=[(file, 0)], context=context)
    return found


def catalogues() -> dict[str, Catalog]:
    """Every language's, as it is on disk."""
    return {file.stem: _read(file) for file in sorted(FOLDER.glob("*.po"))}


def problems(english: Catalog, code: str, catalogue: Catalog) -> Iterator[str]:
    """What is missing or wrong in one language."""
    for message in english:
        if not message.id:
            continue
        there = catalogue.get(message.id, message.context)
        if (
            there is None
            or there.fuzzy
            or not all(_forms(there))
            or len(_forms(there)) < _number(there, catalogue)
        ):
            yield f"{code}: not translated: {message.id!r}"
        elif not _fits(message, _forms(there)):
            yield f"{code}: other placeholders than in English: {message.id!r}"


def main() -> int:
    """Writes the catalogues, or says what is wrong with them."""
    english = said()
    if "--check" not in sys.argv[1:]:
        _write(_TEMPLATE, english)
        for code, catalogue in catalogues().items():
            catalogue.update(english, no_fuzzy_matching=True, update_creation_date=False)
            catalogue.obsolete.clear()
            _write(FOLDER / f"{code}.po", catalogue)
    found = [one for code, catalogue in catalogues().items() for one in problems(english, code, catalogue)]
    print("\n".join(found) or "every word is translated")
    return 1 if found and "--check" in sys.argv[1:] else 0


def written(catalogue: Catalog) -> str:
    """As it is on disk."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False)
    return out.getvalue().decode()


def _write(file: Path, catalogue: Catalog) -> None:
    file.write_text(written(catalogue), "utf-8")


def _read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=file.stem)


def _forms(message: Message) -> list[str]:
    """The translations: one, or one for each plural form."""
    found = message.string
    return [one or "" for one in found] if isinstance(found, list | tuple) else [found or ""]


def _number(message: Message, catalogue: Catalog) -> int:
    """How many forms there have to be."""
    return catalogue.num_plurals if message.pluralizable else 1


def _fits(message: Message, forms: list[str]) -> bool:
    """Whether the translation has the placeholders of the English; of one thing the number may be a word."""
    english = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    least, most = _places(english[0]), _places(english[-1])
    return _places(forms[-1]) == most and all(least <= _places(form) <= most for form in forms)


def _places(text: str) -> set[str]:
    return set(PLACE.findall(text))


if __name__ == "__main__":
    sys.exit(main())
