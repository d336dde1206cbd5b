"""Posts as real servers write them, with invented words, and hostile JSON to throw at the readers."""

from hypothesis import strategies as st

from leeward.model.findings import Json

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
SERVER = "https://m.example"
ALICE = f"{SERVER}/users/alice"
NOTE = f"{ALICE}/statuses/1"
SECRET = "quetzalflurb"  # an invented word that must never be kept

_WORDS = st.sampled_from(
    [
        SECRET,
        PUBLIC,
        ALICE,
        NOTE,
        f'<img src="{SERVER}/a.png"><video src=x>{SECRET}',
        f"https://a:b@m.example/{SECRET}",
        f"data:image/png;base64,{SECRET}",
        "Note",
        "Create",
        "Delete",
        "Flag",
        "Announce",
        "Undo",
        "Image",
        "Video",
        "Link",
        "Tombstone",
        "Person",
        "2026-11-22T02:27:34Z",
        "9999-12-31T23:59:59-23:59",
        "image/png",
        "text/html",
        "\x00",
        "\ud800",
        "",
        "http://",
        "http://[",
    ]
)
_NAMES = st.sampled_from(
    [
        *(
            "id",
            "type",
            "actor",
            "object",
            "to",
            "cc",
            "attributedTo",
            "attachment",
            "url",
            "href",
            "mediaType",
        ),
        *("content", "contentMap", "summary", "name", "tag", "icon", "image", "published", "updated"),
        *(
            "inReplyTo",
            "sensitive",
            "publicKey",
            "owner",
            "publicKeyPem",
            "inbox",
            "endpoints",
            "sharedInbox",
        ),
    ]
)


def hostile() -> st.SearchStrategy[Json]:
    """Any JSON, made of the words that the readers look for."""
    leaves = (
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _WORDS | st.text(max_size=9)
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=10),
        max_leaves=40,
    )


def note(**changed: Json) -> dict[str, Json]:
    """A public note as Mastodon writes it."""
    return {
        "@context": ["https://www.w3.org/ns/activitystreams"],
        "id": NOTE,
        "type": "Note",
        "summary": SECRET,
        "content": f"<p>{SECRET}</p>",
        "published": "2026-11-22T02:27:34Z",
        "attributedTo": ALICE,
        "to": [PUBLIC],
        "cc": [f"{ALICE}/followers"],
        "sensitive": False,
        "inReplyTo": None,
        "url": f"{SERVER}/@alice/1",
        "tag": [{"type": "Hashtag", "name": SECRET, "href": f"{SERVER}/tags/{SECRET}"}],
        "attachment": [
            {
                "type": "Document",
                "mediaType": "image/jpeg",
                "url": f"{SERVER}/media/1.jpg",
                "name": SECRET,
                "blurhash": "LHE:MW}",
            }
        ],
        **changed,
    }
