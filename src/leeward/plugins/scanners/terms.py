"""Terms, phrases and hashtags, one a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leeward.matcher.words.automaton import Automaton, Found, Term
from leeward.matcher.words.folding import bare
from leeward.matcher.words.tags import Tags
from leeward.model.banks import BadLine
from leeward.model.events import TextHit, Words
from leeward.plugins.scanners.protocol import EMPTY, Canary, Entry, EntryList, Mark, lines

_TAG = "tag"
_OPTIONS = {"substring": "part", "strict": "strict"}  # as they are written: as they are kept
_COMMENTS = frozenset("#!-=*;")  # right after #: a heading or a rule, no hashtag
_BETWEEN_TAGS = " / "

_Owned = tuple[EntryList, Entry]


@dataclass(frozen=True, slots=True)
class _Scan:
    """Every list's entries, in one automaton."""

    terms: Sequence[_Owned]
    tags: Sequence[_Owned]
    of_terms: Automaton
    of_tags: Tags
    mark: Mark

    def hits(self, words: Words) -> tuple[TextHit, ...]:
        found = dict.fromkeys([self._hit(self.terms, one, "text") for one in self.of_terms.find(words.text)])
        if words.warning or words.hashtags or words.alternatives:
            self._add_aside(found, words)
        return tuple(found)

    def _add_aside(self, found: dict[TextHit, None], words: Words) -> None:
        for where, text in _aside(words):
            for one in self.of_terms.find(text):
                found[self._hit(self.terms, one, where)] = None
        if self.tags:
            for tag in words.hashtags:
                for one in self.of_tags.find(tag):
                    found[self._hit(self.tags, one, "hashtag")] = None

    def _hit(self, owned: Sequence[_Owned], found: Found, where: str) -> TextHit:
        source, entry = owned[found.term]
        return TextHit("terms", source.name, source.version, self.mark(entry.identity), where, str(found.how))


def _aside(words: Words) -> Iterator[tuple[str, str]]:
    if words.warning:
        yield "warning", words.warning
    if words.hashtags:
        yield "hashtag", _BETWEEN_TAGS.join(words.hashtags)
    for one in words.alternatives:
        yield "alternative", one


class Terms:
    """The scanner."""

    name = "terms"
    title = "terms, phrases and #hashtags, one a line, found in spite of case, spacing, signs and look-alikes"
    canary = Canary(
        "leewardkanari",
        Words(
            text="Here is a Leewardkanari.",
            warning="L.e.e.w.a.r.d.k.a.n.a.r.i",
            hashtags=("LEEWARDKANARI",),
            alternatives=("a leew4rdkan4ri, and a lee\u200bward\u200bkanari",),
        ),
        frozenset({"text", "warning", "hashtag", "alternative"}),
    )

    def read(self, file: str, content: bytes) -> Iterator[Entry | BadLine]:
        """A line is a term; `#tag` a hashtag; `# …` a comment; `substring: …` is found inside of words, too,
        `strict: …` only as it is written, but for case."""
        for one in lines(file, content):
            if isinstance(one, BadLine):
                yield one
            elif not _is_comment(one[1]):
                entry = _entry(*one)
                yield entry if entry.key else BadLine(file, entry.line, EMPTY)

    def open(self, lists: Sequence[EntryList], mark: Mark) -> _Scan:
        """Take lists into use."""
        owned = [(source, entry) for source in lists for entry in source.entries]
        tags = [one for one in owned if one[1].kind.startswith(_TAG)]
        terms = [one for one in owned if not one[1].kind.startswith(_TAG)]
        return _Scan(terms, tags, Automaton(list(map(_term, terms))), Tags(list(map(_term, tags))), mark)


def _is_comment(line: str) -> bool:
    return line == "#" or (line[0] == "#" and (line[1].isspace() or line[1] in _COMMENTS))


def _entry(number: int, line: str) -> Entry:
    kinds, text = [], line
    option, colon, rest = text.partition(":")
    while colon and option.strip().lower() in _OPTIONS:
        kinds.append(_OPTIONS[option.strip().lower()])
        text = rest.strip()
        option, colon, rest = text.partition(":")
    if text.startswith("#"):
        kinds, text = [_TAG, *(kind for kind in kinds if kind != "part")], text.lstrip("#")
    return Entry(" ".join(dict.fromkeys(sorted(kinds, reverse=True))) or "word", text, bare(text), number)


def _term(owned: _Owned) -> Term:
    kinds = owned[1].kind.split()
    return Term(owned[1].text, is_part="part" in kinds, is_strict="strict" in kinds)


SCANNER = Terms()
