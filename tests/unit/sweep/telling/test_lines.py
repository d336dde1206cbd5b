"""One object a file, keys in the documented order."""

import io
import json
import os

from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match, Signal, View
from leeward.sweep.outcomes import Count, Outcome, Spot, Tally
from leeward.sweep.telling.lines import Lines, line
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.summary import BankUsed, Summary

MD5 = Signal("md5", "00" * 16)
PDQ = Signal("pdq", "ab" * 32, quality=100)
TURNED = Signal("pdq", "cd" * 32, quality=90, view=View.TURNED)


def _outcome(path: str = "a.jpg", matches: tuple[Match, ...] = (), again: bool = False) -> Outcome:
    finding = Finding(Look.LOOKED, None, 123, "image/jpeg", (MD5, PDQ, TURNED))
    return Outcome(Spot(path, ""), path, finding, matches, again)


def test_a_line_has_exactly_the_documented_keys_in_order() -> None:
    match = Match("stand-ins", PDQ, "ab" * 32, "bridge-1", "note", 6, 31, exact=False)
    assert line(_outcome(matches=(match,))).decode() == (
        '{"path":"a.jpg","size":123,"media_type":"image/jpeg","look":"looked","reason":null,'
        f'"signals":{{"md5":"{"00" * 16}","pdq":{{"hash":"{"ab" * 32}","quality":100}}}},'
        f'"matches":[{{"bank":"stand-ins","signal":"pdq","value":"{"ab" * 32}","entry":"bridge-1",'
        '"distance":6,"threshold":31,"exact":false}]}\n'
    )


def test_a_match_says_which_rendering_or_frame_it_is_of() -> None:
    frame = Signal("vpdq", "cd" * 32, quality=90, view=View.TURNED, frame=3, at_s=3.0)
    match = Match(
        "b", frame, "cd" * 32, None, None, 0, 31, exact=False, query_percent=80.0, entry_percent=9.5
    )
    (told,) = json.loads(line(_outcome(matches=(match,))))["matches"]
    assert [told[key] for key in ("view", "frame", "at_s", "query_percent", "entry_percent")] == [
        "turned",
        3,
        3.0,
        80.0,
        9.5,
    ]


def test_a_clip_lists_its_frames() -> None:
    frames = tuple(Signal("vpdq", f"{n:02}" * 32, 100, View.STORED, n, float(n)) for n in range(2))
    finding = Finding(Look.LOOKED, None, 1, "video/mp4", (MD5, *frames))
    told = json.loads(line(Outcome(Spot("a", ""), "a", finding)))["signals"]["vpdq"]
    assert told == [
        {"hash": "00" * 32, "quality": 100, "at_s": 0.0},
        {"hash": "01" * 32, "quality": 100, "at_s": 1.0},
    ]


def test_any_name_can_be_told_and_is_kept_byte_for_byte() -> None:
    name = b"\xff\x1b[31m\n\xc3\xa9"
    text = line(_outcome(os.fsdecode(name)))
    assert text.count(b"\n") == 1
    assert b"\x1b" not in text
    told = json.loads(text)
    assert bytes.fromhex(told["path_hex"]) == name
    assert told["path"] == "\ufffd\x1b[31m\né"


def test_only_what_may_be_told_twice_says_again() -> None:
    assert json.loads(line(_outcome(again=True)))["again"] is True
    assert "again" not in json.loads(line(_outcome()))


def test_the_summary_counts_by_look_and_reason() -> None:
    tally = Tally()
    tally.add(Count(Look.LOOKED, None, 5, ("b",)))
    tally.add(Count(Look.UNREADABLE, "empty file", 0, ()))
    stream = io.BytesIO()
    teller = Lines(Output(stream))
    teller.tell([_outcome()])
    teller.close(Summary(tally, [BankUsed("b", 2, 1, {"photodna": 4})], 1.0, 2, 3, resumed=False))
    told = json.loads(stream.getvalue().splitlines()[1])["summary"]
    assert told == {
        "files": 2,
        "looked": 1,
        "not_looked": {"unreadable": {"empty file": 1}},
        "bytes": 5,
        "matched": 1,
        "matched_by_bank": {"b": 1},
        "banks": [{"bank": "b", "entries": 2, "bad_lines": 1, "left_out": {"photodna": 4}}],
        "links_outside": 3,
        "resumed": False,
        "seconds": 1.0,
        "exit_status": 3,
    }
