"""`./do demo`: real servers on loopback, protected by Leeward; `--stay`: left up; `scan`: only a scan;
`policy`: a policy tried on a recorded month."""

import argparse
import signal
import sys

from demo import scan
from demo.live.showing import show
from demo.month import showing


def main() -> int:
    """0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="./do demo", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("live", "scan", "policy"), default="live")
    parser.add_argument("--stay", action="store_true", help="leave everything running until Ctrl-C")
    wish = parser.parse_args()
    if wish.what == "scan":
        return scan.main()
    if wish.what == "policy":
        return showing.show()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was started is stopped
    try:
        return show(wish.stay)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
