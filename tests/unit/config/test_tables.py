"""Tables of the configuration refuse what cannot be meant."""

import pytest
from pydantic import ValidationError

from leeward.config.tables import Community, Live, Net, Web


def test_rounds_follow_each_other() -> None:
    assert Live(probe_seconds=(0, 60)).probe_seconds == (0, 60)
    with pytest.raises(ValidationError, match="later than the one before"):
        Live(probe_seconds=(60, 0))


def test_a_key_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Net.model_validate({"conections": 1})


@pytest.mark.parametrize("named", ["", "  ", "a\x1b[31m"])
def test_who_is_trusted_must_have_a_name(named: str) -> None:
    with pytest.raises(ValidationError, match="a domain or a source"):
        Community(trusted=(named,))
    assert Community(trusted=("forum.example",)).child_safety == ()


def test_a_desk_without_a_name_is_told_by_one_that_passkeys_work_for() -> None:
    assert Web().address == "http://localhost:8470"
    assert Web(host="::1").address == "http://localhost:8470"
    assert Web(host="2001:db8::1", port=80).address == "http://[2001:db8::1]:80"
    assert Web(host="10.0.0.7").address == "http://10.0.0.7:8470"
    assert Web(public_url="https://desk.example/").address == "https://desk.example"
