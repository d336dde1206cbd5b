"""Why complaints hold a post, or do not, in plain words: no post, no author, no reporter's name."""

from collections.abc import Iterator

from leeward.policy.community.clusters import NEWCOMERS
from leeward.policy.community.weight import Voice, Weight, WhyNot

_NUMBERS = 2  # decimals


def words(weight: Weight) -> str:
    """One or two sentences for moderators: who was heard, with which record, and who was not."""
    return " ".join(_sentences(weight))


def _sentences(weight: Weight) -> Iterator[str]:
    heard = [voice for voice in weight.voices if not voice.is_silent]
    if weight.holds:
        yield f"Held because {_who(heard)} reported it{' independently' if len(heard) > 1 else ''}."
    else:
        yield f"Not held: {'; '.join(_obstacle(why, weight) for why in weight.why_not)}."
        if heard:
            yield f"It was reported by {_who(heard)}."
    yield from _unheard(weight)


def _obstacle(why: WhyNot, weight: Weight) -> str:
    if why is not WhyNot.TOO_LITTLE:
        return str(why)
    raised = " (raised, since people found this author right before)" if weight.is_raised else ""
    return f"the reports weigh {_number(weight.score)}, and {_number(weight.threshold)} is needed{raised}"


def _unheard(weight: Weight) -> Iterator[str]:
    if weight.unproven:
        reports = _counted(weight.unproven, "report")
        yield f"{reports} from sources without a record {_part_of_crowd(weight)}."
    silent = [voice for voice in weight.voices if voice.is_silent]
    if silent:
        yield f"Not counted until people have reviewed what else they had held: {_who(silent)}."
    if weight.repeated:
        again = _counted(weight.repeated, "report")
        yield f"Not counted: {again} by sources that had reported this account days before."
    if weight.muted:
        yield f"Not counted: {_counted(weight.muted, 'report')} by sources that a person has muted."


def _part_of_crowd(weight: Weight) -> str:
    without = weight.score - weight.crowd
    if not weight.crowd or (weight.holds and without >= weight.threshold):
        return "did not count towards this"
    verb = "adds" if weight.unproven == 1 else "add"
    return f"{verb} {_number(weight.crowd)}"


def _who(voices: list[Voice]) -> str:
    told = [_voice(voice) for voice in voices]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]


def _voice(voice: Voice) -> str:
    more = len(voice.sources) - 1
    alike = f", in one voice with {more} more" if more else ""
    return f"{_name(voice)} ({_record(voice)}{alike})"


def _name(voice: Voice) -> str:
    if voice.cluster == NEWCOMERS:
        return "new local accounts"
    kind, _, rest = (voice.cluster if voice.cluster.startswith("domain:") else voice.sources[0]).partition(
        ":"
    )
    return f"local account {rest}" if kind == "local" else rest


def _record(voice: Voice) -> str:
    told = f"{voice.upheld} of {voice.judged} past reports upheld"
    if not voice.is_named:
        return told
    return f"named by an admin; {told}" if voice.judged else "named by an admin"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _number(value: float) -> str:
    return f"{value:.{_NUMBERS}f}"
