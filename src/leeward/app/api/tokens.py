"""The API's token: made once, kept where only its owner can read it."""

import os
import secrets
from pathlib import Path

from leeward.model.errors import ConfigError

FEWEST = 16  # characters


def api_token(file: Path) -> str:
    """The token in the file, made first if there is none. Raises: ConfigError: it cannot be read or made."""
    try:
        if not file.exists():
            _make(file)
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read or made", "check who may write into data_dir") from error
    if len(token) < FEWEST:
        raise ConfigError(f"{file} holds no token that is long enough", "remove it: a new one is made")
    return token


def _make(file: Path) -> None:
    """Appears whole or not at all; of two that make it at once, one wins."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(32))
        stream.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
