"""Terms in posts: ours with both lanes on, beside engines that only find what is written as it is.

10,000 invented terms: 7,000 words, 2,000 phrases, 1,000 of Japanese script. Posts in an invented English,
German and Japanese; one in fifty holds a term, half of them in disguise. One process, one core, CPU time.
"""

import importlib
import random
import re
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import ahocorasick_rs
import re2

from bench.rows import Row
from leeward.model.events import Words
from leeward.plugins import loader
from leeward.plugins.scanners.protocol import Entry, EntryList
from tests import evasions

TARGET = 50_000  # posts in a second of one core
SEED = 20261122
_Post = TypeVar("_Post")
_EXTRAS = ("2026", "10:30", "it's", "well-known", "😀", "❤️", "3rd", "...")
_PEER = "ahocorasick"  # the package pyahocorasick; left out where it is not installed


def run(quick: bool) -> list[Row]:
    """Every row of this group."""
    chance = random.Random(SEED)
    words = _vocabulary(chance)
    terms = _terms(chance, words)
    posts = _posts(chance, words, terms, 5_000 if quick else 60_000)
    length = sum(map(len, posts)) / len(posts)
    note = f"{len(terms):,} terms, {len(posts):,} posts of {length:.0f} characters"
    started = time.process_time()
    scan = loader.scanner("terms").open([EntryList("stones", "1", _entries(terms))], str)
    built = time.process_time() - started
    ours = _rate(scan.hits, [Words(post) for post in posts])
    rows = [
        Row("words", "posts/s, both lanes", "/s", ours, target=TARGET, met=ours >= TARGET, note=note),
        Row("words", "lists into use", "s", built, note=note),
    ]
    for name, find in _peers(terms).items():
        some = posts if name != "python re" else posts[: len(posts) // 30]
        peer = _rate(find, some)
        rows.append(
            Row("words", f"against {name}", "/s", ours, peer, name, ours / peer, note="finds no disguise")
        )
    return [*rows, *_found(chance, words), *_many(quick)]


def _vocabulary(chance: random.Random) -> list[str]:
    """Words by language, the shorter the more common."""
    english = [evasions.word(chance, chance.choice((1, 1, 2, 2, 3))) for _ in range(8_000)]
    german = [one.replace("ou", "ü").replace("ai", "ä").replace("ee", "ö") for one in english[:4_000]]
    return [*english, *german]


def _terms(chance: random.Random, words: Sequence[str]) -> list[str]:
    known = set(words)
    single: set[str] = set()
    while len(single) < 7_000:
        word = evasions.word(chance, chance.choice((2, 3)))
        if len(word) >= 5 and word not in known:
            single.add(word)
    phrases: set[str] = set()
    while len(phrases) < 2_000:
        phrases.add(f"{chance.choice(words)} {evasions.word(chance, 2)}")
    japanese: set[str] = set()
    while len(japanese) < 1_000:
        japanese.add(_ideographs(chance, 2) + evasions.kana(chance, 2))
    return [*sorted(single), *sorted(phrases), *sorted(japanese)]


def _ideographs(chance: random.Random, length: int) -> str:
    return "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(length))


def _posts(chance: random.Random, words: Sequence[str], terms: Sequence[str], number: int) -> list[str]:
    return [_post(chance, words, terms) for _ in range(number)]


def _post(chance: random.Random, words: Sequence[str], terms: Sequence[str]) -> str:
    language = chance.choices(("en", "de", "ja"), (60, 25, 15))[0]
    if language == "ja":
        parts = [
            _ideographs(chance, chance.randint(1, 3)) + evasions.kana(chance, chance.randint(1, 5))
            for _ in range(16)
        ]
        for place in range(4, 13, 5):
            parts[place] += chance.choice("、。\uff01")
        gap = ""
    else:
        some = words[:8_000] if language == "en" else words[4_000:]
        parts, gap = evasions.sentence(chance, some, chance.randint(9, 24)), " "
        if chance.random() < 0.2:
            parts.append(
                chance.choice(
                    ("2026", "10:30", "it's", "well-known", "#" + parts[0], "😀", "❤️", "3rd", "...")
                )
            )
    if chance.random() < 0.02:
        term = chance.choice(terms)
        if chance.random() < 0.5 and term.isascii():
            term = chance.choice(evasions.LATIN)(chance, term)
        parts.insert(len(parts) // 2, term)
    return gap.join(parts)


def _japanese(chance: random.Random) -> str:
    return _ideographs(chance, chance.randint(1, 3)) + evasions.kana(chance, chance.randint(1, 5))


def _entries(terms: Sequence[str]) -> list[Entry]:
    read = loader.scanner("terms").read("stones.txt", "\n".join(terms).encode())
    return [one for one in read if isinstance(one, Entry)]


def _peers(terms: Sequence[str]) -> dict[str, Callable[[str], object]]:
    """Each finds the terms in lower case, as they are written; none looks for edges of words."""
    literal = ahocorasick_rs.AhoCorasick(terms, store_patterns=False)
    peers: dict[str, Callable[[str], object]] = {
        "ahocorasick_rs alone": lambda post: literal.find_matches_as_indexes(post.lower(), overlapping=True)
    }
    if find_spec(_PEER):
        automaton = importlib.import_module(_PEER).Automaton()
        for place, term in enumerate(terms):
            automaton.add_word(term, place)
        automaton.make_automaton()
        peers["pyahocorasick"] = lambda post: list(automaton.iter(post.lower()))
    options = re2.Options()
    options.max_mem = 1 << 30
    several = re2.Set.SearchSet(options)
    for term in terms:
        several.Add(re.escape(term))
    several.Compile()
    peers["google-re2 Set"] = lambda post: several.Match(post.lower())
    alternation = re.compile("|".join(map(re.escape, terms)))
    peers["python re"] = lambda post: alternation.findall(post.lower())
    return peers


def _rate(find: Callable[[_Post], object], posts: Sequence[_Post]) -> float:
    """Posts in a second of CPU time: the best of three times through."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for post in posts:
            find(post)
        best = min(best, time.process_time() - started)
    return len(posts) / best


def _found(chance: random.Random, words: Sequence[str]) -> list[Row]:
    """How many planted terms are found behind each kind of disguise, and how often something is found in
    posts without any."""
    known = {*words}
    terms = sorted({one for one in (evasions.word(chance) for _ in range(3_000)) if len(one) >= 5} - known)
    scan = loader.scanner("terms").open([EntryList("stones", "1", _entries(terms))], str)
    rows = []
    for evasion in evasions.LATIN:
        hits = 0
        for _ in range(1_000):
            term = chance.choice(terms)
            said = Words(evasions.planted(chance, words[:8_000], evasion(chance, term)))
            hits += any(hit.entry == f"word\0{term}" for hit in scan.hits(said))
        share = hits / 1_000
        rows.append(Row("words", f"found: {evasion.__name__}", "", share, target=0.85, met=share >= 0.85))
    posts = [" ".join(evasions.sentence(chance, words[:8_000])) for _ in range(5_000)]
    wrong = sum(bool(scan.hits(Words(post))) for post in posts) / len(posts)
    return [*rows, Row("words", "posts with a false alarm", "", wrong, target=0.001, met=wrong <= 0.001)]


def _many(quick: bool) -> list[Row]:
    """A list as long as one may be, in a process of its own."""
    number = 50_000 if quick else 1_000_000
    with get_context("spawn").Pool(1) as process:
        seconds, megabytes, most = process.apply(into_use, (number,))
    return [
        Row("words", f"{number:,} entries into use", "s", seconds),
        Row("words", f"memory of {number:,} entries in use", "MB", megabytes),
        Row("words", f"memory while {number:,} entries come into use", "MB", most),
    ]


def into_use(number: int) -> tuple[float, float, float]:
    """Seconds of CPU time that so many entries take, and megabytes that they need: in use, and on the way."""
    chance = random.Random(SEED)
    lines = "\n".join(f"{evasions.word(chance, 2)} {place:x}" for place in range(number)).encode()
    before, started = _megabytes("VmRSS"), time.process_time()
    read = loader.scanner("terms").read("stones.txt", lines)
    entries = [one for one in read if isinstance(one, Entry)]
    scan = loader.scanner("terms").open([EntryList("stones", "1", entries)], str)
    seconds = time.process_time() - started
    assert scan.hits(Words(entries[-1].text)), "the last one is not found"
    return seconds, _megabytes("VmRSS") - before, _megabytes("VmHWM") - before


def _megabytes(what: str) -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024
