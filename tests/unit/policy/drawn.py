"""Whole policies drawn at random."""

from hypothesis import strategies as st

from leeward.policy.language.tree import text_of
from tests.unit.policy import conditions
from tests.unit.policy.texts import policy_text, rule

NODES = conditions.nodes()
MODES = ('"enforce"', '"shadow"', '"off"')
THENS = ('["hold"]', '["remove", "label:x"]', '["queue", "suspend"]', '["alarm", "queue:y"]')


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A file of one to three rules, r0 and so on, of every mode, share and moment."""
    return policy_text(*(_rule(draw, f"r{number}") for number in range(draw(st.integers(1, 3)))))


def _rule(draw: st.DrawFn, id_: str) -> str:
    node, then = draw(NODES), draw(st.sampled_from(THENS))
    is_early = draw(st.booleans()) and not conditions.is_of_looking(node)
    because = "橋 {author.age_days} %" if is_early else "橋 {match.perceptual_distance} {media.look}"
    return rule(
        id_,
        when=f"'''{text_of(node)}'''",
        mode=draw(st.sampled_from(MODES)),
        then=then,
        human=draw(st.sampled_from(['"one"', '"two"'])) if "remove" in then or "suspend" in then else "",
        on_unknown=draw(st.sampled_from(["", '"nothing"', '["hold", "label:z"]'])),
        share=draw(st.sampled_from(["", "1", "5", "100"])),
        at='"arrival"' if is_early else "",
        because=f'"{because}"',
    )
