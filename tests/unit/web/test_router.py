"""All pages, found."""

from pathlib import Path

from leeward.web import pages, router
from leeward.web.router import handlers


def test_every_file_of_the_folder_names_its_pages() -> None:
    files = {one.stem for one in Path(pages.__path__[0]).iterdir() if not one.name.startswith("_")}
    found = {
        str(one.fn.__module__).removeprefix(f"{pages.__name__}.").partition(".")[0] for one in handlers()
    }
    assert files == found


def test_no_two_pages_have_the_same_address() -> None:
    ways = [(path, method) for one in handlers() for path in one.paths for method in one.http_methods]
    assert len(ways) == len(set(ways))


def test_static_files_are_only_what_is_shipped() -> None:
    assert {one.suffix for one in router._STATIC.iterdir()} <= {".css", ".js", ".svg", ".png"}
