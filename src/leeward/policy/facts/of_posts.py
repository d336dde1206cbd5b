"""Facts about posts and their authors."""

from leeward.model.items import Visibility, WayIn
from leeward.policy.facts.fact import API, MOST, RELAYED, Fact, Privacy
from leeward.policy.values import Kind

_VISIBILITIES = tuple(str(v) for v in Visibility if v is not Visibility.UNKNOWN)

POSTS = (
    Fact(
        "post.visibility",
        Kind.TEXT,
        "who may see the post; private: followers",
        "the post",
        Privacy.STAFF,
        RELAYED,
        choices=_VISIBILITIES,
    ),
    Fact("post.is_reply", Kind.BOOL, "the post answers another", "the post", Privacy.PUBLIC, RELAYED),
    Fact("post.is_edit", Kind.BOOL, "the post was seen before and has changed", "the post", Privacy.PUBLIC),
    Fact(
        "post.sensitive",
        Kind.BOOL,
        "the author marked the post as sensitive",
        "the post",
        Privacy.PUBLIC,
        RELAYED,
    ),
    Fact(
        "way_in",
        Kind.TEXT,
        "how the post came to us",
        "ingest",
        choices=tuple(map(str, WayIn)),
    ),
)

AUTHORS = (
    Fact("author.is_local", Kind.BOOL, "the account lives on this server", "the account", Privacy.PUBLIC),
    Fact(
        "author.age_days",
        Kind.WHOLE,
        "whole days since the account was made; remote accounts: since this server has known them",
        "the account",
        Privacy.PUBLIC,
        MOST,
    ),
    Fact(
        "author.local_posts",
        Kind.WHOLE,
        "posts of the account that this server has",
        "the account",
        Privacy.PUBLIC,
        MOST,
    ),
    Fact(
        "author.followers",
        Kind.WHOLE,
        "followers of the account that this server knows of",
        "the account",
        Privacy.PUBLIC,
        MOST,
    ),
    Fact(
        "author.limited",
        Kind.BOOL,
        "moderators of this server limited the account",
        "the account",
        Privacy.STAFF,
        API,
    ),
    Fact(
        "author.share",
        Kind.WHOLE,
        "a number, 0 to 99, that each account keeps for ever: for trying a rule on some accounts only",
        "a hash of the account's address",
    ),
    Fact(
        "author.known_days",
        Kind.WHOLE,
        "whole days since Leeward first saw a post of the account",
        "Leeward's own record",
    ),
    Fact(
        "author.media_posts",
        Kind.WHOLE,
        "posts with media of the account that Leeward saw before this one",
        "Leeward's own record",
    ),
    Fact("origin.domain", Kind.TEXT, "the server that the account lives on", "the account", Privacy.PUBLIC),
    Fact(
        "origin.known_days",
        Kind.WHOLE,
        "whole days since Leeward first saw a post from the account's server",
        "Leeward's own record",
    ),
    Fact(
        "origin.media_posts",
        Kind.WHOLE,
        "posts with media from the account's server that Leeward saw before this one",
        "Leeward's own record",
    ),
)
