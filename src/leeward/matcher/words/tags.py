"""Hashtags of lists, found in the hashtags of posts: the whole tag or nothing."""

from collections.abc import Sequence

from leeward.matcher.words.automaton import Found, How, Term
from leeward.matcher.words.folding import bare, compatible, fold, mended
from leeward.matcher.words.squeezed import bones_of, groups, is_spelt, squeezed

LONGEST = 500  # characters of a tag that is read


class Tags:
    """Finds tags among tags. Built once, then only read."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        self._written: dict[str, list[int]] = {}
        self._hidden: dict[str, list[int]] = {}
        for place, term in enumerate(terms):
            self._written.setdefault(bare(term.text), []).append(place)
            for bones in () if term.is_strict else bones_of(compatible(term.text)):
                self._hidden.setdefault(bones, []).append(place)

    def find(self, tag: str) -> list[Found]:
        """Each entry that this tag is. tag: without #."""
        tag = tag[:LONGEST]
        places = self._written.get(bare(tag), [])
        if places:
            return [
                Found(place, how) for place in places if self._may_be(place, how := self._how(place, tag))
            ]
        seen = mended(compatible(tag))
        unveiled = self._written.get(bare(seen), [])
        hidden = [*unveiled, *(place for place in self._spelt(seen) if place not in unveiled)]
        return [Found(place, How.EVASIVE) for place in hidden if self._may_be(place, How.EVASIVE)]

    def _how(self, place: int, tag: str) -> How:
        term = self._terms[place].text
        if term == tag:
            return How.EXACT
        return How.FOLDED if fold(term) == fold(tag) else How.EVASIVE

    def _spelt(self, seen: str) -> list[int]:
        places = self._hidden.get(squeezed(seen), [])
        spelt = groups(seen) if places else []
        return [
            place
            for place in places
            if is_spelt(seen, spelt, compatible(self._terms[place].text), is_part=False)
        ]

    def _may_be(self, place: int, how: How) -> bool:
        return how is not How.EVASIVE or not self._terms[place].is_strict
