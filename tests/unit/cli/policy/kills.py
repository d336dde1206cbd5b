"""A command that is killed (kill -9) at one of its renames: after the database, before that file."""

import subprocess
import sys

_CODE = """
import os, signal, sys
left = [int(sys.argv[1])]
def killed(event, arguments):
    if event == "os.rename":
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(killed)
from leeward.cli import run
sys.exit(run(sys.argv[2:]))
"""


def killed_at(rename: int, *words: str) -> int:
    """Run a command of the program and kill it just before its so-manieth rename; gives how it ended."""
    command = [sys.executable, "-c", _CODE, str(rename), *words]
    return subprocess.run(command, check=False, capture_output=True).returncode
