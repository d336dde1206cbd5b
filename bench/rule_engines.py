"""Other engines for rules, where they are installed: each is asked for true or false, and for no more."""

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, TypeAlias

from leeward.policy.facts import REGISTRY
from leeward.policy.values import NONE, Kind, Value

# whether each of the rules is true of one post
Asked: TypeAlias = Callable[[Mapping[str, Any]], list[bool]]

_KINDS = {
    Kind.BOOL: "bool",
    Kind.WHOLE: "whole",
    Kind.NUMBER: "number",
    Kind.TEXT: "text",
    Kind.TEXTS: "texts",
}


def installed(conditions: list[str]) -> Iterator[tuple[str, Asked]]:
    """Each engine that there is, with these conditions compiled. They know no `only` and no unknown facts."""
    if importlib.util.find_spec("rule_engine"):
        yield f"rule-engine {version('rule-engine')}", _rule_engine(conditions)
    if importlib.util.find_spec("cel_expr_python"):
        yield f"cel-expr-python {version('cel-expr-python')}", _cel(conditions)


def plain(post: Mapping[str, Value]) -> dict[str, Any]:
    """The post as they can take it: no dots, nothing that is known to be none."""
    return {name.replace(".", "_"): _plain(name, value) for name, value in post.items()}


def _plain(name: str, value: Value) -> object:
    if value is NONE:
        return 256 if REGISTRY[name].kind is Kind.WHOLE else ""
    if isinstance(value, frozenset):
        return sorted(value)
    return float(value) if REGISTRY[name].kind is Kind.NUMBER and isinstance(value, int) else value


def _named(condition: str) -> str:
    for name in sorted(REGISTRY, key=len, reverse=True):
        condition = condition.replace(name, name.replace(".", "_"))
    return re.sub(r'("[a-z-]+") not in (\w+)', r"not (\1 in \2)", condition)


def _rule_engine(conditions: list[str]) -> Asked:
    engine = importlib.import_module("rule_engine")
    texts = engine.DataType.ARRAY(engine.DataType.STRING)
    types = {"bool": engine.DataType.BOOLEAN, "text": engine.DataType.STRING, "texts": texts}
    known = {
        f.name.replace(".", "_"): types.get(_KINDS[f.kind], engine.DataType.FLOAT) for f in REGISTRY.values()
    }
    context = engine.Context(type_resolver=engine.type_resolver_from_dict(known))
    pattern = re.compile(r'matches\((\w+), r("[^"]*")\)')
    rules = [engine.Rule(pattern.sub(r"\1 =~~ \2", _named(text)), context=context) for text in conditions]
    return lambda post: [rule.matches(post) for rule in rules]


def _cel(conditions: list[str]) -> Asked:
    cel = importlib.import_module("cel_expr_python.cel")
    types = {
        "bool": cel.Type.BOOL,
        "whole": cel.Type.INT,
        "number": cel.Type.DOUBLE,
        "text": cel.Type.STRING,
        "texts": cel.Type.List(cel.Type.STRING),
    }
    known = {fact.name.replace(".", "_"): types[_KINDS[fact.kind]] for fact in REGISTRY.values()}
    environment = cel.NewEnv(variables=known)
    rules = [environment.compile(_in_cel(_named(text))) for text in conditions]

    def ask(post: Mapping[str, Any]) -> list[bool]:
        activation = environment.Activation(post)
        return [rule.eval(activation).value() for rule in rules]

    return ask


def _in_cel(text: str) -> str:
    text = re.sub(r'matches\((\w+), (r"[^"]*")\)', r"\1.matches(\2)", text)
    for word, sign in ((r"\band\b", "&&"), (r"\bor\b", "||"), (r"\bnot ", "!")):
        text = re.sub(word, sign, text)
    return text
