"""The index beside its peers: the same values and queries, each index in a process of its own."""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bench.rows import Row
from leeward.matcher.bank import Bank, Builder, Header, build

RADIUS = 31  # bits
QUERIES = 2_000
Raw = NDArray[np.uint8]
Told = dict[str, float]

# Ratios and values aimed at, at ten million; from this project's first issue.
QUERY, BUILD, MEMORY, MULTI_HASH = 30.0, 7.0, 6.0, 200.0
ONE_MS, BATCH_MS, FILE_GB, BUILD_S, OPEN_MS, FOUND_S = 0.22, 0.25, 0.9, 12.0, 50.0, 1.0


class Subject(Protocol):
    """One index under measurement. fair: how many queries it can answer in a few seconds."""

    fair: int

    def build(self, values: Raw) -> None: ...  # noqa: D102
    def batch(self, queries: Raw) -> int: ...  # noqa: D102
    def add(self, value: bytes) -> None: ...  # noqa: D102


class Ours:
    """Built, then opened as a searching process opens it."""

    fair = QUERIES

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bench.bank"
        self.bank: Bank | None = None

    def build(self, values: Raw) -> None:
        """Write the file; nothing is opened."""
        builder = Builder()
        builder.add_many("pdq", values)
        build(self.folder, Header("bench", "", 0, 0), builder.finish())

    def batch(self, queries: Raw) -> int:
        """Opens the bank when first asked."""
        if self.bank is None:
            self.bank = Bank.open(self.folder)
        return len(self.bank.search("pdq", [query.tobytes() for query in queries], RADIUS))

    def add(self, value: bytes) -> None:
        """Through another handle, as another process would."""
        with Bank.open(self.folder) as other:
            other.add("pdq", value)


class PdqIndex:
    """threatexchange's default index."""

    fair = 300

    def __init__(self, folder: Path) -> None:
        self._index = importlib.import_module("threatexchange.signal_type.pdq.pdq_index").PDQIndex()

    def build(self, values: Raw) -> None:
        """As its users build it: from texts."""
        self._index.add_all((value.tobytes().hex(), number) for number, value in enumerate(values))

    def batch(self, queries: Raw) -> int:
        """It answers one query at a time."""
        return sum(len(self._index.query(query.tobytes().hex())) for query in queries)

    def add(self, value: bytes) -> None:
        """One more."""
        self._index.add(value.hex(), -1)


class Faiss:
    """One of faiss's own binary indexes."""

    fair = 60

    def __init__(self, make: Callable[[Any], Any]) -> None:
        faiss: Any = importlib.import_module("faiss")
        faiss.omp_set_num_threads(1)
        self._index = make(faiss)

    def build(self, values: Raw) -> None:
        """Straight from bytes."""
        self._index.add(values)

    def batch(self, queries: Raw) -> int:
        """All at once."""
        return len(self._index.range_search(queries, RADIUS + 1)[1])

    def add(self, value: bytes) -> None:
        """One more."""
        self._index.add(np.frombuffer(value, np.uint8).reshape(1, 32))


def _multi_hash(faiss: Any) -> Any:
    index = faiss.IndexBinaryMultiHash(256, 16, 16)
    index.nflip = 1
    return index


SUBJECTS: dict[str, Callable[[Path], Subject]] = {
    "ours": Ours,
    "PDQIndex": PdqIndex,
    "faiss multi-hash": lambda folder: Faiss(_multi_hash),
    "faiss flat": lambda folder: Faiss(lambda faiss: faiss.IndexBinaryFlat(256)),
}


def run(quick: bool) -> list[Row]:
    """One million values (quick) or ten."""
    with tempfile.TemporaryDirectory(prefix="leeward-bench-") as name:
        folder = Path(name)
        _draw(folder, 1_000_000 if quick else 10_000_000)
        told = {subject: _in_a_process(subject, folder) for subject in SUBJECTS}
    return [*_values(told["ours"], quick), *_ratios(told, quick)]


