"""`python -m bench.community --json docs/why/community-holds.json`: all runs (about five minutes, one core).

The page is then written by `./do docs`.
"""

import argparse
import json
import sys
from pathlib import Path

from bench.community.table import broken, measured

SEEDS, FEW = range(5), range(3)


def main() -> int:
    """Measures, writes, and says with its exit status whether every bound holds."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.community", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--json", type=Path, required=True, help="write the figures to this file")
    asked = parser.parse_args()
    document = measured(SEEDS, FEW, lambda what: print(f"simulating {what} …", file=sys.stderr, flush=True))
    asked.json.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    for said in (found := broken(document)):
        print(f"a bound is broken: {said}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
