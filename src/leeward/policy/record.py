"""Evaluations as they are kept: the same evaluation always gives the same bytes."""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from leeward.model.errors import PolicyError
from leeward.model.findings import Json
from leeward.policy.evaluate import Evaluation, Outcome, Proposal, Wish
from leeward.policy.frames import canonical, loaded, value_from_json, value_to_json
from leeward.policy.language.run import Step
from leeward.policy.rules import Human, Mode, State, When

_Names: TypeAlias = list[str]


def to_json(evaluation: Evaluation) -> bytes:
    """The evaluation in its one written form; `from_json` reads it back. In a trace, null is unknown."""
    return canonical(
        {
            "policy": evaluation.policy,
            "name": evaluation.name,
            "outcomes": [_outcome(said) for said in evaluation.outcomes],
            "actions": [_wish(wish) for wish in evaluation.actions],
            "shadow": [_wish(wish) for wish in evaluation.shadow],
            "proposals": [_proposal(one) for one in evaluation.proposals],
            "unknown_rules": list(evaluation.unknown_rules),
            "demoted": list(evaluation.demoted),
            "at": str(evaluation.at),
        }
    )


def _outcome(said: Outcome) -> Json:
    return {
        "rule": said.rule,
        "digest": said.digest,
        "mode": str(said.mode),
        "state": str(said.state),
        "trace": [[s.term, [value_to_json(v) for v in s.values], s.result] for s in said.trace],
        "because": said.because,
        "unknown": list(said.unknown),
    }


def _wish(wish: Wish) -> Json:
    return {"action": wish.action, "rules": list(wish.rules)}


def _proposal(one: Proposal) -> Json:
    return {"action": one.action, "human": str(one.human), "rules": list(one.rules)}


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _KeptOutcome(_Kept):
    rule: str
    digest: str
    mode: Annotated[Mode, Field(strict=False)]
    state: Annotated[State, Field(strict=False)]
    trace: list[Annotated[list[Any], Field(min_length=3, max_length=3)]]
    because: str | None
    unknown: _Names


class _KeptWish(_Kept):
    action: str
    rules: _Names


class _KeptProposal(_KeptWish):
    human: Annotated[Human, Field(strict=False)]


class _KeptEvaluation(_Kept):
    policy: str
    name: str
    outcomes: list[_KeptOutcome]
    actions: list[_KeptWish]
    shadow: list[_KeptWish]
    proposals: list[_KeptProposal]
    unknown_rules: _Names
    demoted: _Names
    at: Annotated[When, Field(strict=False)] = When.LOOKED  # records from before rules had a moment


def from_json(written: bytes | str) -> Evaluation:
    """The evaluation that `to_json` wrote.

    Raises: PolicyError: it is none; the message repeats nothing of it.
    """
    try:
        kept = _KeptEvaluation.model_validate(loaded(written))
    except ValidationError as error:
        raise PolicyError("a stored evaluation is none", "the record is damaged") from error
    return Evaluation(
        policy=kept.policy,
        name=kept.name,
        outcomes=tuple(map(_read_outcome, kept.outcomes)),
        actions=tuple(Wish(w.action, tuple(w.rules)) for w in kept.actions),
        shadow=tuple(Wish(w.action, tuple(w.rules)) for w in kept.shadow),
        proposals=tuple(Proposal(p.action, p.human, tuple(p.rules)) for p in kept.proposals),
        unknown_rules=tuple(kept.unknown_rules),
        demoted=tuple(kept.demoted),
        at=kept.at,
    )


def _read_outcome(kept: _KeptOutcome) -> Outcome:
    return Outcome(
        rule=kept.rule,
        digest=kept.digest,
        mode=kept.mode,
        state=kept.state,
        trace=tuple(map(_read_step, kept.trace)),
        because=kept.because,
        unknown=tuple(kept.unknown),
    )


def _read_step(told: list[Any]) -> Step:
    term, values, result = told
    if not (isinstance(term, str) and isinstance(values, list) and (result is None or type(result) is bool)):
        raise PolicyError("a stored trace is none", "the record is damaged")
    return Step(term, tuple(map(value_from_json, values)), result)
