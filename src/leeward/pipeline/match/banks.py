"""Opens banks: finds or builds the index of a list, and says what became of the list."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from leeward.matcher.bank import FILE, Bank, Builder, Header, build
from leeward.model.banks import BadLine
from leeward.model.errors import BankError, DamagedBank, StaleBank
from leeward.pipeline.match.built import DIGITS, SUFFIX, named
from leeward.pipeline.match.formats import recognise
from leeward.pipeline.match.intake import Intake
from leeward.pipeline.match.origin import Origin, Stamp, digest_of, open_list, recall, remember, this_maker
from leeward.plugins import loader

ANOTHER_MAKER = "it was built by another version of Leeward, or with other signals"
Progress = Callable[[str, float], None]


def _silent(what: str, share: float) -> None:
    return


@dataclass(frozen=True, slots=True)
class BankSettings:
    """data_dir: built banks live in its folder "banks". strict: a bad line is an error. name: instead
    of the list's own. progress: what is done, 0.0 to 1.0."""

    data_dir: Path
    strict: bool = False
    progress: Progress = field(default=_silent)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedBank:
    """A bank in use. source: the list, or the folder itself. counts: entries by kind. bad: the first 20 bad
    lines of bad_lines. unusable: entries left out, by kind or cause. built: just now. said: why it was
    built again, or what else a person should know."""

    name: str
    folder: Path
    source: Path
    counts: Mapping[str, int]
    bad: Sequence[BadLine]
    bad_lines: int
    unusable: Mapping[str, int]
    built: bool
    said: str
    index: Bank


def open_bank(file: Path, settings: BankSettings) -> OpenedBank:
    """Open a list, a built `.bank` folder, or, if there is no such file, the built bank of this name. A
    list's index is used again as long as it is the list's; a built bank is used as it is.

    Raises: BankError: the list cannot be read, ends in the middle or has no usable entry; or a line is bad,
        and strict is asked for. StaleBank, DamagedBank: a built folder cannot be used, and there is no list
        to build it from.
    """
    if os.path.isdir(file):
        return open_built(file, settings)
    is_name = str(file) == file.name and not os.path.lexists(file)
    if is_name and (known := named(file.name, settings.data_dir)):
        return open_built(known, settings)
    folder = folder_of(file, settings)
    try:
        with open_list(file) as stream:
            index, why = _index_in_use(folder, stream, settings)
            built = index is None
            if built:
                _build(file, folder, stream, settings)
    except OSError as error:
        raise BankError(f"{file}: {error.strerror}", "check the disk that the list is on") from error
    said = f"built again: {why}" if why else ""
    return _opened(folder, index or _open_index(folder), settings, (built, said))


def open_built(file: Path, settings: BankSettings) -> OpenedBank:
    """Open the index of a list, or a `.bank` folder, as it is: nothing is built.

    Raises: BankError: nothing is built there. StaleBank, DamagedBank: what is built cannot be used.
    """
    folder = file if os.path.isdir(file) else folder_of(file, settings)
    if not os.path.exists(folder / FILE):
        raise BankError(f"{file}: no bank is built of it", f"build it: leeward bank build {file}")
    index = _open_index(folder)
    origin = recall(folder)
    said = ANOTHER_MAKER if origin and origin.maker != this_maker() else ""
    if origin and list_changed(origin):
        said = "its list has changed since it was built; a scan with the list itself builds it again"
    return _opened(folder, index, settings, (False, said))


def find_built(bank: str, settings: BankSettings) -> Path:
    """The folder that a person means by a list, a folder or a name; whether the bank in it is whole is not
    checked. Raises: BankError: there is none, or more than one."""
    path = Path(bank)
    if os.path.lexists(path):
        return path if os.path.isdir(path) else folder_of(path, settings)
    if known := named(bank, settings.data_dir):
        return known
    if os.path.isdir(of_lost_list := folder_of(path, settings)):
        return of_lost_list
    raise BankError(f"there is no bank {bank!r}", "see: leeward bank list")


def folder_of(file: Path, settings: BankSettings) -> Path:
    """Where the index of a list is built: one folder for each path a list has."""
    where = hashlib.sha256(os.path.realpath(file).encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS]
    return settings.data_dir / "banks" / f"{_name(file, settings)}-{where}{SUFFIX}"


def list_changed(origin: Origin) -> bool | None:
    """Whether the list that a bank was built from is another now. None: it is gone or cannot be read."""
    try:
        with open_list(Path(origin.path)) as stream:
            stamp = Stamp.of(stream)
            if stamp == origin.stamp:
                return False
            return digest_of(stream, stamp.size, lambda share: None) != origin.digest
    except BankError:
        return None


