"""Pictures of every page of the review desk, for docs/desk/: `./do screenshots`.

On stage is an evening with invented names and drawn bridges. What is not alike each time (fonts, ages)
may differ a little from run to run: no test compares them.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.conftest import chromium
from tests.browser.samples import address, pages
from tests.databases import running
from tests.staged import Evening, evening

HERE = Path(__file__).resolve().parent / "desk"
MOST = 120_000  # bytes of one picture
_HIGHEST = 2600  # pixels: what is further down shows nothing new
_WIDEST = 960  # pixels, of a file: enough to read, and all of them together stay small
_QUALITIES = (62, 50, 40)
_HEAD = """# The review desk in pictures

<!-- made by `./do screenshots`: change the desk, not this page -->

An evening on stage, with invented names: drawn bridges play what is on lists. How to use it:
[an evening at the desk](../howto/desk.md).
"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One way to look at a page. name: the end of the file's name."""

    name: str
    scheme: str
    width: int


SHOTS = (Shot("light", "light", 1280), Shot("dark", "dark", 1280), Shot("phone", "light", 360))


def main() -> int:
    """Makes all, or only those of the pages that are named: `./do screenshots policy team`."""
    with running() as databases, databases.fresh() as url, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_shoot(url, Path(folder), sys.argv[1:]))
    return 0


def name_of(path: str) -> str:
    """Of a page, from its route: /desk/policy/rules/{rule:str} is policy-rules-one."""
    if "rest:path" in path:
        return "nowhere"
    parts = ["one" if "{" in part else part for part in path.split("/")[2:]]
    return "-".join(parts) or "home"


async def _shoot(url: str, folder: Path, wanted: Sequence[str]) -> None:
    HERE.mkdir(exist_ok=True)
    async with evening(url, folder) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        told = [_HEAD]
        for path in sorted(set(pages())):
            name = name_of(path)
            if not wanted or name in wanted:
                title = await _of_page(browser, stage, path)
                told.append(f"## {title}\n\n{_row(name)}\n")
        await browser.close()
    if not wanted:
        (HERE / "index.md").write_text("\n".join(told), "utf-8")


async def _of_page(browser: Browser, stage: Evening, path: str) -> str:
    """Its three pictures; gives its title."""
    title = ""
    for shot in SHOTS:
        context = await browser.new_context(
            color_scheme=shot.scheme,  # type: ignore[arg-type]
            viewport={"width": shot.width, "height": 800},
            reduced_motion="reduce",
        )
        await context.add_cookies([{"name": "leeward", "value": stage.token, "url": stage.desk.address}])
        page = await context.new_page()
        await page.goto(stage.desk.address + address(path, stage))
        title = (await page.title()).rpartition(" · ")[0]
        await _keep(page, HERE / f"{name_of(path)}-{shot.name}.webp")
        await context.close()
    return title


async def _keep(page: Page, file: Path) -> None:
    wide, high = await page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    await page.set_viewport_size({"width": wide, "height": min(high, _HIGHEST)})  # nothing sticks half-way
    picture = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
    if picture.width > _WIDEST:
        picture = picture.resize(
            (_WIDEST, picture.height * _WIDEST // picture.width), Image.Resampling.LANCZOS
        )
    for quality in _QUALITIES:
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size < MOST:
            break
    print(f"{file.stat().st_size / 1000:6.1f} kB  {file.name}")


def _row(name: str) -> str:
    return (
        f"| light | dark | phone |\n|---|---|---|\n| ![light]({name}-light.webp) | "
        f"![dark]({name}-dark.webp) | ![phone]({name}-phone.webp) |"
    )


if __name__ == "__main__":
    sys.exit(main())
