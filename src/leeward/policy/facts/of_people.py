"""Facts about what people said of a post, and what is going on around it."""

from leeward.policy.facts.fact import Fact, Privacy
from leeward.policy.values import Kind

_REPORTS = ("akkoma", "gotosocial", "lemmy", "mastodon", "misskey")
FLAG_GROUPS = ("child-safety", "general")

FLAGS = (
    Fact(
        "flag.count",
        Kind.WHOLE,
        "open complaints of users about this post",
        "the server's reports",
        Privacy.STAFF,
        _REPORTS,
    ),
    Fact(
        "flag.holds",
        Kind.TEXTS,
        "kinds of complaints that weigh enough, by the record of who complains, to hide the post before "
        "anybody looked; empty: none, also once people let the post pass",
        "the server's reports and our own verdicts",
        Privacy.STAFF,
        _REPORTS,
        choices=FLAG_GROUPS,
    ),
    Fact(
        "flag.score",
        Kind.NUMBER,
        "what the complaints about this post weigh together, 0 and more; 1 is the usual limit",
        "the server's reports and our own verdicts",
        Privacy.STAFF,
        _REPORTS,
    ),
)

WORDS = (
    Fact(
        "text.lists",
        Kind.TEXTS,
        "term lists with an entry in the post's words, warning or hashtags; empty: none",
        "the term scanner",
        Privacy.LISTS,
    ),
    Fact("text.hits", Kind.WHOLE, "entries of term lists in the post", "the term scanner", Privacy.LISTS),
    Fact(
        "url.lists",
        Kind.TEXTS,
        "lists of addresses and domains with an entry among the post's links; empty: none",
        "the address scanner",
        Privacy.LISTS,
    ),
    Fact("url.hits", Kind.WHOLE, "entries of such lists in the post", "the address scanner", Privacy.LISTS),
)

SERVERS = (
    Fact("server.software", Kind.TEXT, "the program that the protected server runs", "its connector"),
    Fact(
        "server.jurisdiction",
        Kind.TEXT,
        "whose law holds for the protected server, such as DE (ISO 3166-1)",
        "the configuration",
    ),
    Fact(
        "guard.on",
        Kind.TEXTS,
        "guards of this policy that are on, for everybody or for the post's server of origin",
        "the surge guard",
    ),
)
