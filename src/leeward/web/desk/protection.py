"""What protects a page in the browser: nothing but our own files runs, is shown or is asked for."""

from typing import Any

from litestar import Response

_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
}


def protected(response: Response[Any]) -> Response[Any]:
    """The same with these headers, which a route cannot weaken."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
