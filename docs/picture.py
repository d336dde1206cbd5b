"""Draws docs/scan.svg: a real scan of the demo's folder, as a terminal shows it; needs `./do demo scan`."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "demo" / "out"


def main() -> None:
    """Runs the scan and saves what it printed."""
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": "100", "TERM": "xterm-256color"}
    words = ["scan", "--bank", "stand-ins.csv", "media"]
    command = [sys.executable, "-m", "leeward", *words]
    _choose()
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    shown = subprocess.run(command, cwd=OUT, env=environment, stdout=pipe, stderr=quiet, check=False).stdout
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(Text.from_ansi(f"$ leeward {' '.join(words)}\n{shown.decode()}"))
    svg = console.export_svg(title="leeward scan")
    # fonts come from the reader's machine: a picture in a README must not call anybody
    (HERE / "scan.svg").write_text(re.sub(r"@font-face \{.*?\}\n?", "", svg, flags=re.S), "utf-8")


def _choose() -> None:
    """A few files of the demo: a picture of everything would be too long to read."""
    shutil.rmtree(OUT / "media", ignore_errors=True)
    (OUT / "media").mkdir()
    for pattern in ("bridge-0-*", "film.mp4", "archive-*", "holiday-*", "cut-short.*", "huge-*", "page.gif"):
        for file in (OUT / "disk").glob(pattern):
            shutil.copy(file, OUT / "media")


if __name__ == "__main__":
    main()
