"""The packs of jurisdictions that Leeward brings, and what they say of some places together."""

from collections.abc import Mapping, Sequence
from importlib import resources

from leeward.model.errors import UsageError
from leeward.policy.packs.jurisdictions.packs import DEFAULT, Pack, all_of, pack_of

_ALSO = {"UK": "GB"}  # what people write, and ISO 3166-1 does not


def packs() -> dict[str, Pack]:
    """Every place that there is a file for, by its code."""
    folder = resources.files("leeward.policy.packs.jurisdictions")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return {pack.code: pack for pack in (pack_of(one.read_text("utf-8"), one.name) for one in files)}


def asked(codes: Sequence[str], configured: str | None, known: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """The packs that hold for these places; for none: for the configured one, else the default's.

    Raises: UsageError: one is no code of a country.
    """
    named = [code.upper() for code in codes] or [configured or DEFAULT]
    for code in named:
        if code != DEFAULT and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise UsageError(f"{code!r} is no code of a country", "two letters (ISO 3166-1), such as DE")
    return all_of([_ALSO.get(code, code) for code in named], known)
