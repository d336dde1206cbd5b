"""Once warm, a worker needs no file, no module, no socket and no program: the sandbox will refuse them."""

import subprocess
import sys

SCRIPT = """
import io, os, sys, zipfile
from leeward.media.samples import samples
from leeward.pipeline.ingest import task as ingest

ingest.warm()
files = [content for _, content in samples()]
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
    for number, content in enumerate(files):
        archive.writestr(f"\\u00e9{number}", content)
files.append(packed.getvalue().replace("\\u00e9".encode(), b"\\x82\\x82"))
files += [content[: len(content) * 2 // 3] for content in files]
held = []
for content in files:
    held.append(os.memfd_create("leeward-test"))
    os.write(held[-1], content)
wanted = {"open", "import", "os.listdir", "os.scandir", "os.exec", "os.posix_spawn", "os.fork", "os.system"}
seen = []

def watch(event, arguments):
    by_number = event == "open" and isinstance(arguments[0], int)
    if (event in wanted and not by_number) or event.startswith(("socket", "subprocess", "ctypes.dlopen")):
        seen.append((event, arguments[0]))

sys.addaudithook(watch)
for fd in held:
    for signals in (["md5", "sha1", "sha256", "pdq", "vpdq"], ["vpdq"], ["sha256"]):
        list(ingest.look(fd, {"signals": signals, "dihedral": True}))
print(sorted(set(map(str, seen))), len(held))
"""


def test_nothing_is_opened_imported_or_started_after_warming_up() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ran.stdout == "[] 40\n"
