"""Fetches snac from the Debian archive that this machine uses anyway, without installing it.

Which mirror that is stands in the machine's own package sources, never here.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APT = Path("/etc/apt")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUITES = {"bookworm": "bookworm-backports", "trixie": "trixie"}  # both carry snac 2.75
TIMEOUT_S = 180.0


class NoSnac(RuntimeError):
    """This machine's archive does not offer it; says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """One line of a sources list, or one paragraph of a .sources file."""

    uri: str
    suites: tuple[str, ...]
    signed_by: str


def fetch_snac(folder: Path) -> None:
    """Unpack snac below folder/root. Works without root, and brings the libraries that the machine lacks.

    Raises:
        NoSnac: no apt, no Debian archive among the sources, or it does not start.
    """
    missing = [tool for tool in ("apt-get", "dpkg-deb") if shutil.which(tool) is None]
    if missing:
        raise NoSnac(f"snac comes as a Debian package, and this machine has no {missing[0]}")
    source, release = _debian_source(APT)
    for part in ("lists/partial", "cache/archives/partial", "root"):
        (folder / part).mkdir(parents=True)
    _fetch(folder, source, {SUITES[release]}, "download")
    if _trouble(folder):
        _fetch(folder, source, {SUITES[release], release}, "install")
    if why := _trouble(folder):
        raise NoSnac(f"snac does not start here: {why}")
    for part in ("lists", "cache"):
        shutil.rmtree(folder / part)


def _debian_source(apt: Path) -> tuple[Source, str]:
    for source in sources(apt):
        for name in source.suites:
            if name in SUITES:
                return source, name
    raise NoSnac(f"none of this machine's package sources is a Debian archive of {' or '.join(SUITES)}")


def _fetch(folder: Path, source: Source, suites: set[str], how: str) -> None:
    """how: `download` the package alone, or `install` what is missing for it, too (which only downloads)."""
    key = source.signed_by or (str(KEYRING) if KEYRING.exists() else "")
    signed = f"[signed-by={key}] " if key else ""
    lines = [f"deb {signed}{source.uri} {suite} main\n" for suite in sorted(suites)]
    (folder / "sources.list").write_text("".join(lines), "utf-8")
    _apt(folder, "update")
    _apt(folder, how, "snac2")
    for package in [*folder.glob("*.deb"), *folder.glob("cache/archives/*.deb")]:
        _run(folder, "dpkg-deb", "-x", str(package), "root")


def sources(apt: Path) -> Iterator[Source]:
    """What apt's own lists name, in both ways of writing them."""
    lists = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))]
    for path in lists:
        if path.exists():
            yield from filter(None, map(_one_line, path.read_text("utf-8").splitlines()))
    for path in sorted((apt / "sources.list.d").glob("*.sources")):
        for paragraph in path.read_text("utf-8").split("\n\n"):
            yield from _paragraph(paragraph)


def _one_line(line: str) -> Source | None:
    words = line.partition("#")[0].split()
    if not words or words[0] != "deb":
        return None
    options, rest = "", words[1:]
    while rest and (rest[0].startswith("[") or (options and not options.endswith("]"))):
        options, rest = f"{options} {rest[0]}".strip(), rest[1:]
    if len(rest) < 2:
        return None
    named = dict(option.partition("=")[::2] for option in options.strip("[]").split())
    return Source(rest[0], (rest[1],), named.get("signed-by", ""))


def _paragraph(text: str) -> Iterator[Source]:
    lines = [line for line in text.splitlines() if line and line[0] not in "# \t" and ":" in line]
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
        return
    signed_by = fields.get("signed-by", "")
    for uri in fields.get("uris", "").split():
        yield Source(
            uri, tuple(fields.get("suites", "").split()), signed_by if signed_by.startswith("/") else ""
        )


def _apt(folder: Path, *words: str) -> None:
    """apt with lists, cache and state of its own: it needs no root and changes nothing of the machine."""
    ours = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
        "APT::Get::Download-Only": "true",
        "APT::Get::Assume-Yes": "true",
        "APT::Install-Recommends": "false",
        "Debug::NoLocking": "1",
    }
    options = [word for name, value in ours.items() for word in ("-o", f"{name}={value}")]
    _run(folder, "apt-get", "-qq", *options, *words)


def _trouble(folder: Path) -> str:
    """Why snac does not start, empty if it does. Leaves the program that finds its libraries."""
    libraries = sorted({str(path.parent) for path in (folder / "root").glob("**/lib/**/*.so.*")})
    starter = folder / "snac"
    starter.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{":".join(libraries)}" exec "{folder}/root/usr/bin/snac" "$@"\n',
        "utf-8",
    )
    starter.chmod(0o755)
    tried = subprocess.run(starter, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
    return "" if tried.returncode in {0, 1} and "adduser" in tried.stdout else tried.stderr.strip()


def _run(folder: Path, *command: str) -> None:
    subprocess.run(
        command,
        check=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )
