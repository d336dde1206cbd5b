"""What may be told of a group without telling of anybody in it. Pure.

Nothing is told of fewer than three people, not counting the reader, who knows their own share and could take
it away. Nothing is told where one person makes up most of a sum: then the sum is nearly that person's number.

What if somebody joins or leaves, and a reader subtracts one week from another? Three things bound what that
gives. Only whole weeks that are over are told, never a window of the reader's choosing: nobody can ask before
and after one event. Sums are rounded to a coarse grain, so that a difference below it is not seen, and one
above it is known only to the grain. Nobody is told how many people there were.

What is left: a reader to whom all others told their own numbers learns the last one's, to the grain; and a
jump in a week when somebody came back lets one guess. No rule on sums prevents the first; noise would prevent
the second, at the price of numbers that nobody believes in a team of five.

Source: minimum frequency and (n, k) dominance rules: A. Hundepool et al., Handbook on Statistical Disclosure
Control (2010); that three and four fifths are enough here is judgement.
"""

from collections.abc import Collection, Mapping

LEAST = 3  # people besides whoever reads
MOST_SHARE = 0.8  # of one person in a sum


def is_crowd(people: Collection[str], reader: str) -> bool:
    """Whether there are enough people, besides the reader, to tell something of all of them."""
    return len(set(people) - {reader}) >= LEAST


def total(parts: Mapping[str, float], reader: str, grain: float) -> float | None:
    """The sum of what people contributed, to the grain; None: it would tell too much of somebody.

    Args: parts: by person, 0 or more; who contributed nothing is not of the crowd. grain: more than 0.
    """
    given = {name: part for name, part in parts.items() if part > 0}
    if not is_crowd(given, reader):
        return None
    others = [part for name, part in given.items() if name != reader]
    if max(others) > MOST_SHARE * sum(others):
        return None
    return round(sum(given.values()) / grain) * grain
