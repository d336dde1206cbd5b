"""Twenty mistakes that an admin makes in an evening, and what is said of each."""

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.parse import parse

GOOD = """policy = 1
name   = "Small art server"

[[rule]]
id      = "young"
title   = "First posts with media wait for a look"
mode    = "shadow"
when    = "media.count > 0 and author.age_days < 7"
then    = ["hold", "queue:newcomers"]
because = "The account is {author.age_days} days old."

[[test]]
name   = "old accounts are not held"
rule   = "young"
expect = "not"
facts  = { "media.count" = 1, "author.age_days" = 400 }
"""
SMART = "\u201cshadow\u201d"
SECOND = '[[rule]]\nid = "young"\ntitle = "x"\nwhen = "match.exact"\nthen = "hold"\nbecause = "b"\n[[test]]'
GUARD = '[[guard]]\nid = "g"\ntitle = "G"\nwatch = "posts"\neach = yes\nhours = 1\n[[test]]'


@pytest.mark.parametrize(
    ("right", "wrong", "said", "hint"),
    [
        ("< 7", "= 7", "8:48: = does not exist here", "compare with =="),
        (" and author", " AND author", "8:28: AND is spelt differently here", "write and"),
        (
            "age_days < 7",
            "age_day < 7",
            "8:32: there is no fact author.age_day",
            "did you mean author.age_days?",
        ),
        (
            "author.age_days < 7",
            "server.software > 'a'",
            "8:50: server.software is a text, which",
            "== or !=",
        ),
        ("age_days < 7", "age_days < '7'", "8:50: author.age_days is a whole number", "without quotes: 7"),
        (
            "author.age_days < 7",
            "post.visibility in 'public'",
            "8:51: a list in […] is expected after in",
            'post.visibility in ["…"]',
        ),
        (
            "author.age_days < 7",
            "'bridge' in origin.domain",
            "8:44: origin.domain is a text; a list in […]",
            'matches(origin.domain, "…")',
        ),
        (
            "author.age_days < 7",
            "media.look == 'looked'",
            "8:46: media.look is a set of texts and is compared with this, a text",
            'write "looked" in media.look',
        ),
        ("author.age_days < 7", "(author.age_days < 7", "8:32: this ( is not closed", "count"),
        ("author.age_days < 7", "author.is_local == True", "8:51: True is spelt differently", "write true"),
        ('["hold", ', '["hide", ', "9:11: there is no action 'hide'", "did you mean hold?"),
        ('["hold", ', '["holds", ', "9:11: there is no action 'holds'", "did you mean hold?"),
        (
            '["hold", "queue:newcomers"]',
            '"hold, queue:newcomers"',
            "9:12: there is no action 'hold, queue",
            '["hold", "queue:newcomers"]',
        ),
        ('["hold", ', '["hold" ', "9:19: a list is not closed, or a comma is missing", '["hold", "queue"]'),
        ('newcomers"]', 'newcomers"', "10:1: a list is not closed", '["hold", "queue"]'),
        ('["hold", ', '["remove", ', "9:11: remove cannot be undone", 'human = "one"'),
        ('"shadow"', '"shadwo"', "7:12: mode must be 'off', 'shadow' or 'enforce'", 'mean "shadow"?'),
        ('"shadow"', "shadow", "7:11: no value can be read here", "a text stands in quotes"),
        ('"shadow"', SMART, "7:11: a typographic quote", 'write straight quotes: "…"'),
        ('mode    = "', 'mode: "', "7:5: key = value is expected here", "a key, then ="),
        ("because =", "becuase =", "10:12: there is no key becuase", "did you mean because?"),
        (
            'because = "The account is {author.age_days} days old."\n',
            "",
            "4:1: the key because is missing",
            "id, title, when, then and because",
        ),
        ("{author.age_days}", "{author.age}", "10:27: there is no fact author.age", "author.age_days?"),
        ("[[rule]]", "[rule]", "4:1: rule stands in the wrong brackets", "write [[rule]], with two"),
        ("[[test]]", SECOND, "13:7: a second rule has the id young", "each rule needs its own"),
        ("[[test]]", GUARD, "16:8: yes is spelt differently here", "write true"),
        ('id      = "young"', 'id      = "Young ones"', "5:12: id must be 1 to 40 of a-z", "near-hash"),
        ('rule   = "young"', 'rule   = "yuong"', "14:11: there is no rule yuong", "did you mean young?"),
        (
            '"media.count" = 1',
            '"media.count" = "1"',
            "16:10: media.count must be a whole number",
            "leave it out",
        ),
        ("because =", 'limit = "50"\nbecause =', "10:10: limit must be a table, in {…}", "most = 50 }"),
        ("because =", 'share = "10%"\nbecause =', "10:10: share must be a whole number", "share = 10"),
        ('7"', "7", "8:51: a text ends on the line on which it begins", '"""…"""'),
        ('mode    = "shadow"', 'mode = "off"\nmode = "shadow"', "8:16: this key has a value already", "once"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(
    right: str, wrong: str, said: str, hint: str
) -> None:
    assert right in GOOD
    with pytest.raises(PolicyError) as caught:
        parse(GOOD.replace(right, wrong, 1), "policy.toml")
    assert caught.value.message.startswith(f"policy.toml:{said}")
    assert "\n" not in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("right", "meant"),
    [
        ("    = ", "\t=\t"),
        ('["hold", "queue:newcomers"]', '"hold"'),
        ('"media.count" = 1, "author.age_days" = 400', "media.count = 1, author.age_days = 400"),
        ("media.count > 0 and", "\tmedia.count > 0\tand"),
    ],
    ids=["tabs", "one action without a list", "facts without quotes", "tabs in a condition"],
)
def test_what_can_only_mean_one_thing_is_taken(right: str, meant: str) -> None:
    assert right in GOOD
    assert len(parse(GOOD.replace(right, meant)).tests) == 1
