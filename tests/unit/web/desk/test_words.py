"""What people read is in their language, as far as it is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.web.desk.words import FOLDER, chosen, languages

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_english_is_there_without_any_catalogue() -> None:
    english = languages()["en"]
    assert english.translations.gettext("Home") == "Home"
    assert (english.name, english.direction) == ("English", "ltr")


def test_every_catalogue_is_a_language_that_can_be_chosen() -> None:
    assert set(languages()) == {"en", *(file.stem for file in FOLDER.glob("*.po"))}
    assert {"de", "ja", "fr", "es"} <= set(languages())


@pytest.mark.parametrize(
    ("code", "name", "home"),
    [
        ("de", "Deutsch", "Übersicht"),
        ("ja", "日本語", "ホーム"),
        ("fr", "français", "Accueil"),
        ("es", "español", "Inicio"),
    ],
)
def test_a_language_is_called_what_its_speakers_call_it_and_translates(
    code: str, name: str, home: str
) -> None:
    language = languages()[code]
    assert language.name == name
    assert language.translations.gettext("Home") == home


def test_what_is_not_translated_stays_english() -> None:
    assert languages()["de"].translations.gettext("a text that no page has") == "a text that no page has"


@pytest.mark.parametrize(
    ("wish", "accepted", "expected"),
    [
        ("ja", "de", "ja"),
        ("", "fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("", "nl, es;q=0.4, de;q=0.8", "de"),
        ("", "de;q=0.2, en;q=0.9", "en"),
        ("", "", "en"),
        ("", "xx, yy;q=0.1", "en"),
        ("no language", "es", "es"),
        ("", "de;q=none, fr;q=0.1", "fr"),
    ],
)
def test_the_wish_counts_then_what_the_browser_wants_most(wish: str, accepted: str, expected: str) -> None:
    assert chosen(wish, accepted).code == expected


@given(st.text(), st.text())
def test_nothing_that_a_browser_sends_breaks_the_choice(wish: str, accepted: str) -> None:
    assert chosen(wish, accepted).code in languages()


def test_times_and_numbers_are_written_as_the_language_does() -> None:
    german, english = languages()["de"], languages()["en"]
    assert german.number(1234.567) == "1.234,57"
    assert english.number(1234.567) == "1,234.57"
    assert german.moment(NOON) == "01.03.2026, 12:00:00 UTC"


def test_a_duration_is_told_with_and_without_its_direction() -> None:
    english, german = languages()["en"], languages()["de"]
    earlier = NOON - timedelta(hours=3)
    assert (english.age(earlier, NOON), english.ago(earlier, NOON)) == ("3 hours", "3 hours ago")
    assert (german.age(earlier, NOON), german.ago(earlier, NOON)) == ("3 Stunden", "vor 3 Stunden")
