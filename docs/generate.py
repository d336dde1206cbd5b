"""Writes docs/reference/ from the code: `./do docs`. `--check` only says whether it is up to date."""

import ast
import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

import leeward.cli
from docs import api, community, desk_speed, policy, surges, words
from leeward.cli import leeward as group
from leeward.config import Config
from leeward.model.limits import Limits
from leeward.plugins import loader

HERE = Path(__file__).resolve().parent
SRC = Path(leeward.cli.__file__).resolve().parents[1]
NOTE = "<!-- made by `./do docs`: change the code, not this page -->\n\n"


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    return {
        "reference/api.md": f"# The API\n\n{NOTE}{api.page()}",
        "reference/commands.md": _commands(),
        "reference/configuration.md": _configuration(),
        "reference/plugins.md": _plugins(),
        "reference/errors.md": _errors(),
        "reference/policy.md": f"# Policies\n\n{NOTE}{policy.page()}\n",
        "why/measured.md": _measured(),
        "why/live.md": _live(),
        "why/policy.md": _policy(),
        "why/community-holds.md": _community(),
        "why/desk.md": desk_speed.page(),
        "why/surges.md": surges.page(),
        "why/words.md": words.page(),
    }


def main() -> int:
    """Writes the pages, or says which are out of date."""
    check = "--check" in sys.argv[1:]
    stale = [
        name
        for name, text in pages().items()
        if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != text
    ]
    if not check:
        for name, text in pages().items():
            (HERE / name).write_text(text, "utf-8")
    for name in stale:
        print(f"{'out of date' if check else 'written'}: docs/{name}")
    return 1 if check and stale else 0


def _commands() -> str:
    return "\n".join(["# Commands\n", NOTE, _help(group, "leeward"), *_below(group, "leeward")])


def _below(shelf: click.Group, name: str) -> Iterator[str]:
    with click.Context(shelf, info_name=name) as context:
        for key in shelf.list_commands(context):
            command = shelf.get_command(context, key)
            assert command is not None
            yield _help(command, f"{name} {key}")
            if isinstance(command, click.Group):
                yield from _below(command, f"{name} {key}")


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    return f"## `{name}`\n\n```\n{command.get_help(context).rstrip()}\n```\n"


def _configuration() -> str:
    rows = ["# Configuration\n", NOTE]
    rows.append(
        "One TOML file, `leeward.toml`, in your configuration folder (`leeward doctor` says where),\n"
        "or the file that `LEEWARD_CONFIG` or `--config` names. The environment wins: `LEEWARD_<KEY>`,\n"
        "`LEEWARD_LIMITS__<KEY>`.\n\n"
        "| key | default | meaning |\n|---|---|---|"
    )
    tables = {"limits", *_tables()}
    for name, field in Config.model_fields.items():
        default = (
            "your user folders" if name.endswith("_dir") else field.get_default(call_default_factory=True)
        )
        shown = "see below" if name in tables else f"`{default}`"
        rows.append(f"| `{name}` | {shown} | {field.description} |")
    for name, table in _tables().items():
        rows.append(f"\n## `[{name}]`\n\n| key | default | meaning |\n|---|---|---|")
        rows += [f"| `{key}` | `{f.default}` | {f.description} |" for key, f in table.model_fields.items()]
    rows.append("\n## `[limits]`\n\n| key | default | meaning |\n|---|---|---|")
    comments = _comments(SRC / "model/limits.py")
    rows += [f"| `{f.name}` | `{f.default}` | {comments[f.name]} |" for f in dataclasses.fields(Limits)]
    return "\n".join(rows) + "\n"


def _tables() -> dict[str, type[BaseModel]]:
    kinds = {name: field.annotation for name, field in Config.model_fields.items()}
    return {name: k for name, k in kinds.items() if isinstance(k, type) and issubclass(k, BaseModel)}


def _comments(file: Path) -> dict[str, str]:
    lines = [line.partition("  # ") for line in file.read_text("utf-8").splitlines()]
    return {code.strip().partition(":")[0]: comment for code, mark, comment in lines if mark}


