"""The pictures of the story: innocent bridges, listed ones, one in disguise, and a broken file."""

import os
import subprocess
import sys
from pathlib import Path

from demo import draw, world
from demo.draw import bridge
from demo.federation.asking import Picture
from demo.federation.pictures import drawn
from demo.scan import lines_of

LISTED = 6  # bridges on the list
BANK = "stand-ins"
BROKEN = Picture(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"bridge" * 200, "broken.jpg")


def innocent(number: int) -> Picture:
    """A bridge that nobody lists."""
    return drawn(5000 + number)


def listed(number: int) -> Picture:
    """A bridge on the list, byte for byte."""
    return Picture(world.encoded(bridge(number, 640, 480), quality=92), f"listed-{number}.jpg")


def disguised(number: int) -> Picture:
    """The same with half a percent cut off all around, and saved again."""
    return Picture(world.COPIES["cropped-half-percent.jpg"][1](bridge(number, 640, 480)), "holiday.jpg")


def clip() -> Picture:
    """A film that shows a bridge of the list."""
    frames = [*draw.crossing(2000, 4, 640, 480), *[bridge(5, 640, 480)] * 4]
    return Picture(world.clip(frames), "film.mp4", "video/mp4", "a film of a bridge")


def broken(number: int) -> Picture:
    """One more file that nobody can read."""
    return Picture(BROKEN.content + bytes([number]), "broken.jpg")


def write_bank(folder: Path) -> Path:
    """What a hash list holds: signals, never pictures."""
    pictures = folder / "listed"
    pictures.mkdir()
    for number in range(LISTED):
        (pictures / f"{number}.jpg").write_bytes(listed(number).content)
    words = [sys.executable, "-m", "leeward", "scan", "--json", str(pictures)]
    without_lists = folder / "without-lists.toml"
    without_lists.write_text('data_dir = "hashing"\nstate_dir = "hashing"\n', "utf-8")
    environment = {**os.environ, "LEEWARD_CONFIG": str(without_lists)}
    said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout
    rows = ["# signal,value,entry,note"]
    for line in lines_of(said)[:-1]:
        signals, name = line["signals"], Path(str(line["path"])).stem
        assert isinstance(signals, dict)
        rows += [f"pdq,{signals['pdq']['hash']},{name},a drawn bridge", f"md5,{signals['md5']},{name},"]
    bank = folder / f"{BANK}.csv"
    bank.write_text("\n".join(rows) + "\n", "utf-8")
    return bank
