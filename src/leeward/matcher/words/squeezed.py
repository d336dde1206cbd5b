"""Words spelt with signs, gaps and repetitions: found by what is left when all of that is squeezed out, then
checked letter by letter against the text as it was written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from leeward.matcher.words.letters import KEPT, LEET, SAME, UNSPACED, is_between, is_word, kana, look, plain
from leeward.matcher.words.lookalikes import LOOKS

FEWEST = 5  # letters of a term that is looked for so
FEWEST_IDEOGRAPHS = 3
_LEAST = (
    4  # of a term, where only the alphabet is odd; and left of it: of fewer too much would be found to check
)
_WIDEST = 3  # characters between two letters
_STRETCHED = 3  # times a letter is there, at least, before its repetition counts
_PLAIN = 2  # letters, at least, that are written as they are
_MOST_ALONE = 1  # letters of its own kind before or behind a word that is spelt out
_TWICE = re.compile(r"(.)\1+", re.DOTALL)
_ENDING = re.compile(r"[\u3002\u3001\uff0e\uff0c\uff01\uff1f.,!?;:]")
_INNER = frozenset("!\u00a1")  # are punctuation at the end of a word


class _Bones(dict[int, str]):
    """What each character is squeezed to: a letter's class, or nothing."""

    def __missing__(self, code: int) -> str:
        bone = _bone(chr(code))
        if len(self) < 1 << 16:
            self[code] = bone
        return bone


def _bone(one: str) -> str:
    if one in LEET:
        letter = LEET[one][0]
    elif one.isalnum() or ord(one) in LOOKS:
        letter = LOOKS.get(ord(one)) or kana(plain(one))
    else:
        return ""
    return SAME.get(letter, letter)


_BONES = _Bones({code: _bone(chr(code)) for code in range(128)})


def squeezed(text: str) -> str:
    """What is left of a text. text: NFKC, with its case."""
    return _TWICE.sub(r"\1", text.translate(_BONES))


def bones_of(term: str) -> tuple[str, ...]:
    """What is left of a term, in its usual letters and in capitals; nothing of one too short for it."""
    letters = [one for one in term if one.isalnum()]
    is_unspaced = bool(letters) and all(map(UNSPACED.match, letters))
    least = FEWEST_IDEOGRAPHS if is_unspaced else _LEAST
    if len(letters) < least:
        return ()
    found = dict.fromkeys((squeezed(term), squeezed(term.upper())))
    return tuple(one for one in found if len(one) >= least)


@dataclass(frozen=True, slots=True)
class Group:
    """Letters of one class in a row. at: places in the text, of each."""

    bone: str
    at: list[int]


def groups(text: str) -> list[Group]:
    """The text taken apart: one group for each letter of `squeezed(text)`."""
    found: list[Group] = []
    for place, one in enumerate(text):
        for bone in _BONES[ord(one)]:
            if found and found[-1].bone == bone:
                found[-1].at.append(place)
            else:
                found.append(Group(bone, [place]))
    return found


def is_spelt(text: str, spelt: Sequence[Group], term: str, *, is_part: bool) -> bool:
    """Whether these groups of the text spell the term, in another way than it is written, for somebody who
    reads it.

    is_part: it may be inside of a longer word. The groups' classes are the term's.
    """
    known = groups(term)
    return any(_is_it(text, one, (term, known), is_part=is_part) for one in _readings(spelt, known))


