"""The reference of policies: keys, grammar, facts and actions, from the code that reads them."""

from collections.abc import Iterator
from typing import Any

from leeward.policy import actions, facts
from leeward.policy.language.syntax import LONGEST, MOST_NODES
from leeward.policy.source.bundle import DEEPEST, MOST_FILES
from leeward.policy.source.schema import KEYS

_TABLES = {
    "": ("The file", "A policy is a TOML file. These stand at its top, before the first table."),
    "rule": ("`[[rule]]`", "All rules are asked. What they want is merged, in the order of Actions."),
    "limit": ("`limit` of a rule", ""),
    "guard": ("`[[guard]]`", "While a guard is on, its id is in the fact `guard.on`."),
    "test": ("`[[test]]`", "A policy whose tests fail is not put in force."),
}

_FILES = f"""## Several files

A policy may extend others: `extends = ["base/hash-lists@1"]` means the file `base/hash-lists.toml` in the
folder of the main file, or of that name among those that come with Leeward, in exactly that `version`. Of
what comes with Leeward every version stays, so that an update changes no policy of yours. A rule
or guard with the id of an extended one takes its place; a quota of the file itself wins. Files may extend
others in turn, {DEEPEST} deep, {MOST_FILES} files in all. The tests of an extended file are about that
file as it is by itself; all others are about the whole.

Files in the folder `private/` beside the main one belong to it without being named. They may not replace
anything, and have no guards: alarms and records tell which guard is on. The ledger, and everybody but the
operator, is told of their rules only that there is one, and the beginning of its digest: not its name, its
condition or its reason.
"""

_CONDITIONS = f'''## Conditions

At most {LONGEST:,} characters and {MOST_NODES} parts. No loops, no arithmetic, no functions but these
three: a condition cannot take long.

```ebnf
condition  = either ;
either     = both , {{ "or" , both }} ;
both       = negated , {{ "and" , negated }} ;
negated    = {{ "not" }} , ( "(" , condition , ")" | comparison | membership | question | fact | truth ) ;
comparison = value , relation , value , {{ relation , value }} ;
relation   = "==" | "!=" | "<" | "<=" | ">" | ">=" ;
membership = fact , [ "not" ] , "in" , list
           | text , [ "not" ] , "in" , fact ;
question   = ( "any_of" | "only" ) , "(" , fact , "," , list , ")"
           | "matches" , "(" , fact , "," , text , ")" ;
list       = "[" , plain , {{ "," , plain }} , "]" ;
value      = fact | plain ;
plain      = number | text | truth ;
truth      = "true" | "false" ;
number     = [ "-" ] , digit , {{ digit }} , [ "." , digit , {{ digit }} ] ;
text       = '"' , {{ any character but '"' and a line end }} , '"' , or the same with '
           | "r" and such a text: a backslash may stand only there ;
fact       = one of the table below ;
```

A `#` begins a comment. A condition over several lines stands in `"""…"""`.

| example | is true if |
|---|---|
'''

EXAMPLES = (
    ("match.exact", "a file is the same as an entry of a list"),
    ("media.count > 0 and author.age_days < 7", "both are so"),
    ("not author.is_local or flag.count >= 3", "one of them is so; `not` belongs to what follows it only"),
    ("1 <= match.count <= 5", "it is between, ends included"),
    ('post.visibility in ["public", "unlisted"]', "it is one of these"),
    ('"vanished" in media.look', "it is in the set"),
    ('any_of(media.look, ["unreadable", "too_large"])', "at least one of the list is in the set"),
    ('only(media.look, ["looked", "vanished"])', "nothing else is in the set; also of an empty one"),
    ('matches(origin.domain, "[.]example$")', "the pattern is found anywhere in the text"),
    ("match.count > flag.count", "facts may be compared with each other"),
)

_UNKNOWN = """
Patterns are [RE2](https://github.com/google/re2/wiki/Syntax): they take a time that grows with the text and
no faster.

**Unknown** is neither true nor false: `match.exact` while the scanner is down, and `not match.exact` neither.

| a | b | a and b | a or b | not a |
|---|---|---|---|---|
| unknown | true | unknown | true | unknown |
| unknown | false | false | unknown | unknown |
| unknown | unknown | unknown | unknown | unknown |

**None** is known: without a perceptual match `match.perceptual_distance <= 31` is false, and so is `> 31`. Of
none only `!=` and `not in` are true.
"""

