"""The few things that the relay says."""

from leeward.model.events import Activity, Deed
from leeward.pipeline.ingest.relay import replies
from tests.unit.pipeline.ingest.relay.stage import IDENTITY, VOCABULARY

ALICE, INBOX = "https://m.example/actor", "https://m.example/inbox"
FOLLOW = Activity(Deed.FOLLOW, "https://m.example/follows/1", ALICE, (replies.PUBLIC,))


def test_an_answer_names_the_follow_that_it_answers() -> None:
    for said, deed in ((replies.accept, Deed.ACCEPT), (replies.reject, Deed.REJECT)):
        outgoing = said(IDENTITY, FOLLOW, INBOX)
        read = VOCABULARY.activity(outgoing.activity)
        assert outgoing.inbox == INBOX
        assert read is not None
        assert read.inner is not None
        assert (read.deed, read.actor, read.subjects) == (deed, IDENTITY.actor, (FOLLOW.uri,))
        assert (read.inner.deed, read.inner.actor, read.inner.subjects) == (
            Deed.FOLLOW,
            ALICE,
            FOLLOW.subjects,
        )


def test_what_is_undone_is_what_was_said() -> None:
    followed = replies.follow(IDENTITY, ALICE, INBOX)
    undone = VOCABULARY.activity(replies.unfollow(IDENTITY, ALICE, INBOX).activity)
    assert undone is not None
    assert undone.subjects == (followed.activity["id"],)


def test_saying_the_same_again_has_the_same_name() -> None:
    assert replies.accept(IDENTITY, FOLLOW, INBOX) == replies.accept(IDENTITY, FOLLOW, INBOX)
    other = Activity(Deed.FOLLOW, "https://m.example/follows/2", ALICE, (replies.PUBLIC,))
    assert replies.accept(IDENTITY, FOLLOW, INBOX) != replies.accept(IDENTITY, other, INBOX)
