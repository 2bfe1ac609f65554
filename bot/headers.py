"""The headers that every answer of the gateway carries, errors included."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from candour.settings import Settings

CONTENT_SECURITY_POLICY = "Content-Security-Policy"
RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
_OWN = (CONTENT_SECURITY_POLICY, RESOURCE_POLICY)
_DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


def hardening(settings: Settings) -> dict[str, str]:
    """Return the headers, by name."""
    headers = {
        CONTENT_SECURITY_POLICY: policy(settings),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: with that, browsers send forms with `Origin: null`.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        RESOURCE_POLICY: "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _DENIED_FEATURES),
        "X-DNS-Prefetch-Control": "off",
        "X-Robots-Tag": "noarchive",
    }
    if not settings.embed_origins:
        headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors; it cannot name origins
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def install(app: web.Application, settings: Settings) -> None:
    """Put the headers on everything that the application answers, and take off what names the software."""
    headers = hardening(settings)

    async def harden(request: web.Request, response: web.StreamResponse) -> None:
        # A page on which no script may run brings a stricter policy of its own; widget.js is for other sites.
        own = {name: response.headers[name] for name in _OWN if name in response.headers}
        response.headers.update(headers | own)
        response.headers.popall(hdrs.SERVER, None)
        if settings.onion_url and response.content_type == "text/html" and not on_onion(request, settings):
            # Tor Browser offers to go on there; nothing else heeds it.
            response.headers["Onion-Location"] = f"{settings.onion_url}{request.rel_url}"

    app.on_response_prepare.append(harden)


def public_origin(settings: Settings) -> str:
    """Return the origin of the address that reporters use; empty when it is not set."""
    parts = urlsplit(settings.public_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def on_onion(request: web.Request, settings: Settings) -> bool:
    """Whether a request came to the onion address."""
    return bool(settings.onion_url) and f"http://{request.host}" == settings.onion_url


def policy(settings: Settings, style: str = "") -> str:
    """Return the content security policy of pages with script.

    Args:
        settings: of this process.
        style: a style sheet that stands in the page itself, if one does.
    """
    # Some browsers do not count wss: as 'self', so the addresses are named where they are known.
    sockets = [origin.replace("http", "ws", 1) for origin in (public_origin(settings), settings.onion_url) if origin]
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self'{_hash(style)}",
            "img-src 'self'",
            " ".join(["connect-src 'self'", *sockets]),
            "form-action 'self'",
            "base-uri 'none'",
            _embedders(settings),
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def policy_without_script(settings: Settings, exit_origin: str) -> str:
    """Return the content security policy of pages on which no script runs.

    Args:
        settings: of this process.
        exit_origin: where leaving quickly sends a form on to, which browsers count as a form's action.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            f"form-action 'self' {exit_origin}",
            "base-uri 'none'",
            _embedders(settings),
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(style: str) -> str:
    """How a policy names a style sheet: by its digest (CSP level 3, section 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f" 'sha256-{digest}'" if style else ""


def _embedders(settings: Settings) -> str:
    return "frame-ancestors " + (" ".join(settings.embed_origins) or "'none'")