_WHY = """A policy must be read by somebody who does not program, tried before it is in force, and explained
years later. So it has a language of its own, in which little can be said and all is checked when it is read:

- **Nothing runs.** Conditions are read with Python's own parser, and only comparisons of known facts are
  taken from its tree. No loops, no calls, no attributes; patterns are RE2. A condition costs a bounded time.
- **Unknown is a third value** (Kleene's logic): a scanner that is down is never "clean", and never "bad".
- **Every answer has its terms with it**, up to the one that settled it, and the same facts under the same
  policy give the same bytes for ever.
- **A typo is an error when the file is read**, with its place and the nearest name, and not a rule that never
  fires.

## Speed

A hundred rules of three terms each, with the trace of all terms, reasons filled in and actions merged; a
thousand posts for each row, one core, in CPU time, on {cpu}. The aim is
2,000. "The obvious way" is the evaluator of the tests, which says the same, byte by byte. The other engines
say true or false and no more, and only where nothing is unknown. One run of
`./do bench --only policy --json docs/why/policy.json`; the others are measured where they are installed. In
brackets: how many times faster Leeward is; below 1 it is slower.
"""


def page() -> str:
    """All of docs/reference/policy.md below its heading."""
    parts = ["How to write one: [write a policy](../howto/policy.md).\n"]
    parts += ["\n".join(_keys(table)) for table in _TABLES]
    parts += [_FILES, _CONDITIONS.rstrip("\n")]
    parts += [f"| `{example}` | {meaning} |" for example, meaning in EXAMPLES]
    parts += [_UNKNOWN, "\n".join(_actions()), "\n".join(_facts())]
    return "\n".join(parts)


def _keys(table: str) -> Iterator[str]:
    heading, text = _TABLES[table]
    yield f"## {heading}\n"
    if text:
        yield f"{text}\n"
    yield "| key | is | if it is not there | meaning |\n|---|---|---|---|"
    shapes = KEYS[table].model_json_schema()["properties"]
    for key, field in KEYS[table].model_fields.items():
        shape, default = shapes[key], field.get_default(call_default_factory=True)
        without = "**must be there**" if field.is_required() else f"`{_toml(default)}`" if default else ""
        yield f"| `{key}` | {_kind(shape)} | {without} | {field.description} |"
    yield ""


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _kind(shape: dict[str, Any]) -> str:
    shape = next((one for one in shape.get("anyOf", ()) if one.get("type") != "null"), shape)
    if "enum" in shape or "const" in shape:
        return ", ".join(f"`{_toml(one)}`" for one in shape.get("enum", [shape.get("const")]))
    if shape.get("type") == "integer":
        return f"{shape.get('minimum', 0):,} to {shape['maximum']:,}" if "maximum" in shape else "1 and more"
    if "pattern" in shape:
        return "1 to 40 of a-z, 0-9 and - inside"
    names = {"string": "a text", "array": "a list", "boolean": "true or false", "object": "a table"}
    most = f", {shape['maxLength']} characters at most" if "maxLength" in shape else ""
    return names.get(shape.get("type", "object"), "a table") + most


def _actions() -> Iterator[str]:
    yield "## Actions\n"
    yield (
        "In the order in which they are done. What cannot be undone no rule does: one with `human` proposes\n"
        "it to people, and its other actions happen at once.\n\n| action | meaning |\n|---|---|"
    )
    for kind in actions.known():
        aside = "; **cannot be undone**: proposed to people only" if kind.is_irreversible else ""
        yield f"| `{kind.spelling}` | {kind.meaning}{aside} |"
    yield ""


def _facts() -> Iterator[str]:
    yield "## Facts\n"
    yield (
        "What a server does not tell is unknown there.\n\n"
        "| fact | is | meaning | from | servers | whom it is about |\n|---|---|---|---|---|---|"
    )
    for fact in facts.known():
        choices = f" ({', '.join(fact.choices)})" if fact.choices else ""
        none = "; may be none" if fact.may_be_none else ""
        told = (f"`{fact.name}`", fact.kind + none, fact.meaning + choices, fact.source)
        yield f"| {' | '.join(told)} | {', '.join(fact.servers)} | {fact.privacy} |"


def measured(run: dict[str, Any]) -> str:
    """All of docs/why/policy.md below its heading, from one run of the benchmark."""
    peers = dict.fromkeys(row["peer_name"] for row in run["rows"] if row["peer"])
    mixes = dict.fromkeys(row["what"].removesuffix(", at all") for row in run["rows"])
    parts = [_WHY.format(cpu=run["machine"]["cpu"])]
    parts.append(f"| posts a second | Leeward | {' | '.join(peers)} |")
    parts.append(f"|---|{'---|' * (len(peers) + 1)}")
    for mix in mixes:
        rows = [row for row in run["rows"] if row["what"] == mix]
        told = {row["peer_name"]: f"{row['peer']:,.0f} ({row['ratio']:.1f}×)" for row in rows}
        cells = (mix, f"{rows[0]['ours']:,.0f}", *(told.get(peer, "cannot say") for peer in peers))
        parts.append(f"| {' | '.join(cells)} |")
    return "\n".join(parts)
