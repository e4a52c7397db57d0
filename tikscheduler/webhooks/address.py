"""Which addresses news may be sent to.

The address is a secret: whoever has it can write into the user's channel. So it is in no message
and in no `repr`; its host alone is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from tikscheduler.domain.errors import InputError

LONGEST = 2048
IP = IPv4Address | IPv6Address
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
_NAT64 = IPv6Network("64:ff9b::/96")
_EXAMPLE = "as in https://example.com/hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that makes sense. `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)


def read_address(text: str, *, private: bool) -> Address:
    """The address that was entered; `private` tells whether private ones are allowed.

    Names are looked up when something is sent, and judged again then. Raises `InputError`, which
    does not quote the address.
    """
    address = _parse(text.strip())
    if address.scheme == "http" and not private:
        raise InputError(
            f"The address must begin with https://, {_EXAMPLE}; http:// is for private addresses "
            "only, once they are allowed."
        )
    number = _number(address.host)
    if number is not None or _is_this_computer(address.host):
        check_reach(address, None if number is None else number, private=private)
    return address


def _parse(text: str) -> Address:
    if not text:
        raise InputError(f"Enter an address, {_EXAMPLE}.")
    if len(text) > LONGEST:
        raise InputError(f"The address is longer than {LONGEST} characters; copy it again.")
    if re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise InputError("The address has a blank or a backslash in it; copy it again.")
    scheme, found, _ = text.partition("://")
    if not found or scheme.lower() not in {"https", "http"}:
        raise InputError(f"The address must begin with https://, {_EXAMPLE}.")
    try:
        parts = httpx.URL(text)
        host, port = parts.raw_host.decode("ascii").lower().strip("[]"), parts.port
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise InputError(f"The address cannot be understood; enter it whole, {_EXAMPLE}.") from None
    if parts.userinfo:
        raise InputError(
            "An address with a user name or password in it cannot be used; the receiver can check "
            "the signature instead."
        )
    if not host or not (_NAME.fullmatch(host) or _number(host)) or not 0 < (port or 1) < 65536:
        raise InputError(f"The address names no server that could exist; check it, {_EXAMPLE}.")
    return Address(
        scheme=parts.scheme,
        host=host,
        port=port or (443 if parts.scheme == "https" else 80),
        target=parts.raw_path.decode("ascii") or "/",
    )


def check_reach(address: Address, number: IP | None, *, private: bool) -> None:
    """Raise `InputError` unless a connection may be made to this number of the address's host.

    None stands for this very computer.
    """
    public = number is not None and is_public(number)
    if public and address.scheme == "http":
        raise InputError(
            f"{address.host} is on the internet, where news must not be read on their way; enter "
            "its address with https://."
        )
    if not public and not private:
        where = "on this computer" if number is None or number.is_loopback else "in a private place"
        raise InputError(
            f"{address.host} is {where}; if it is yours, tick “Allow private addresses”.",
            code="private_address",
        )


def is_public(number: IP) -> bool:
    """Whether this is a place on the internet, and no other one written in its form."""
    inner = _inner(number)
    if inner is not None:
        return is_public(inner)
    odd = (
        number.is_private  # loopback, link-local, unspecified and kept for documents too
        or number.is_multicast
        or number.is_reserved
        or (isinstance(number, IPv6Address) and number.is_site_local)
    )
    return number.is_global and not odd


def _inner(number: IP) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(number, IPv4Address):
        return None
    if number in _NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour


def _number(host: str) -> IP | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_this_computer(host: str) -> bool:
    name = host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")
