"""Languages: catalogues of translations, and how times and numbers are written."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent.parent / "locale"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One that the desk speaks. translations: of what templates say."""

    code: str
    locale: Locale
    translations: NullTranslations

    @property
    def name(self) -> str:
        """As its speakers call it."""
        return self.locale.get_display_name(self.locale) or self.code

    @property
    def direction(self) -> str:
        """ltr or rtl, as HTML says it."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def moment(self, at: datetime) -> str:
        """A date and time, UTC."""
        return format_datetime(at.astimezone(UTC), "medium", locale=self.locale) + " UTC"

    def day(self, at: date) -> str:
        """A date without a time."""
        return format_date(at, "medium", locale=self.locale)

    def age(self, since: datetime, now: datetime) -> str:
        """How long since then, in one unit."""
        return format_timedelta(now - since, threshold=1.2, locale=self.locale)

    def ago(self, at: datetime, now: datetime) -> str:
        """How long ago, with the word for it."""
        return format_timedelta(at - now, threshold=1.2, add_direction=True, locale=self.locale)

    def number(self, value: float) -> str:
        """A number with at most two digits behind the point."""
        return format_decimal(round(value, 2), locale=self.locale)


@cache
def languages() -> dict[str, Language]:
    """All that there are, English first."""
    found = {ENGLISH: Language(ENGLISH, Locale(ENGLISH), NullTranslations())}
    for file in sorted(FOLDER.glob("*.po")):
        found[file.stem] = Language(file.stem, Locale.parse(file.stem), _read(file))
    return found


def chosen(wish: str, accepted: str) -> Language:
    """The one that a person chose, else the best that their browser asks for. accepted: Accept-Language."""
    known = languages()
    if wish in known:
        return known[wish]
    for one in _ordered(accepted):
        if one in known:
            return known[one]
    return known[ENGLISH]


def _ordered(accepted: str) -> list[str]:
    """Languages of the header, the most wanted first; what is no number counts as 0."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:400].split(",")):
        name, _, told = part.partition(";q=")
        weight = told.strip()
        share = float(weight) if weight.replace(".", "", 1).isdigit() else (0.0 if weight else 1.0)
        wanted.append((-share, place, name.strip().partition("-")[0].lower()))
    return [name for _, _, name in sorted(wanted)]


def _read(file: Path) -> NullTranslations:
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.stem)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
