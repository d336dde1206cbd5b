"""The stranger's program in docs/why/ledger.md does what that page says."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.ledger.entries import Entry
from leeward.ledger.entries import encode as encode_entry
from leeward.ledger.heads import encode, sign
from leeward.ledger.proofs import inclusion_path
from tests.unit.ledger.reference import grown

PAGE = Path(__file__).parents[3] / "docs/why/ledger.md"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TEXTS = [
    encode_entry(Entry("case.decided", NOON, bytes([n]) * 16, {"case": n, "why": "é"})) for n in range(11)
]


def _given(number: int) -> dict[str, object]:
    frontier, reader = grown(TEXTS)
    return {
        "entry": TEXTS[number].hex(),
        "number": number,
        "path": [part.hex() for part in inclusion_path(number, 11, reader)],
        "head": json.loads(encode(sign(11, frontier.root(), NOON, KEY))),
        "public_key": KEY.public_key().public_bytes_raw().hex(),
    }


def _run(given: dict[str, object], folder: Path) -> subprocess.CompletedProcess[str]:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (folder / "given.json").write_text(json.dumps(given), "utf-8")
    command = [sys.executable, "-W", "ignore", "-c", program, str(folder / "given.json")]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.parametrize("number", [0, 6, 10])
def test_a_true_proof_is_believed(tmp_path: Path, number: int) -> None:
    answer = _run(_given(number), tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("signed on 2026-11-22T12:00:00.000Z by ")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"entry": TEXTS[5].hex()}, "not under this head"),
        ({"number": 7}, "not under this head"),
        ({"number": 11}, "no such entry"),
        ({"public_key": "00" * 32}, "InvalidSignature"),
        ({"head": _given(6)["head"] | {"size": 12}}, "InvalidSignature"),  # type: ignore[operator]
    ],
    ids=["entry", "number", "too far", "key", "head"],
)
def test_a_false_proof_is_not(tmp_path: Path, change: dict[str, object], why: str) -> None:
    answer = _run(_given(6) | change, tmp_path)
    assert answer.returncode != 0
    assert why in answer.stderr
