"""`leeward scan` end to end beside the peer's library doing the same to the same files.

Both read, hash (md5, and PDQ) and look up every file in the same bank. Ours also decodes in sandboxed
processes, makes sha1 and sha256, and keeps a journal; the peer does it in one plain process. CPU time counts
all processes.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.rows import Row
from demo.draw import bridge

PEER = """
import hashlib, pathlib, sys
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.signal_type.pdq.pdq_index import PDQIndex
bank = [line.strip().split(",")[1] for line in open(sys.argv[1])]
index = PDQIndex.build([(value, number) for number, value in enumerate(bank)])
for path in sorted(pathlib.Path(sys.argv[2]).iterdir()):
    hashlib.md5(path.read_bytes()).hexdigest()
    value = PdqSignal.hash_from_file(path)
    if value:
        index.query(value)
"""


def run(quick: bool) -> list[Row]:
    """Files a second, and CPU seconds, for one folder of 640×480 JPEG files."""
    count = 300 if quick else 1500
    with tempfile.TemporaryDirectory() as name:
        folder, bank = Path(name) / "files", Path(name) / "bank.csv"
        _fill(folder, bank, count)
        leeward = [sys.executable, "-m", "leeward", "scan", "--json", "--bank", str(bank), str(folder)]
        environment = {**os.environ, "LEEWARD_DATA_DIR": f"{name}/data", "LEEWARD_STATE_DIR": f"{name}/state"}
        _measured(leeward, environment)  # builds the bank, fills the caches of both
        ours_s, ours_cpu = _measured(leeward, environment)
        peer_s, peer_cpu = _measured([sys.executable, "-c", PEER, str(bank), str(folder)], dict(os.environ))
    return [
        _row("files a second, whole command", count / ours_s, count / peer_s),
        _row("files a CPU second, whole command", count / ours_cpu, count / peer_cpu),
    ]


def _fill(folder: Path, bank: Path, count: int) -> None:
    folder.mkdir()
    pictures = [bridge(seed, 640, 480) for seed in range(20)]
    for number in range(count):
        pictures[number % 20].save(folder / f"{number:05}.jpg", quality=60 + number // 20 % 36)
    bank.write_text("".join(f"pdq,{os.urandom(32).hex()}\n" for _ in range(10_000)), "utf-8")


def _measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of a command with all its processes."""
    before, start = _children_cpu(), time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in {0, 3, 4}:
        raise RuntimeError(f"{command[:4]} ended with {done.returncode}")
    return time.perf_counter() - start, _children_cpu() - before


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _row(what: str, ours: float, peer: float) -> Row:
    return Row("scan", what, "files/s", ours, peer, "threatexchange, one process", ours / peer)
