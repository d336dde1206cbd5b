"""What is told of hits: lists, numbers and digests."""

from leeward.model.events import TextHit
from leeward.pipeline.wording import sentences
from leeward.store.policies.hits import ReadPost


def _hit(entry: str, where: str = "text", scanner: str = "terms", name: str = "stones") -> TextHit:
    return TextHit(scanner, name, "f" * 64, entry * 64, where, "folded")


def test_each_list_is_told_with_its_version_and_the_digests_of_its_entries() -> None:
    hits = (_hit("a"), _hit("a", "warning"), _hit("b"), _hit("c", "url", "urls", "quarries"))
    assert list(sentences(ReadPost(hits, frozenset({"terms", "urls"})))) == [
        "2 entries of the term list stones (version ffffffffffff) in its text (folded), warning (folded): "
        "aaaaaaaaaaaa, bbbbbbbbbbbb.",
        "1 entry of the address list quarries (version ffffffffffff) in its url (folded): cccccccccccc.",
    ]


def test_words_without_a_hit_are_told_from_words_that_nobody_read() -> None:
    (said,) = sentences(ReadPost((), frozenset({"terms"})))
    assert said == "Its words were read: nothing of any list of terms is in them."
    assert list(sentences(None)) == []