def _draw(folder: Path, rows: int) -> None:
    """Values, and queries 0 to 31 bits beside some of them."""
    rng = np.random.default_rng(20)
    values = rng.integers(0, 256, (rows, 32), dtype=np.uint8)
    queries = values[rng.integers(0, rows, QUERIES)]
    for number, query in enumerate(queries):
        for bit in rng.choice(256, number % (RADIUS + 1), replace=False):
            query[bit // 8] ^= np.uint8(1 << bit % 8)
    np.save(folder / "values.npy", values)
    np.save(folder / "queries.npy", queries)


def _in_a_process(subject: str, folder: Path) -> Told:
    """Build in one process; ours is then searched in a second one, as it is in life."""
    told: Told = {}
    for part in ("build", "search") if subject == "ours" else ("both",):
        command = [sys.executable, "-m", "bench.index", subject, str(folder), part]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        told |= json.loads(done.stdout)
    return told


def _measure(name: str, folder: Path, part: str) -> Told:
    told: Told = {}
    if name == "ours":  # compiled once a machine; what is measured is every time after
        _warm()
    subject = SUBJECTS[name](folder)
    queries: Raw = np.load(folder / "queries.npy")
    before = _private()
    if part != "search":
        values: Raw = np.load(folder / "values.npy", mmap_mode="r")
        start = time.process_time()
        subject.build(values if name in {"ours", "PDQIndex"} else np.ascontiguousarray(values))
        told["build_s"] = time.process_time() - start
        told["build_mb"] = (_peak() - before) / 1e6
    if part != "build":
        told |= _searches(subject, queries[: subject.fair])
        told["memory_mb"] = (_private() - before) / 1e6
        if isinstance(subject, Ours):
            told |= _ours_only(subject)
    return told


def _warm() -> None:
    importlib.import_module("leeward.matcher.near.loops")
    importlib.import_module("leeward.matcher.near.sorting")


def _searches(subject: Subject, queries: Raw) -> Told:
    for number in range(20):
        subject.batch(queries[number : number + 1])
    singles = [_cpu(lambda one=one: subject.batch(queries[one : one + 1])) for one in range(len(queries))]  # type: ignore[misc]
    batches = [_cpu(lambda: subject.batch(queries)) / len(queries) for _ in range(3)]
    planted = subject.batch(queries)
    fresh = np.random.default_rng(21).bytes(32)
    start = time.perf_counter()
    subject.add(fresh)
    found = subject.batch(np.frombuffer(fresh, np.uint8).reshape(1, 32))
    added = time.perf_counter() - start
    return {
        "one_ms": float(np.median(singles)) * 1e3,
        "p99_ms": float(np.quantile(singles, 0.99)) * 1e3,
        "batch_ms": float(np.median(batches)) * 1e3,
        "recall": planted / len(queries),
        "add_s": added if found else float("inf"),
    }


def _ours_only(ours: Ours) -> Told:
    opened = [_cpu(lambda: Bank.open(ours.folder).close()) for _ in range(5)]
    value = np.load(ours.folder.parent / "values.npy", mmap_mode="r")[0].tobytes()
    with Bank.open(ours.folder) as other:
        other.remove("pdq", value)
    left = ours.batch(np.frombuffer(value, np.uint8).reshape(1, 32))
    size = (ours.folder / "base.idx").stat().st_size / 1e9
    return {"open_ms": float(np.median(opened)) * 1e3, "left_after_delete": float(left), "file_gb": size}


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _private() -> int:
    """Bytes that are this process's own."""
    return _status("RssAnon")


def _peak() -> int:
    """The most bytes it ever had in memory, less the mapped files it has now."""
    return _status("VmHWM") - _status("RssFile")


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:"))


def _values(ours: Told, quick: bool) -> list[Row]:
    """What has no peer, or a target of its own."""
    aims: Sequence[tuple[str, str, str, float]] = (
        ("one query, p50 (CPU)", "ms", "one_ms", ONE_MS),
        ("a query in a batch (CPU)", "ms", "batch_ms", BATCH_MS),
        ("file", "GB", "file_gb", FILE_GB),
        ("build (CPU)", "s", "build_s", BUILD_S),
        ("open", "ms", "open_ms", OPEN_MS),
        ("added by another process until found", "s", "add_s", FOUND_S),
        ("matches left of a deleted value", "matches", "left_after_delete", 0.0),
    )
    rows = [_value(what, unit, ours[key], None if quick else aim) for what, unit, key, aim in aims]
    rows.append(Row("index", "one query, p99 (CPU)", "ms", ours["p99_ms"]))
    rows.append(Row("index", "private memory of a searching process", "MB", ours["memory_mb"]))
    return rows


def _value(what: str, unit: str, ours: float, aim: float | None) -> Row:
    if aim is None:
        return Row("index", what, unit, ours, note="the target is for ten million")
    over = f"{ours / aim - 1:.0%} over the target" if aim and ours > aim else ""
    return Row("index", what, unit, ours, target=aim, met=ours <= aim, note=over)


def _ratios(told: dict[str, Told], quick: bool) -> list[Row]:
    ours, peer, multi, flat = (told[name] for name in SUBJECTS)
    own_mb = ours["memory_mb"] + ours["file_gb"] * 1e3
    rows = [
        ("one query", "ms", ours["one_ms"], peer["one_ms"], "PDQIndex", QUERY),
        ("one query", "ms", ours["one_ms"], multi["one_ms"], "faiss multi-hash", MULTI_HASH),
        ("one query", "ms", ours["one_ms"], flat["one_ms"], "faiss flat", None),
        ("a query in a batch", "ms", ours["batch_ms"], peer["batch_ms"], "PDQIndex", None),
        ("build", "s", ours["build_s"], peer["build_s"], "PDQIndex", BUILD),
        ("memory, the mapped file counted in", "MB", own_mb, peer["memory_mb"], "PDQIndex", MEMORY),
        ("peak while building", "MB", ours["build_mb"], peer["build_mb"], "PDQIndex", None),
        ("add one, until found", "s", ours["add_s"], peer["add_s"], "PDQIndex", None),
    ]
    return [
        _ratio(what, unit, (own, other), name, None if quick else aim)
        for what, unit, own, other, name, aim in rows
    ]


def _ratio(what: str, unit: str, pair: tuple[float, float], peer: str, aim: float | None) -> Row:
    ours, other = pair
    ratio = other / ours
    met = None if aim is None else ratio >= aim
    note = "" if aim is None or met else f"{1 - ratio / aim:.0%} short of the target"
    return Row("index", what, unit, ours, other, peer, ratio, aim, met, note)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
