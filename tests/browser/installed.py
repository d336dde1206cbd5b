"""Whether the browser that Playwright brings is here: exit code 0 if so."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def main() -> int:
    """0: it is here; 1: it is not."""
    with sync_playwright() as playwright:
        return 0 if Path(playwright.chromium.executable_path).exists() else 1


if __name__ == "__main__":
    sys.exit(main())
