"""How pages are made."""

import pytest
from jinja2 import StrictUndefined, UndefinedError

from leeward.review.people.rights import Role
from leeward.web.desk import rendering
from leeward.web.desk.rendering import onward
from tests.desks import served_desk
from tests.entering import by_hand


def test_names_become_text_and_what_is_not_told_is_an_error() -> None:
    environment = rendering._environment("en")
    assert environment.from_string("{{ name }}").render(name="<b>&") == "&lt;b&gt;&amp;"
    assert environment.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody_told }}").render()


def test_after_a_deed_one_is_sent_on_and_nothing_is_kept() -> None:
    answer = onward("/desk")
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_page_speaks_as_the_browser_asks(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, by_hand(desk) as browser:
        browser.cookies["leeward"] = await desk.cookie("Ada <i>", Role.OBSERVER)
        page = await browser.get("/desk/ways")
        assert '<html lang="en"' in page.text
        assert "Ada &lt;i&gt;" in page.text
        assert "<script>" not in page.text
