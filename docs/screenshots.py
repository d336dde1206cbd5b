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

from docs.moments import MOMENTS, PHONE, Told, somebody
from tests.browser.conftest import chromium
from tests.browser.samples import address, pages
from tests.databases import running
from tests.staged import Evening, evening

HERE = Path(__file__).resolve().parent / "desk"
MOST = 120_000  # bytes of one picture
_HIGHEST = 2600  # pixels: what is further down shows nothing new
_PAGE = (960, _HIGHEST)  # pixels of a file: enough to read, and all of them together stay small
_MOMENT = (1440, 1000)
_QUALITIES = (62, 50, 40)
_OUTSIDE = {"/desk/sign-in", "/desk/link"}  # seen by whoever is not signed in
_PEOPLE = iter(
    f"{one}{end}" for end in ("a", "o", "i") for one in ("Ad", "Iv", "Le", "Mil", "Ton", "Mik", "Nor")
)
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
        moments = [one for one in MOMENTS if not wanted or one.name in wanted]
        for place, one in enumerate(moments, 2):
            await _of_moment(browser, stage, one)
            told.insert(place, f"## {one.words}\n\n{_pictures(one)}\n")
        await browser.close()
    if not wanted:
        (HERE / "index.md").write_text("\n".join(told), "utf-8")


async def _of_moment(browser: Browser, stage: Evening, told: Told) -> None:
    """Its pictures: each width has a person of its own."""
    for name, width in zip(_names(told), told.widths, strict=True):
        async with somebody(browser, stage, next(_PEOPLE), width) as stand:
            view = await told.moment(stand)
            if isinstance(view, Page):
                await _keep(view, HERE / name)
            else:
                _save(await view.screenshot(), HERE / name, _MOMENT)


async def _of_page(browser: Browser, stage: Evening, path: str) -> str:
    """Its three pictures; gives its title."""
    title = ""
    for shot in SHOTS:
        context = await browser.new_context(
            color_scheme=shot.scheme,  # type: ignore[arg-type]
            viewport={"width": shot.width, "height": 800},
            reduced_motion="reduce",
            has_touch=shot.width < PHONE,
        )
        if path not in _OUTSIDE:
            cookie = {"name": "leeward", "value": stage.token, "url": stage.desk.address}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        await page.goto(stage.desk.address + address(path, stage))
        title = (await page.title()).rpartition(" · ")[0]
        await _keep(page, HERE / f"{name_of(path)}-{shot.name}.webp")
        await context.close()
    return title


async def _keep(page: Page, file: Path) -> None:
    wide, high = await page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    await page.set_viewport_size({"width": wide, "height": min(high, _HIGHEST)})  # nothing sticks half-way
    _save(await page.screenshot(), file)


def _save(content: bytes, file: Path, most: tuple[int, int] = _PAGE) -> None:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    widest, tallest = most
    picture = picture.crop((0, 0, picture.width, min(picture.height, tallest)))
    if picture.width > widest:
        size = (widest, picture.height * widest // picture.width)
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    for quality in _QUALITIES:
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.stat().st_size < MOST:
            break
    print(f"{file.stat().st_size / 1000:6.1f} kB  {file.name}")


def _names(told: Told) -> list[str]:
    return [f"{told.name}{end}.webp" for end in ("", "-phone")[: len(told.widths)]]


def _pictures(told: Told) -> str:
    return " ".join(f"![{told.words}]({name})" for name in _names(told))


def _row(name: str) -> str:
    return (
        f"| light | dark | phone |\n|---|---|---|\n| ![light]({name}-light.webp) | "
        f"![dark]({name}-dark.webp) | ![phone]({name}-phone.webp) |"
    )


if __name__ == "__main__":
    sys.exit(main())