def _readings(spelt: Sequence[Group], known: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """As it is; and without letters of the words before and behind that happen to be the same."""
    first, *inner = spelt
    heads = [Group(first.bone, first.at[cut:]) for cut in (0, *_cuts(first, -len(known[0].at)))]
    if not inner:
        yield from ([head] for head in heads)
        return
    last = inner.pop()
    tails = [Group(last.bone, last.at[:cut]) for cut in (len(last.at), *_cuts(last, len(known[-1].at)))]
    yield from ([head, *inner, tail] for head in heads for tail in tails)


def _cuts(group: Group, wanted: int) -> set[int]:
    """Where another word may end or begin inside of it: so that as many letters are left as wanted (negative:
    at its end), or one run of them."""
    at = group.at
    gaps = [place for place in range(1, len(at)) if at[place] - at[place - 1] > 1]
    return {place for place in gaps if place == wanted % len(at)} | set(gaps[-1:] if wanted < 0 else gaps[:1])


def _is_it(text: str, spelt: Sequence[Group], wanted: tuple[str, Sequence[Group]], *, is_part: bool) -> bool:
    term, known = wanted
    first, last = spelt[0].at[0], spelt[-1].at[-1]
    if text[first : last + 1].casefold() == term.casefold() or text[last] in _INNER:
        return False
    if not (is_part or _has_edges(text, first, last)):
        return False
    letters = [  # of the text
        one for mine, theirs in zip(known, spelt, strict=True) for one in _paired(text, mine, theirs, term)
    ]
    return _is_enough(text, [place for place, _ in letters], sum(len(one.at) for one in known), term) and (
        _is_joined(text, letters, term)
    )


def _is_enough(text: str, places: Sequence[int], fewest: int, term: str) -> bool:
    """Whether every letter of the term is there, and enough of them are letters."""
    if len(places) < fewest or sum(text[place] not in LEET for place in places) < _PLAIN:
        return False
    return fewest >= FEWEST or bool(UNSPACED.match(term)) or _is_all_letters(text, places, fewest)


_Letter = tuple[int, int]  # its place in the text, and in the term


def _paired(text: str, mine: Group, theirs: Group, term: str) -> list[_Letter]:
    """Each of a group's letters in the text with the term's; nothing if they do not fit."""
    more = len(theirs.at) - len(mine.at)
    if more < 0 or (more and len(theirs.at) < _STRETCHED):
        return []
    found, own = [], 0
    for number, place in enumerate(theirs.at):
        must_go_on = len(theirs.at) - number <= len(mine.at) - own - 1
        if must_go_on or not _stands_for(text[place], term[mine.at[own]]):
            own += 1
        if own >= len(mine.at) or not _stands_for(text[place], term[mine.at[own]]):
            return []
        found.append((place, mine.at[own]))
    return found if own == len(mine.at) - 1 else []


def _stands_for(one: str, letter: str) -> bool:
    small, wanted = kana(one.casefold()), kana(letter.casefold())
    if small == wanted or look(letter) in LEET.get(one, ""):
        return True
    if KEPT.match(small) or KEPT.match(wanted):
        return False
    return look(one) == look(letter) or plain(one) == wanted


def _is_all_letters(text: str, places: Sequence[int], fewest: int) -> bool:
    """Whether nothing is odd but the letters' alphabets: no sign, no gap, no repetition."""
    is_one = places[-1] - places[0] + 1 == len(places) == fewest
    return is_one and not any(text[place] in LEET for place in places)


def _is_joined(text: str, letters: Sequence[_Letter], term: str) -> bool:
    """Whether what is between the letters is how one hides a word, not how one writes two."""
    gaps = []
    for (place, own), (following, next_own) in pairwise(letters):
        if next_own - own <= 1:  # else the term itself has a gap there
            gaps.append(text[place + 1 : following])
    wide = [gap for gap in gaps if gap]
    if all(is_between(one) for gap in wide for one in gap):
        return all(len(gap) <= _WIDEST for gap in wide)
    if len(wide) < len(gaps) or any(len(gap) > _WIDEST for gap in wide):
        return False
    if UNSPACED.match(term) and any(_ENDING.search(gap) for gap in wide):
        return False
    return _stands_apart(text, letters[0][0], letters[-1][0])


def _stands_apart(text: str, first: int, last: int) -> bool:
    """Whether no longer word is spelt out around it."""
    before = _alone(text[max(0, first - 2 * (_WIDEST + 1)) : first][::-1])
    behind = _alone(text[last + 1 : last + 1 + 2 * (_WIDEST + 1)])
    return before <= _MOST_ALONE and behind <= _MOST_ALONE


_ALONE = re.compile(r"(?:[\W_]{1,3}[^\W_](?![^\W_]))*")


def _alone(beside: str) -> int:
    """Letters that stand alone, one after the other, from the start of it."""
    found = _ALONE.match(beside)
    return sum(one.isalnum() for one in found[0]) if found else 0


def _has_edges(text: str, first: int, last: int) -> bool:
    starts = not first or not (is_word(text[first]) and is_word(text[first - 1]))
    ends = last + 1 >= len(text) or not (is_word(text[last]) and is_word(text[last + 1]))
    return starts and ends
