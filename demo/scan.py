"""`./do demo scan`: a folder of benign pictures, their copies and traps, and a scan that finds them."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from demo.hostile import hostile
from demo.world import Expect, Made, export, moving, near_copies, originals, strangers, write

HERE = Path(__file__).resolve().parent / "out"
STAND_INS = 8
STRANGERS = 24
Line = dict[str, object]


def main() -> int:
    """Tells the story; 0 if the scan kept every promise."""
    shutil.rmtree(HERE, ignore_errors=True)
    _at_home()
    print(
        f"1. Drawing: {STAND_INS} stand-ins (bridges), their disguises, other bridges, and traps, in {HERE}"
    )
    write(HERE / "stand-ins", originals(STAND_INS))
    made = write(
        HERE / "disk",
        chain(near_copies(STAND_INS), moving(0), [export(1)], strangers(STRANGERS), hostile()),
    )
    print(f"   {len(made)} files in {HERE / 'disk'}\n")
    bank = _bank()
    print(f"2. A bank that lists the stand-ins, as hashes: {bank}\n")
    words = ("scan", "--bank", bank.name, "disk")
    print(f"3. In {HERE}: leeward {' '.join(words)}\n", flush=True)
    subprocess.run(_leeward(*words), cwd=HERE, check=False)
    print("\n4. Was every promise kept?", flush=True)
    quiet = subprocess.run(
        _leeward(*words, "--json"), cwd=HERE, stdout=subprocess.PIPE, text=True, check=False
    )
    return _judge(made, lines_of(quiet.stdout))


def _leeward(*words: str) -> list[str]:
    return [sys.executable, "-m", "leeward", *words]


def _at_home() -> None:
    """Nothing of the demo goes into the user's own folders."""
    os.environ["LEEWARD_DATA_DIR"] = str(HERE / "leeward" / "data")
    os.environ["LEEWARD_STATE_DIR"] = str(HERE / "leeward" / "state")
    os.environ["LEEWARD_CONFIG"] = str(HERE / "leeward" / "leeward.toml")


def lines_of(output: str) -> list[Line]:
    """What a scan says with --json, line by line."""
    return [json.loads(line) for line in output.splitlines()]


def _bank() -> Path:
    """What a hash list holds: signals, never pictures."""
    scan = subprocess.run(
        _leeward("scan", "--json", str(HERE / "stand-ins")), stdout=subprocess.PIPE, text=True, check=True
    )
    bank = HERE / "stand-ins.csv"
    rows = ["# signal,value,entry,note"]
    for line in lines_of(scan.stdout)[:-1]:
        signals, name = line["signals"], Path(str(line["path"])).stem
        assert isinstance(signals, dict)
        rows += [f"pdq,{signals['pdq']['hash']},{name},a drawn bridge", f"md5,{signals['md5']},{name},"]
    bank.write_text("\n".join(rows) + "\n", "utf-8")
    return bank


def _judge(made: Sequence[Made], lines: Sequence[Line]) -> int:
    told: dict[str, list[Line]] = {}
    for line in lines:
        if "path" in line:
            name = Path(str(line["path"]).partition("!/")[0]).name
            told.setdefault(name, []).append(line)
    kept, broken = Counter[Expect](), []
    for file in made:
        if _as_expected(file, told.get(file.name, [])):
            kept[file.expect] += 1
        elif file.expect is not Expect.MAY:
            broken.append(file)
    total = Counter(file.expect for file in made)
    _tell(kept, total)
    for file in broken:
        print(f"   BROKEN: {file.name} ({file.how}): expected {file.expect.value}")
    return 1 if broken else 0


def _as_expected(file: Made, lines: Sequence[Line]) -> bool:
    matched = any(line["matches"] for line in lines)
    if file.expect is Expect.NOT_LOOKED:
        return any(line["look"] != "looked" and line["reason"] for line in lines) and not matched
    if file.expect is Expect.NOTHING:
        return not matched and all(line["look"] == "looked" for line in lines) and bool(lines)
    return matched


def _tell(kept: Counter[Expect], total: Counter[Expect]) -> None:
    sentences = {
        Expect.MATCH: "near-copies that PDQ promises to find were found",
        Expect.MAY: "cropped copies were found too (PDQ is not made for crops: no promise)",
        Expect.NOTHING: "other pictures and films were looked at and left alone",
        Expect.NOT_LOOKED: "traps were named with a reason, none called clean",
    }
    for expect, sentence in sentences.items():
        print(f"   {kept[expect]} of {total[expect]} {sentence}")
