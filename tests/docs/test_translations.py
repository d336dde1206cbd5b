"""Whatever the desk says, it says in every language."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from docs import translate
from leeward.web.desk.words import FOLDER

CODES = sorted(file.stem for file in FOLDER.glob("*.po"))


def test_pages_say_something() -> None:
    assert len(translate.said()) > 50


@pytest.mark.parametrize("code", CODES)
def test_every_word_is_translated_with_the_same_placeholders(code: str) -> None:
    problems = list(translate.problems(translate.said(), code, translate.catalogues()[code]))
    assert not problems, "translate them in src/leeward/web/locale, after ./do docs"


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_nothing_that_no_page_says(code: str) -> None:
    english, catalogue = translate.said(), translate.catalogues()[code]
    assert not [one.id for one in catalogue if one.id and english.get(one.id, one.context) is None]


def test_the_list_for_translators_is_up_to_date() -> None:
    with (FOLDER / "leeward.pot").open("rb") as stream:
        listed = read_po(stream)
    assert {str(one.id) for one in listed} == {str(one.id) for one in translate.said()}


def test_a_missing_word_a_lost_form_and_another_placeholder_are_found() -> None:
    english = Catalog()
    english.add("one")
    english.add("%(name)s is here")
    english.add(("%(num)s case", "%(num)s cases"))
    german = Catalog(locale="de")
    german.add("%(name)s is here", "%(nam)s ist da")
    german.add(("%(num)s case", "%(num)s cases"), ("%(num)s Fall", ""))
    found = list(translate.problems(english, "de", german))
    assert [one.split(": ")[1] for one in found] == [
        "not translated",
        "other placeholders than in English",
        "not translated",
    ]


def test_per_cent_is_written_so_that_it_is_no_placeholder() -> None:
    wrong = [
        text
        for message in translate.said()
        for text in (message.id if isinstance(message.id, list | tuple) else (message.id,))
        if text and "%" in translate.PLACE.sub("", str(text))
    ]
    assert not wrong, "write %% in a text that is translated"
