"""Codes from an authenticator app: new each 30 seconds, and each good for once.

Source: RFC 6238.
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO

import pyotp
import segno

_SECRET = 20  # bytes. Source: RFC 4226, section 4, R6
_STEP_S = 30
_NEIGHBOURS = (-1, 0, 1)  # steps: a clock may be half a minute wrong, and typing takes a while
_SCALE = 5  # pixels for each module of the picture


@dataclass(frozen=True, slots=True)
class Secret:
    """What an app and we share. text: Base32, as people type it."""

    text: str = field(repr=False)

    @classmethod
    def fresh(cls, entropy: Callable[[int], bytes]) -> "Secret":
        """A new one."""
        return cls(base64.b32encode(entropy(_SECRET)).decode())

    def step(self, code: str, now: datetime) -> int | None:
        """Which 30 seconds a code is of; None: of none near now. Takes the same time for any code."""
        totp, current = pyotp.TOTP(self.text), int(now.timestamp()) // _STEP_S
        typed = "".join(code.split()).encode("utf-8", "replace")
        found = None
        for one in _NEIGHBOURS:
            if hmac.compare_digest(totp.generate_otp(current + one).encode(), typed):
                found = current + one
        return found

    def address(self, name: str, desk: str) -> str:
        """What an app reads from the picture."""
        return pyotp.TOTP(self.text).provisioning_uri(name=name, issuer_name=desk)


def picture(address: str) -> str:
    """An address as an SVG element to be put into a page: black on white, as cameras want it."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=_SCALE, light="#fff", dark="#000", title="QR")


def in_terminal(address: str) -> str:
    """The same in characters."""
    out = StringIO()
    segno.make(address, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue()
