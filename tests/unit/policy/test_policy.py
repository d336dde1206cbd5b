"""Whatever stands in a file, it is a policy or a list of places; and a policy answers whatever is known."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse_bundle
from leeward.policy.past.explain import explain
from leeward.policy.record import from_json, to_json
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle, from_text, wanted
from leeward.policy.values import Value
from tests.unit.policy.conditions import frames

WHOLE = '''policy = 1
name = "Fuzzed"
version = 2
quota = { hold = 5, "queue:x" = 7 }

[[guard]]
id = "busy"
title = "Busy"
watch = "posts"
each = true
hours = 24

[[rule]]
id = "young"
title = "Young"
mode = "enforce"
share = 50
at = "arrival"
for_hours = 24
when = """
  media.count > 0
  and ("busy" in guard.on or author.age_days < 7)
"""
then = ["hold", "queue:x"]
because = "{author.age_days} days"
limit = { per = "day", most = 3 }

[[rule]]
id = "match"
title = "Match"
when = "match.exact or matches(origin.domain, 'x[.]example$')"
then = ["remove", "hold"]
human = "two"
on_unknown = "nothing"
because = "Of {match.list}."

[[test]]
name = "t"
rule = "young"
expect = "not"
facts = { "media.count" = 0 }
'''
PIECES = (
    *"\x00\ud800\u202e\u201c\"'[]{}=#\n\t.,:0",
    '"""',
    "'''",
    "[[rule]]",
    "[[test]]\n",
    "[guard]",
    "true",
    "9" * 5000,
    "1979-05-27",
    "inf",
    "\\u0000",
    'extends = ["base/b@2"]\n',
    "[[" * 500,
    "\r\n",
)
FRAMES = frames()


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """The file with lines moved, doubled or taken out, and pieces put anywhere."""
    lines = WHOLE.split("\n")
    for _ in range(draw(st.integers(0, 2))):
        number = draw(st.integers(0, len(lines) - 1))
        lines[number : number + 1] = draw(st.sampled_from([[], lines[number : number + 1] * 2, lines[-9:]]))
    text = "\n".join(lines)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.sampled_from([start, start + 1, start + 5]))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


def _parsed(bundle: Bundle) -> Policy | None:
    refusal: PolicyError | None = None
    try:
        return parse_bundle(bundle)
    except PolicyError as error:
        refusal = error
    assert refusal.hint
    for said in refusal.message.split("\n"):
        if said.startswith("and "):
            continue
        file, line, column, what = said.split(":", 3)
        assert 1 <= int(line) <= bundle.files[file].count("\n") + 1
        assert int(column) >= 1
        assert what.strip()
    return None


@given(_mutated(), FRAMES)
@settings(max_examples=400)
def test_a_file_that_was_broken_is_a_policy_or_a_list_of_places(text: str, facts: dict[str, Value]) -> None:
    found = _parsed(Bundle("a.toml", {"a.toml": text}))
    if found is not None:
        said = evaluate(found, facts)
        assert from_json(to_json(said)) == said
        assert all("\n" not in line for line in explain(said))


@given(_mutated(), _mutated(), _mutated())
@settings(max_examples=150)
def test_several_files_that_were_broken_are_a_policy_or_a_list_of_places(
    main: str, base: str, private: str
) -> None:
    head = 'extends = ["base/b@2"]\n'
    files = {"a.toml": head + main, "base/b.toml": base, "private/p.toml": private}
    bundle = Bundle("a.toml", files)
    wanted(bundle)
    _parsed(bundle)
    if not any("\ud800" in text for text in files.values()):
        assert from_text(bundle.to_text()) == bundle
