"""Opens the private database of a folder, says so, and waits to be killed. Started by test_database.py."""

import sys
from pathlib import Path
from time import sleep, time

from leeward.store.cluster import programs
from leeward.store.cluster.private import Private


def newest(place: Path, major: int | None) -> list[programs.Programs]:
    """Everything there is: what the package brings is newer than what most machines have."""
    everything = programs.packaged(place) + programs.found()
    return sorted(everything, key=lambda one: one.major, reverse=True)


def main() -> None:
    folder, which = Path(sys.argv[1]), sys.argv[2]
    cluster = Private(folder, time, newest) if which == "newest" else Private(folder, time)
    live = cluster.ensure()
    sys.stdout.write(f"{live.tools.url()}\n")
    sys.stdout.flush()
    while sys.stdin.read(1):
        sleep(0.01)
    cluster.stop()


if __name__ == "__main__":
    main()
