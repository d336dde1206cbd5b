"""`python -m leeward`."""

from leeward.cli import main

if __name__ == "__main__":
    main()
