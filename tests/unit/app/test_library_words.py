import json
import subprocess
import sys

PROGRAM = """
import asyncio, logging, sys, structlog
from leeward.app.library_words import tame
structlog.configure(processors=[structlog.processors.JSONRenderer()],
                    logger_factory=structlog.PrintLoggerFactory(sys.stderr))
tame()
try:
    raise ValueError("https://m.example/media/secret.jpg")
except ValueError:
    logging.getLogger("driver").exception("no way to %s", "https://m.example/media/secret.jpg")
logging.getLogger("driver").info("hello")
async def forget():
    asyncio.get_running_loop().create_future().set_exception(ValueError("secret"))
asyncio.run(forget())
"""


def test_a_library_says_its_own_words_and_no_traceback_and_nothing_about_whom() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    first, second = [json.loads(line) for line in ran.stderr.splitlines()]
    assert first == {"event": "library", "name": "driver", "said": "no way to %s", "cause": "ValueError"}
    assert second["said"] == "Future exception was never retrieved"
    assert "secret" not in ran.stderr
