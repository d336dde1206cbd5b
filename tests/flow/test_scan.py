"""Whole scans with the real program: files, folders, archives, buckets and lists; banks; both outputs."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.contracts.stores import store


def _drawn(turn: int, width: int = 320) -> Image.Image:
    """A benign picture with enough in it to be told from others."""
    drawn = Image.effect_mandelbrot(
        (width, width * 3 // 4), (-2 + turn * 0.31, -1.3, 0.9 + turn * 0.2, 1.2), 80
    )
    return drawn.convert("RGB")


class House:
    """Pictures, a bank that knows the first of them, and the program."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.media = home / "media"
        self.media.mkdir()
        self.bank = home / "stand-ins.csv"
        for number in range(4):
            _drawn(number).save(self.media / f"{number}.png")
        self.environment = {
            **os.environ,
            "LEEWARD_DATA_DIR": str(home / "data"),
            "LEEWARD_STATE_DIR": str(home / "state"),
            "LEEWARD_CONFIG": str(home / "leeward.toml"),
        }
        (home / "leeward.toml").write_text("workers = 1\n")
        lines, _ = self.told(str(self.media / "0.png"))
        self.known = lines[0]["signals"]
        self.bank.write_text(f"# stand-ins\npdq,{self.known['pdq']['hash']},bridge-1\n")

    def scan(self, *words: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program = [sys.executable, "-m", "leeward", "scan", *words]
        return subprocess.run(program, env=self.environment, input=text, capture_output=True, check=False)

    def told(self, *words: str, text: bytes = b"") -> tuple[list[dict[str, Any]], dict[str, Any]]:
        answer = self.scan("--json", *words, text=text)
        assert answer.returncode in {0, 3, 4}, answer.stderr
        *lines, last = [json.loads(line) for line in answer.stdout.splitlines()]
        assert last["summary"]["exit_status"] == answer.returncode
        assert last["summary"]["files"] == len(lines)
        return lines, last["summary"]

    def left_behind(self) -> list[Path]:
        return list((self.home / "state" / "scans").glob("*"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_near_copies_are_found_and_other_pictures_are_not(house: House) -> None:
    _drawn(0).resize((200, 150)).save(house.media / "smaller.jpg", quality=60)
    lines, summary = house.told("--bank", str(house.bank), str(house.media))
    matched = {Path(line["path"]).name: line["matches"] for line in lines if line["matches"]}
    assert matched.keys() == {"0.png", "smaller.jpg"}
    (match,) = matched["0.png"]
    assert match == {
        "bank": "stand-ins",
        "signal": "pdq",
        "value": house.known["pdq"]["hash"],
        "entry": "bridge-1",
        "distance": 0,
        "threshold": 31,
        "exact": False,
    }
    assert summary["matched_by_bank"] == {"stand-ins": 2}
    assert summary["exit_status"] == 3


def test_the_signals_are_what_other_programs_compute(house: House) -> None:
    content = (house.media / "0.png").read_bytes()
    for kind in ("md5", "sha1", "sha256"):
        assert house.known[kind] == hashlib.new(kind, content).hexdigest()


def test_a_digest_of_an_unreadable_file_still_matches(house: House) -> None:
    (house.media / "cut.png").write_bytes((house.media / "1.png").read_bytes()[:200])
    digest = hashlib.md5((house.media / "cut.png").read_bytes()).hexdigest()
    house.bank.write_text(f"md5,{digest},cut\n")
    lines, _ = house.told("--bank", str(house.bank), str(house.media / "cut.png"))
    assert lines[0]["look"] == "unreadable"
    assert [match["exact"] for match in lines[0]["matches"]] == [True]


def test_the_exit_status_says_what_became_of_it(house: House) -> None:
    assert house.scan(str(house.media)).returncode == 0
    (house.media / "empty.png").write_bytes(b"")
    assert house.scan(str(house.media)).returncode == 4
    assert house.scan("--bank", str(house.bank), str(house.media)).returncode == 3
    assert house.scan(str(house.home / "nowhere")).returncode == 2
    assert house.left_behind() == []


def test_people_get_a_table(house: House) -> None:
    (house.media / "empty.png").write_bytes(b"")
    answer = house.scan("--bank", str(house.bank), str(house.media))
    text = answer.stdout.decode()
    assert "Looked at 4 of 5 files" in text
    assert f"stand-ins {house.media}/0.png pdq, 0 bits away, entry bridge-1" in " ".join(text.split())
    assert f"  unreadable: empty file\n    {house.media}/empty.png" in text
    assert "What to do next" in text
    assert answer.stderr == b""


def test_members_of_archives_are_files_with_paths_of_their_own(house: House) -> None:
    with zipfile.ZipFile(house.home / "export.zip", "w") as archive:
        archive.write(house.media / "0.png", "media/a.png")
        archive.write(house.media / "1.png", "media/b.png")
    with tarfile.open(house.home / "export.tar.gz", "w:gz") as tar:
        tar.add(house.media / "0.png", "c.png")
    lines, _ = house.told(
        "--bank", str(house.bank), str(house.home / "export.zip"), str(house.home / "export.tar.gz")
    )
    assert {line["path"]: bool(line["matches"]) for line in lines} == {
        f"{house.home}/export.zip!/media/a.png": True,
        f"{house.home}/export.zip!/media/b.png": False,
        f"{house.home}/export.tar.gz!/c.png": True,
    }


def test_a_list_on_standard_input_names_files_folders_and_what_is_gone(house: House) -> None:
    names = [str(house.media / "0.png"), str(house.media), str(house.home / "gone.jpg")]
    lines, _ = house.told("-", text="\n".join(names).encode())
    looks = {Path(line["path"]).name: line["look"] for line in lines}
    assert looks == {**{f"{n}.png": "looked" for n in range(4)}, "gone.jpg": "vanished"}
    assert house.told("-", text="\0".join(names).encode())[0] == lines


def test_overlapping_places_count_a_file_once_in_the_order_given(house: House) -> None:
    (house.home / "link").symlink_to(house.media)
    lines, _ = house.told(str(house.media / "3.png"), str(house.media), str(house.home / "link"))
    assert [Path(line["path"]).name for line in lines] == ["3.png", "0.png", "1.png", "2.png"]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, house: House) -> Iterator[str]:
    objects = {f"up/{path.name}": path.read_bytes() for path in house.media.iterdir()}
    with store(monkeypatch, {**objects, "up/note.txt": b"a bridge", "other/x": b""}) as endpoint:
        house.environment |= {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        yield endpoint


def test_a_bucket_is_scanned_like_a_folder(house: House, bucket: str) -> None:
    lines, summary = house.told("--bank", str(house.bank), "s3://media/up")
    assert {line["path"]: line["look"] for line in lines} == {
        **{f"s3://media/up/{number}.png": "looked" for number in range(4)},
        "s3://media/up/note.txt": "unsupported",
    }
    assert summary["matched"] == 1


def test_names_of_any_bytes_are_told_in_both_outputs(house: House) -> None:
    name = b"\xff\x1b[31m\n'\".png"
    (house.media / "1.png").rename(house.media / os.fsdecode(name))
    lines, _ = house.told(str(house.media))
    assert name in {os.path.basename(bytes.fromhex(line.get("path_hex", ""))) for line in lines}
    (house.media / os.fsdecode(name)).write_bytes(b"")
    table = house.scan(str(house.media)).stdout
    assert b"\\xff\\x1b[31m\\x0a" in table
    assert b"\x1b" not in table


def test_output_goes_to_a_file_that_only_its_owner_can_read(house: House) -> None:
    for words in ((), ("--json",)):
        file = house.media / "out"
        answer = house.scan(*words, "--output", str(file), str(house.media))
        assert (answer.returncode, answer.stdout) == (0, b"")
        assert file.stat().st_mode & 0o777 == 0o600
        assert b"0.png" in file.read_bytes() if words else b"Looked at 4 of 4" in file.read_bytes()
        file.unlink()


def test_links_that_lead_out_are_named_and_not_followed(house: House) -> None:
    (house.media / "out").symlink_to("/etc")
    (house.media / "in").symlink_to("0.png")
    lines, summary = house.told(str(house.media))
    (link,) = [line for line in lines if line["path"].endswith("/out")]
    assert (link["look"], link["size"], link["signals"]) == ("unsupported", 0, {})
    assert (len(lines), summary["links_outside"], summary["exit_status"]) == (5, 1, 4)


def test_a_bad_line_is_named_and_strict_stops_on_it(house: House) -> None:
    house.bank.write_text(f"pdq,{house.known['pdq']['hash']}\nmd5,this-is-no-digest\n")
    answer = house.scan("--bank", str(house.bank), str(house.media))
    assert answer.returncode == 3
    assert b"stand-ins.csv:2:" in answer.stderr
    assert b"this-is-no-digest" not in answer.stderr + answer.stdout
    answer = house.scan("--strict", "--bank", str(house.bank), str(house.media))
    assert (answer.returncode, answer.stdout) == (2, b"")


def test_a_lower_threshold_finds_less(house: House) -> None:
    value = int(house.known["pdq"]["hash"], 16) ^ 0xFF
    house.bank.write_text(f"pdq,{value:064x}\n")
    words = ("--bank", str(house.bank), str(house.media / "0.png"))
    assert house.told(*words)[0][0]["matches"][0]["distance"] == 8
    assert house.told("--threshold", "pdq=7", *words)[0][0]["matches"] == []
    assert house.scan("--threshold", "pdq=32", *words).returncode == 2
    assert house.scan("--threshold", "md5=3", *words).returncode == 2


def test_mirrored_pictures_are_found_when_asked_for(house: House) -> None:
    _drawn(0).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(house.home / "mirrored.png")
    words = ("--bank", str(house.bank), str(house.home / "mirrored.png"))
    assert house.told(*words)[0][0]["matches"] == []
    (match,) = house.told("--dihedral", *words)[0][0]["matches"]
    assert match["view"] == "flipped-x" or match["view"] == "flipped-y"


def test_twenty_thousand_names_of_nothing_are_each_told(house: House) -> None:
    names = b"".join(b"/nowhere/%d\n" % number for number in range(20_000))
    lines, summary = house.told("-", text=names)
    assert summary["not_looked"] == {"vanished": {"no such file or directory": 20_000}}
    assert len(lines) == 20_000