def _plugins() -> str:
    parts = ["# Plug-ins\n", NOTE, "## Signals\n\n| name | what | bits | usual limit |\n|---|---|---|---|"]
    parts += [f"| `{s.name}` | {s.title} | {s.bits} | {s.threshold} |" for s in loader.signals()]
    parts.append("\n## List formats\n\n| name | what |\n|---|---|")
    parts += [f"| `{name}` | {loader.exchange(name).title} |" for name in loader.names("exchanges")]
    parts.append("\n## Sources\n\n| name | what |\n|---|---|")
    parts += [f"| `{name}` | {loader.source(name).title} |" for name in loader.names("connectors")]
    parts.append("\n## Scanners of words\n\n| name | what |\n|---|---|")
    parts += [f"| `{name}` | {loader.scanner(name).title} |" for name in loader.names("scanners")]
    return "\n".join([*parts, *_actions(), *_servers()]) + "\n"


def _actions() -> Iterator[str]:
    yield (
        "\n## Actions\n\n`by hand` is what a person reads where a server has no API for it. What nothing\n"
        "takes back only a person may order.\n\n| name | what | taken back by | by hand |\n|---|---|---|---|"
    )
    for one in (loader.action(name) for name in loader.names("actions")):
        undo = f"`{one.undo}`" if one.undo else "nothing"
        yield f"| `{one.name}` | {one.title} | {undo} | {' '.join(one.steps)} |"


def _servers() -> Iterator[str]:
    yield "\n## Servers\n\n| name | what |\n|---|---|"
    yield from (f"| `{name}` | {loader.server(name).title} |" for name in loader.names("servers"))
    yield (
        "\nWhat each software can do at its best. `leeward connect` finds out what yours really can,\n"
        "with the rights that you give."
    )
    for program in (loader.server(name) for name in loader.names("servers")):
        for card in program.cards:
            yield f"\n### {card.software}\n\n| way in | | what it leaves out, or why not |\n|---|---|---|"
            yield from (
                f"| {way.way_in} | {'yes' if way.is_there else 'no'} | {way.note} |" for way in card.ways_in
            )
            yield "\n| action | | what it brings with it, or why not |\n|---|---|---|"
            yield from (f"| `{one.action}` | {one.support} | {one.note} |" for one in card.abilities)
            yield from (f"\n{note[0].upper()}{note[1:]}." for note in card.notes)


def _errors() -> str:
    tree = ast.parse((SRC / "model/errors.py").read_text("utf-8"))
    text = "Every error says what happened to which thing, and what to do next."
    return f"# Errors\n\n{NOTE}{text}\n\n```\n{ast.get_docstring(tree)}\n```\n"


def _measured() -> str:
    run = json.loads((HERE / "why/measured.json").read_text("utf-8"))
    machine = ", ".join(f"{name} {value}" for name, value in run["machine"].items())
    parts = ["# Measured against the peers\n", NOTE, "![Ratios of one run](measured.svg)\n"]
    parts.append(
        "One run of `./do bench --json docs/why/measured.json --picture docs/why/measured.svg`.\n"
        f"Ratios of one run hold; absolute figures are this machine's: {machine}.\n"
        "A target that is missed stands here as missed, with how much. Ratios move with the machine: the\n"
        "peers wait for memory where we wait for arithmetic.\n\n"
        "| | what | ours | peer | ratio | target | met | note |\n|---|---|---|---|---|---|---|---|"
    )
    parts += [_measured_row(row) for row in run["rows"]]
    return "\n".join(parts) + "\n"


def _community() -> str:
    run = json.loads((HERE / "why/community-holds.json").read_text("utf-8"))
    return community.page((HERE / "why/community-holds.md").read_text("utf-8"), run)


def _policy() -> str:
    run = json.loads((HERE / "why/policy.json").read_text("utf-8"))
    return f"# Why policies have a language of their own\n\n{NOTE}{policy.measured(run)}\n"


