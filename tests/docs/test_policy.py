"""The reference of policies tells what the code reads."""

import pytest

from docs import policy
from leeward.policy.facts import REGISTRY
from leeward.policy.language.read import read
from leeward.policy.language.tree import text_of
from leeward.policy.source.schema import KEYS


@pytest.mark.parametrize("example", [example for example, _ in policy.EXAMPLES])
def test_an_example_of_a_condition_is_one_and_stands_as_it_is_written_back(example: str) -> None:
    unchained = {"1 <= match.count <= 5": "1 <= match.count and match.count <= 5"}
    assert text_of(read(example)) == unchained.get(example, example)


def test_every_key_and_fact_has_a_row_with_its_meaning() -> None:
    page = policy.page()
    for shape in KEYS.values():
        assert not [key for key in shape.model_fields if f"| `{key}` |" not in page]
        assert all(field.description for field in shape.model_fields.values())
    assert not [name for name in REGISTRY if f"| `{name}` |" not in page]


def test_a_bar_in_a_meaning_would_break_the_table() -> None:
    rows = [
        line for line in policy.page().splitlines() if line.startswith("| `") and "is true if" not in line
    ]
    assert {line.count("|") for line in rows} <= {3, 5, 7}


def test_every_figure_of_the_speed_stands_on_its_page() -> None:
    row = {"what": "m", "ours": 3000.4, "peer": 1000, "peer_name": "p", "ratio": 3.0}
    told = [row, {**row, "what": "m, at all", "peer": None, "peer_name": None}, {**row, "peer_name": "q"}]
    page = policy.measured({"machine": {"cpu": "a CPU"}, "rows": told})
    assert page.splitlines()[-1] == "| m | 3,000 | 1,000 (3.0×) | 1,000 (3.0×) |"
    assert "on a CPU" in page
