"""An evaluation in plain words."""

from collections.abc import Iterator

from leeward.policy.evaluate import Evaluation, Outcome, Proposal, Wish
from leeward.policy.language.run import Step
from leeward.policy.rules import Human, Mode, State
from leeward.policy.values import shown

_PEOPLE = {Human.ONE: "one person", Human.TWO: "two people"}


def explain(evaluation: Evaluation) -> tuple[str, ...]:
    """The evaluation as lines of text: what is done, then each rule that fired or was unknown.

    Lines about their terms are indented. Rules that did not fire are only counted.
    """
    return tuple(_lines(evaluation))


def _lines(evaluation: Evaluation) -> Iterator[str]:
    yield f"Policy {evaluation.name!r} ({evaluation.policy[:12]})"
    yield f"Done: {_wishes(evaluation.actions) or 'nothing'}."
    for proposal in evaluation.proposals:
        yield _proposed(proposal)
    if evaluation.shadow:
        yield f"Rules in shadow would ask for: {_wishes(evaluation.shadow)}."
    told = [said for said in evaluation.outcomes if said.state is not State.NOT]
    for said in told:
        yield from _rule(said)
    silent = len(evaluation.outcomes) - len(told)
    if silent:
        yield f"{silent} {'rule' if silent == 1 else 'rules'} did not fire."


def _wishes(wishes: tuple[Wish, ...]) -> str:
    return ", ".join(f"{wish.action} (by {', '.join(wish.rules)})" for wish in wishes)


def _proposed(proposal: Proposal) -> str:
    return f"Proposed to {_PEOPLE[proposal.human]}: {proposal.action} (by {', '.join(proposal.rules)})."


def _rule(said: Outcome) -> Iterator[str]:
    aside = " in shadow" if said.mode is Mode.SHADOW else ""
    if said.state is State.FIRED:
        yield f"Rule {said.rule} fired{aside}: {said.because}"
    else:
        yield f"Rule {said.rule}{aside} could not be decided: nobody knows {', '.join(said.unknown)}."
    for step in said.trace:
        yield _term(step)


def _term(step: Step) -> str:
    values = [shown(value) for value in step.values]
    told = f"  {step.term}: {shown(step.result)}"
    if not values or values == [shown(step.result)]:
        return told
    return f"{told} ({'it was' if len(values) == 1 else 'they were'} {' and '.join(values)})"
