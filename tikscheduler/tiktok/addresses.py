"""Which addresses the program talks to, and no others."""

from __future__ import annotations

import re

import httpx

from tikscheduler.domain.errors import GiveUp, SettingsError
from tikscheduler.settings import is_loopback

UPLOAD_DOMAIN = "tiktokapis.com"
LONGEST_ADDRESS = 4096
PLAIN_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}|[0-9a-f:]+")


def check_base(url: str) -> str:
    """The API's base URL without a slash at its end.

    Raises `SettingsError` unless it is https, or http to this very machine.
    """
    parts = _parse(url)
    if parts is None or not (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.host))
    ):
        raise SettingsError(
            "The address of TikTok's API must start with https:// (plain http:// only for "
            "127.0.0.1); mend TIKSCHEDULER_API_URL."
        )
    return url.rstrip("/")


def check_upload(url: str, api_url: str) -> None:
    """Raise `GiveUp` unless video may be sent to this address (`tiktok-api.md` section 0.4).

    It must be https within tiktokapis.com; where the API is on this very machine (the sandbox),
    the API's own scheme, host and port are taken too.
    """
    parts = _parse(url)
    if parts is not None:
        if parts.scheme == "https" and f".{parts.host}".endswith(f".{UPLOAD_DOMAIN}"):
            return
        if _is_sandbox(parts, api_url):
            return
    raise GiveUp(
        "TikTok named an upload address that is not its own, so nothing was sent; "
        "check this computer's network and proxy.",
        code="upload_host",
    )


def check_picture(url: str, api_url: str) -> None:
    """Raise `GiveUp` unless a picture may be fetched from this address.

    TikTok keeps them at many hosts, so it must only be https; from the sandbox, the API's own
    scheme, host and port are taken too.
    """
    parts = _parse(url)
    if parts is None or not (parts.scheme == "https" or _is_sandbox(parts, api_url)):
        raise GiveUp("TikTok named no address a picture can be fetched from.", code="picture_host")


def _is_sandbox(parts: httpx.URL, api_url: str) -> bool:
    """Whether an address is that of an API on this very machine."""
    api = httpx.URL(api_url)
    here = (parts.scheme, parts.host, parts.port)
    return is_loopback(api.host) and here == (api.scheme, api.host, api.port)


def _parse(url: str) -> httpx.URL | None:
    """The address as httpx itself will read it, or None where it is odd in any way."""
    if len(url) > LONGEST_ADDRESS or not (url.isascii() and url.isprintable()) or "\\" in url:
        return None
    try:
        parts = httpx.URL(url)
        host = parts.host
    except (httpx.InvalidURL, ValueError):  # ValueError: a host that is no name, such as xn--
        return None
    plain = PLAIN_HOST.fullmatch(host) and not parts.userinfo and (parts.port or 1) <= 65535
    return parts if plain else None
