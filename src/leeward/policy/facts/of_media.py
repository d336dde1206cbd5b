"""Facts about media: what the banks say, and what became of looking."""

from leeward.model.look import Look
from leeward.policy.facts.fact import RELAYED, Fact, Privacy
from leeward.policy.values import Kind

_LOOKS = tuple(sorted({*map(str, Look), "unreachable"}))

# About the media whose bytes could be had: the others are in media.unlooked and media.look. Unknown until
# all of them are through, so also while the scanner does not answer. Known (false, none, 0) without media.
MATCHES = (
    Fact(
        "match.exact",
        Kind.BOOL,
        "a medium that could be had is, byte for byte, the same as an entry of a bank",
        "the match index",
        Privacy.LISTS,
    ),
    Fact(
        "match.verified",
        Kind.BOOL,
        "an exact match in a bank that the operator marked verified",
        "the match index and the configuration",
        Privacy.LISTS,
    ),
    Fact(
        "match.perceptual",
        Kind.BOOL,
        "a medium looks like an entry of a bank, within the bank's limit",
        "the match index",
        Privacy.LISTS,
    ),
    Fact(
        "match.perceptual_distance",
        Kind.WHOLE,
        "bits between the nearest perceptual match and its entry, 0 to 256; none without such a match",
        "the match index",
        Privacy.LISTS,
        may_be_none=True,
    ),
    Fact(
        "match.list",
        Kind.TEXT,
        "the bank of the strongest match: verified, then exact, then nearest, then by name; none without one",
        "the match index",
        Privacy.LISTS,
        may_be_none=True,
    ),
    Fact("match.count", Kind.WHOLE, "entries that matched, in all banks", "the match index", Privacy.LISTS),
)

MEDIA = (
    Fact("media.count", Kind.WHOLE, "media of the post", "the post", Privacy.PUBLIC, RELAYED),
    Fact(
        "media.unlooked",
        Kind.WHOLE,
        "media of the post that could not be looked at, and nothing will be tried again",
        "the scanner",
    ),
    Fact(
        "media.look",
        Kind.TEXTS,
        "what became of looking at each medium; empty for a post without media",
        "the scanner",
        choices=_LOOKS,
    ),
)
