"""How a sender may lie about a request: each one must be refused by whoever verifies signatures."""

from datetime import UTC, datetime, timedelta
from enum import Enum

from cryptography.hazmat.primitives.asymmetric import rsa

from demo.federation.signing import Request, Scheme, Signer

FAR = timedelta(hours=13)  # Mastodon takes dates up to 12 h old and 1 h ahead


class Lie(Enum):
    """What is wrong with a request."""

    NONE = "nothing: it is honest"
    UNSIGNED = "there is no signature"
    BAD_SIGNATURE = "signed in my name with another key"
    WRONG_DIGEST = "the body is not the one that was signed"
    DIGEST_NOT_SIGNED = "the digest is not covered by the signature"
    OLD_DATE = "signed 13 hours ago"
    FUTURE_DATE = "signed in 13 hours"
    OTHER_HOST = "signed for another host"
    KEY_OF_ANOTHER = "truly signed, by another than the activity's actor"


def signed(request: Request, signer: Signer, scheme: Scheme, lie: Lie) -> dict[str, str]:
    """The headers to send with a request's body; for KEY_OF_ANOTHER the signer is the other."""
    now = datetime.now(UTC)
    match lie:
        case Lie.UNSIGNED:
            return dict(request.headers)
        case Lie.BAD_SIGNATURE:
            return Signer(new_key(), signer.key_id).sign(request, scheme, now)
        case Lie.WRONG_DIGEST:
            return signer.sign(_changed(request, body=request.body + b" "), scheme, now)
        case Lie.DIGEST_NOT_SIGNED:
            return signer.sign(_changed(request, body=b""), scheme, now)
        case Lie.OLD_DATE | Lie.FUTURE_DATE:
            return signer.sign(request, scheme, now - FAR if lie is Lie.OLD_DATE else now + FAR)
        case Lie.OTHER_HOST:
            headers = signer.sign(_changed(request, url="http://elsewhere.example/inbox"), scheme, now)
            del headers["host"]  # the true one is sent
            return headers
        case _:
            return signer.sign(request, scheme, now)


def new_key() -> rsa.RSAPrivateKey:
    """An RSA key as Mastodon makes them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _changed(request: Request, url: str | None = None, body: bytes | None = None) -> Request:
    return Request(
        request.method, url or request.url, request.headers, request.body if body is None else body
    )
