"""An evaluation in plain words."""

from collections.abc import Iterator
from dataclasses import replace

from leeward.policy.evaluate import Evaluation, Outcome, Proposal, Wish
from leeward.policy.language.run import Step
from leeward.policy.rules import Human, Mode, Policy, State
from leeward.policy.values import shown

_PRIVATE = "a private rule"
_PEOPLE = {Human.ONE: "one person", Human.TWO: "two people"}


def explain(evaluation: Evaluation) -> tuple[str, ...]:
    """The evaluation as lines of text: what is done, then each rule that fired or was unknown.

    Lines about their terms are indented. Rules that did not fire are only counted.
    """
    return tuple(_lines(evaluation))


def redacted(evaluation: Evaluation, policy: Policy) -> Evaluation:
    """The same for everybody else than the operator: of a private rule nothing but that there is one, what it
    asks for, and the beginning of its digest. It is no record: `record.to_json` keeps the whole.
    """
    names = {rule.id: f"{_PRIVATE} ({rule.digest[:12]})" for rule in policy.rules if rule.is_private}
    if not names:
        return evaluation

    def named(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(one, one) for one in ids)

    return replace(
        evaluation,
        outcomes=tuple(
            said._replace(rule=names[said.rule], trace=(), because=None, unknown=())
            if said.rule in names
            else said
            for said in evaluation.outcomes
        ),
        actions=tuple(Wish(one.action, named(one.rules)) for one in evaluation.actions),
        shadow=tuple(Wish(one.action, named(one.rules)) for one in evaluation.shadow),
        proposals=tuple(replace(one, rules=named(one.rules)) for one in evaluation.proposals),
        unknown_rules=named(evaluation.unknown_rules),
        demoted=named(evaluation.demoted),
    )


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
    is_private = said.rule.startswith(_PRIVATE)
    name = said.rule.capitalize() if is_private else f"Rule {said.rule}"
    aside = " in shadow" if said.mode is Mode.SHADOW else ""
    if said.state is State.FIRED:
        yield f"{name} fired{aside}" + ("." if is_private else f": {said.because}")
    else:
        missing = "" if is_private else f": nobody knows {', '.join(said.unknown)}"
        yield f"{name}{aside} could not be decided{missing}."
    for step in said.trace:
        yield _term(step)


def _term(step: Step) -> str:
    values = [shown(value) for value in step.values]
    told = f"  {step.term}: {shown(step.result)}"
    if not values or values == [shown(step.result)]:
        return told
    return f"{told} ({'it was' if len(values) == 1 else 'they were'} {' and '.join(values)})"