def _index_in_use(folder: Path, stream: BinaryIO, settings: BankSettings) -> tuple[Bank | None, str]:
    """The index, or why there is none that can be used ("" if it is the first time)."""
    origin = recall(folder)
    if origin is None:
        return None, "it was not built to its end" if os.path.exists(folder / FILE) else ""
    if origin.maker != this_maker():
        return None, ANOTHER_MAKER
    stamp = Stamp.of(stream)
    if stamp != origin.stamp:
        if _digest(stream, stamp, settings) != origin.digest:
            return None, "its list has changed"
        with suppress(BankError):  # a folder that is only lent to us: its list is compared each time, then
            remember(folder, replace(origin, stamp=stamp))
    try:
        index = _open_index(folder)
    except (StaleBank, DamagedBank) as error:
        return None, error.message
    except BankError:
        return None, "its index is gone"
    if index.header.source_digest != origin.digest:
        index.close()
        return None, "its index is another list's"
    return index, ""


def _open_index(folder: Path) -> Bank:
    """Open it and read all of it: what is damaged would find less, and nobody would notice."""
    deque(loader.signals(), 0)  # loaded, so that the matcher knows how each kind in the index is compared
    index = Bank.open(folder)
    try:
        index.verify()
    except BaseException:
        index.close()
        raise
    return index


def _build(file: Path, folder: Path, stream: BinaryIO, settings: BankSettings) -> None:
    """Read the list, write its index, and remember where it came from."""
    stamp = Stamp.of(stream)
    name = _name(file, settings)
    digest = _digest(stream, stamp, settings)
    form = recognise(file, stream)
    builder = Builder()
    intake = Intake(builder, strict=settings.strict)
    intake.read(
        (form, _plain(file.name), stream),
        stamp.size,
        lambda share: settings.progress(f"reading {name}", share),
    )
    if Stamp.of(stream) != stamp:
        raise BankError(f"{file} changed while it was read", "try again when it is complete")
    _expect_entries(file, intake)
    header = Header(name, digest, stamp.size, stamp.mtime_ns, intake.bad_lines)
    build(
        folder,
        header,
        builder.finish(),
        lambda kind, share: settings.progress(f"building {name}: {kind}", share),
    )
    left_out = dict(sorted(intake.unusable.items()))
    path = _plain(os.path.realpath(file))
    remember(
        folder,
        Origin(path, stamp, digest, form.name, tuple(intake.bad), intake.bad_lines, left_out, this_maker()),
    )


def _name(file: Path, settings: BankSettings) -> str:
    return settings.name or _plain(file.stem)


def _plain(text: str) -> str:
    """A path that is no UTF-8 would break everything that prints or stores it."""
    return text.encode("utf-8", "backslashreplace").decode()


def _digest(stream: BinaryIO, stamp: Stamp, settings: BankSettings) -> str:
    return digest_of(stream, stamp.size, lambda share: settings.progress("checking the list", share))


def _expect_entries(file: Path, intake: Intake) -> None:
    if intake.good:
        return
    parts = [f"{count:,} {what}" for what, count in sorted(intake.unusable.items())]
    lines = "bad line" if intake.bad_lines == 1 else "bad lines, the first"
    parts += [f"{intake.bad_lines:,} {lines}: {intake.bad[0]}"] if intake.bad else []
    raise BankError(
        f"{file} has no entry that can be used" + (f" ({'; '.join(parts)})" if parts else ""),
        "the forms that a list may have: docs/howto/bank.md",
    )


def _opened(folder: Path, index: Bank, settings: BankSettings, how: tuple[bool, str]) -> OpenedBank:
    origin = recall(folder)
    bad = origin.bad if origin else ()
    try:
        index.catch_up()  # no list holds what was changed by hand: to build it again would not help
    except BankError:
        index.close()
        raise
    if settings.strict and index.header.bad_lines:
        index.close()
        first = f": {bad[0]}" if bad else ""
        raise BankError(f"bad line in a list{first}", "mend the list, or go on without --strict")
    return OpenedBank(
        name=index.header.name,
        folder=folder,
        source=Path(origin.path) if origin else folder,
        counts=dict(index.header.counts),
        bad=bad,
        bad_lines=index.header.bad_lines,
        unusable=dict(origin.unusable) if origin else {},
        built=how[0],
        said=how[1],
        index=index,
    )
