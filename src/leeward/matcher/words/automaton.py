"""All terms of all lists in two automata: one for words as they are written, one for words in disguise."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import ahocorasick_rs

from leeward.matcher.words.folding import bare, compatible, fold, key, mended
from leeward.matcher.words.letters import is_word
from leeward.matcher.words.signs import TRIPLES, pieces, signs
from leeward.matcher.words.squeezed import Group, bones_of, groups, is_spelt, squeezed

LONGEST = 50_000  # characters of a text that are searched for words in disguise; for others all of it
_FEWEST = 3  # letters of a term that is looked for behind veils; in scripts without spaces 2
_MOST = 2_000  # candidates that are looked at closely in one text


class How(StrEnum):
    """How a term is there: as in the list; but for case and form; or hidden."""

    EXACT = "exact"
    FOLDED = "folded"
    EVASIVE = "evasive"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. is_part: also inside of longer words. is_strict: not in disguise."""

    text: str
    is_part: bool = False
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One term in a text. term: its place among all."""

    term: int
    how: How


def _built(
    patterns: Iterable[tuple[str, int]], further: Iterable[str] = ()
) -> tuple[ahocorasick_rs.AhoCorasick, list[list[int]]]:
    """What finds the patterns, each with its term; and the terms of each, for some share one."""
    terms: dict[str, list[int]] = {}
    for pattern, term in patterns:
        terms.setdefault(pattern, []).append(term)
    return ahocorasick_rs.AhoCorasick([*terms, *further], store_patterns=False), list(terms.values())


class Automaton:
    """Finds terms in texts. Built once, then only read."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        written = ((bare(term.text), place) for place, term in enumerate(terms))
        self._written, self._of_written = _built(written, TRIPLES)
        self._reach = max((len(one.text) for one in terms), default=0) + 2
        self._hidden, self._of_hidden = _built(_hidden(terms))  # only then: a long list fills memory

    def find(self, text: str) -> list[Found]:
        """Each term that is there, once, in the order of the terms."""
        if not text:
            return []
        folded = key(text)
        places, has_triples = self._search(folded)
        told = signs(folded)
        if not (places or told.is_split or has_triples):
            return []
        found = self._how(places, text, folded) if places else {}
        if told.is_split or has_triples:
            seen = compatible(text[:LONGEST])
            if told.is_veiled:
                seen = mended(seen)
                found = self._how(self._unveiled(seen, folded), text, folded) | found
            parts = [seen] if told.is_veiled else pieces(seen, self._reach)
            found |= dict.fromkeys(self._spelt(parts, found), How.EVASIVE)
        if not found:
            return []
        return [Found(place, how) for place, how in sorted(found.items()) if self._may_be(place, how)]

    def _search(self, folded: str) -> tuple[list[int], bool]:
        """Terms with their edges where they should be, and whether a letter is there three times in a row."""
        found: list[int] = []
        has_triples = False
        for pattern, start, end in self._written.find_matches_as_indexes(folded, overlapping=True):
            if pattern >= len(self._of_written):
                has_triples = True
                continue
            is_whole = _is_whole(folded, start, end)
            found += [place for place in self._of_written[pattern] if is_whole or self._terms[place].is_part]
        return found, has_triples

    def _how(self, places: Iterable[int], text: str, folded: str) -> dict[int, How]:
        """folded: the text as it is searched."""
        strictly = folded if folded.isascii() else fold(text)
        return {
            place: How.EXACT
            if (term := self._terms[place].text) in text
            else How.FOLDED
            if fold(term) in strictly
            else How.EVASIVE
            for place in places
        }

    def _unveiled(self, mended: str, folded: str) -> Iterator[int]:
        seen = key(mended)
        return filter(self._may_be_veiled, self._search(seen)[0] if seen != folded else ())

    def _spelt(self, parts: Sequence[str], found: dict[int, How]) -> Iterator[int]:
        """Further terms, by what is left when gaps and repetitions are squeezed out."""
        for piece in parts:
            spelt: list[Group] = []
            candidates = self._hidden.find_matches_as_indexes(squeezed(piece), overlapping=True)
            for pattern, start, end in candidates[:_MOST]:
                for place in self._of_hidden[pattern]:
                    if place not in found:
                        spelt = spelt or groups(piece)
                        term = self._terms[place]
                        if is_spelt(piece, spelt[start:end], compatible(term.text), is_part=term.is_part):
                            yield place

    def _may_be_veiled(self, place: int) -> bool:
        letters = [one for one in self._terms[place].text if one.isalnum()]
        fewest = _FEWEST if any(map(is_word, letters)) else _FEWEST - 1
        return len(letters) >= fewest

    def _may_be(self, place: int, how: How) -> bool:
        return how is not How.EVASIVE or not self._terms[place].is_strict


def _hidden(terms: Iterable[Term]) -> Iterator[tuple[str, int]]:
    for place, term in enumerate(terms):
        if not term.is_strict:
            for bones in bones_of(compatible(term.text)):
                yield bones, place


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over an edge."""
    return not (
        (start and is_word(text[start]) and is_word(text[start - 1]))
        or (end < len(text) and is_word(text[end - 1]) and is_word(text[end]))
    )
