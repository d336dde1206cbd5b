"""The API's answers; over HTTP they are tested with the site."""

from pathlib import Path

import pytest

from leeward.app.api.answers import ApiCases
from leeward.app.station import station
from leeward.config import Config
from leeward.model.errors import CaseError, UsageError


async def test_what_there_is_not_is_said(fresh_database: str, tmp_path: Path) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})
    async with station(config) as opened:
        answers = ApiCases(opened)
        assert await answers.listed(None, 10) == {"cases": [], "number": 0}
        with pytest.raises(UsageError, match="no such state"):
            await answers.listed("asleep", 10)
        with pytest.raises(CaseError, match="no case 7"):
            await answers.story(7)
        with pytest.raises(CaseError, match="no case 7"):
            await answers.verdict(7, "confirm", "ada")
        with pytest.raises(UsageError, match="no such verdict"):
            await answers.verdict(7, "burn", "ada")