def _live() -> str:
    run = json.loads((HERE / "why/live.json").read_text("utf-8"))
    days = json.loads((HERE / "why/three-days.json").read_text("utf-8"))
    parts = ["# A live server, measured\n", NOTE]
    parts.append(
        "One run of `./do bench --only live` and one of `./do bench --only days`, on "
        f"{run['machine']['cpu']}: Leeward, its\nPostgreSQL, the server that tells of posts and serves their "
        "640×480 JPEG files, and the measuring share the two cores.\n"
        "A target that is missed stands here as missed.\n\n"
        "| | what | ours | target | met | note |\n|---|---|---|---|---|---|"
    )
    parts += [_live_row(row) for row in run["rows"]]
    parts.append(f"\n## Three days, told in {days['took_s'] / 60:.1f} minutes\n")
    parts.append(
        "The load of a server of 30,000 people: 23,000 posts a day, 40 % with media, nights and evenings;\n"
        "files that are gone, no pictures, or cut short as often as in a pilot on the real network, and as\n"
        "many known files. Source: IFTAS, post-mortem of its content classification service.\n\n"
        "| what | number |\n|---|---|"
    )
    parts += [f"| {what} | {said} |" for what, said in _days_told(days)]
    return "\n".join(parts) + "\n"


def _days_told(days: dict[str, Any]) -> list[tuple[str, str]]:
    looks = ", ".join(f"{number:,} {look}" for look, number in days["looks"].items())
    queues = ", ".join(f"{number:,} {queue}" for queue, number in days["cases_by_queue"].items())
    most = max(day["most_waiting"] for day in days["days"])
    return [
        (
            "posts told, all taken" if days["posts_told"] == days["posts_taken"] else "posts told",
            _n(days, "posts_told"),
        ),
        ("posts with media", _n(days, "posts_with_media")),
        ("of these decided", _n(days, "posts_decided")),
        ("files", _n(days, "files")),
        ("files of no use (gone, no picture, cut short)", _n(days, "files_lost")),
        ("what became of the files", looks),
        ("files that the list knows, and held", f"{days['known_files']:,}, {days['held']:,}"),
        ("cases by queue", queues),
        ("seconds to the decision: p50, p95, p99.9", _seconds(days)),
        ("most files waiting at once", f"{most:,}"),
        ("entries of the ledger", _n(days, "ledger_entries")),
        ("database", f"{days['database_mb']:,.0f} MB"),
        ("memory besides PostgreSQL", f"{days['memory_mb']:,.0f} MB"),
    ]


def _n(days: dict[str, Any], key: str) -> str:
    return f"{days[key]:,}"


def _seconds(days: dict[str, Any]) -> str:
    return ", ".join(f"{days[key]:.2f}" for key in ("decided_p50_s", "decided_p95_s", "decided_p999_s"))


def _live_row(row: dict[str, Any]) -> str:
    target = "" if row["target"] is None else f"{row['target']:,.3g}"
    met = {True: "yes", False: "**no**", None: ""}[row["met"]]
    cells = (row["group"], row["what"], f"{row['ours']:,.4g} {row['unit']}", target, met, row["note"])
    return f"| {' | '.join(cells)} |"


def _measured_row(row: dict[str, Any]) -> str:
    peer = "" if row["peer"] is None else f"{row['peer']:,.4g} ({row['peer_name']})"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:,.3g}×"
    target = "" if row["target"] is None else f"{row['target']:,.3g}"
    met = {True: "yes", False: "**no**", None: ""}[row["met"]]
    cells = (
        row["group"],
        row["what"],
        f"{row['ours']:,.4g} {row['unit']}",
        peer,
        ratio,
        target,
        met,
        row["note"],
    )
    return f"| {' | '.join(cells)} |"


def commands_on_disk() -> set[str]:
    """The commands as files, for the tests of the docs."""
    return set(leeward.cli.files())


if __name__ == "__main__":
    sys.exit(main())
