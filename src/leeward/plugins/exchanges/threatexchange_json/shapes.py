"""What the JSON objects of ThreatExchange and HMA mean."""

import re
from collections.abc import Iterator, Mapping

from leeward.model.banks import BadLine, BankEntry, ListItem, Unused
from leeward.plugins.exchanges.protocol import THREATEXCHANGE_KINDS

WORD = re.compile(r"[a-z][a-z_]*[0-9]{0,4}")
NO_SHAPE = "neither an indicator of ThreatExchange nor a content of HMA"
NO_SIGNALS = "the content has no signals: fetch it with ?include_signals=true"
NO_TEXT = "the value is no text"


def items(name: str, line: int, value: object) -> Iterator[ListItem]:
    """What one object of the file says."""
    if not isinstance(value, Mapping):
        yield BadLine(name, line, NO_SHAPE)
    elif is_withdrawn(value):
        yield Unused("withdrawn", line)
    elif isinstance(value.get("data"), list):
        for inner in value["data"]:
            yield from items(name, line, inner) if _is_flat(inner) else [BadLine(name, line, NO_SHAPE)]
    elif isinstance(value.get("signals"), Mapping):
        yield from _content(name, line, value)
    elif "type" in value and ("indicator" in value or "raw_indicator" in value):
        yield _indicator(name, line, value)
    else:
        yield BadLine(name, line, NO_SIGNALS if {"id", "bank"} <= value.keys() else NO_SHAPE)


def identity(value: object) -> str | None:
    """The id under which a later update can take this one away."""
    found = value.get("id") if isinstance(value, Mapping) else None
    return str(found) if isinstance(found, str | int) else None


def is_withdrawn(value: object) -> bool:
    """A tombstone of `/threat_updates`. Without descriptors it is one too (ThreatExchange issue 834)."""
    if not isinstance(value, Mapping) or "should_delete" not in value:
        return False
    return bool(value["should_delete"]) or "descriptors" not in value


def _is_flat(value: object) -> bool:
    return isinstance(value, Mapping) and not isinstance(value.get("data"), list)


def _content(name: str, line: int, value: Mapping[str, object]) -> Iterator[ListItem]:
    """HMA: one content with all its signals. disable_until_ts 0 means switched off."""
    signals = value["signals"]
    if value.get("disable_until_ts", 1) == 0 or not isinstance(signals, Mapping):
        yield Unused("disabled", line)
        return
    bank, note = value.get("bank"), value.get("note")
    owner = bank.get("name") if isinstance(bank, Mapping) else None
    entry = "-".join(str(part) for part in (owner, value.get("id")) if part is not None)
    for kind, text in signals.items():
        yield _entry(name, line, str(kind), (text, entry, str(note) if note else None))


def _indicator(name: str, line: int, value: Mapping[str, object]) -> ListItem:
    told = _opinions(value)
    if told and all(one.get("status") == "NON_MALICIOUS" for one in told):
        return Unused("false-positive", line)
    kind = str(value["type"]).lower().removeprefix("hash_")
    text = value.get("indicator", value.get("raw_indicator"))
    tags = sorted({tag for one in told for tag in _tags(one.get("tags"))})
    return _entry(name, line, kind, (text, identity(value) or "", ", ".join(tags) or None))


def _opinions(value: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The descriptors of an update; a descriptor speaks for itself."""
    inner = value.get("descriptors")
    found = inner.get("data") if isinstance(inner, Mapping) else [value]
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _tags(tags: object) -> list[str]:
    found = tags.get("data") if isinstance(tags, Mapping) else tags
    if not isinstance(found, list):
        return []
    return [str(tag.get("text", "")) if isinstance(tag, Mapping) else str(tag) for tag in found]


def _entry(name: str, line: int, kind: str, parts: tuple[object, str, str | None]) -> ListItem:
    text, entry, note = parts
    if kind not in THREATEXCHANGE_KINDS:
        known = WORD.fullmatch(kind) is not None and len(kind) <= 32
        return Unused(kind if known else "unknown type", line)
    if not isinstance(text, str):
        return BadLine(name, line, NO_TEXT)
    return BankEntry(THREATEXCHANGE_KINDS[kind], text, entry or None, note, line)
