"""Which addresses are taken, and one sentence for each that is not."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from tikscheduler.domain.errors import InputError
from tikscheduler.webhooks.address import is_public, read_address


def test_an_address_as_slack_gives_it() -> None:
    found = read_address("  https://hooks.slack.com/services/T0/B0/canary?x=1 ", private=False)
    assert (found.scheme, found.host, found.port) == ("https", "hooks.slack.com", 443)
    assert found.target == "/services/T0/B0/canary?x=1"
    assert "canary" not in repr(found)


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("https://Example.COM", "example.com", 443),
        ("https://example.com:8443/a b".replace(" ", "%20"), "example.com", 8443),
        ("https://bücher.example/hook", "xn--bcher-kva.example", 443),
        ("https://8.8.8.8/hook", "8.8.8.8", 443),
        ("https://[2606:4700::1111]/hook", "2606:4700::1111", 443),
        ("HTTPS://my_host.example/", "my_host.example", 443),
    ],
)
def test_forms_of_an_address(typed: str, host: str, port: int) -> None:
    found = read_address(typed, private=False)
    assert (found.host, found.port) == (host, port)
    assert found.target.startswith("/")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an address"),
        ("   ", "Enter an address"),
        ("hooks.example.com/canary", "must begin with https://"),
        ("ftp://example.com/canary", "must begin with https://"),
        ("javascript:alert(1)", "must begin with https://"),
        ("file:///etc/passwd", "must begin with https://"),
        ("http://example.com/canary", "must begin with https://"),
        ("http://127.0.0.1/canary", "must begin with https://"),
        ("https://", "names no server"),
        ("https:///canary", "names no server"),
        ("https://user:canary@example.com/", "user name or password"),
        ("https://exa mple.com/canary", "a blank"),
        ("https://example.com/can\nary", "a blank"),
        ("https://example.com\\canary", "a backslash"),
        ("https://example.com:99999/canary", "names no server"),
        ("https://example.com:port/canary", "cannot be understood"),
        ("https://[::1/canary", "cannot be understood"),
        ("https://-*-.example/canary", "names no server"),
        ("https://example.com/" + "canary" * 400, "longer than 2048"),
        ("https://localhost/canary", "on this computer"),
        ("https://me.localhost./canary", "on this computer"),
        ("https://127.0.0.1/canary", "on this computer"),
        ("https://[::1]/canary", "on this computer"),
        ("https://10.1.2.3/canary", "in a private place"),
        ("https://[::ffff:10.1.2.3]/canary", "in a private place"),
        ("https://169.254.169.254/latest/canary", "in a private place"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(typed: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_address(typed, private=False)
    said = str(refused.value)
    assert words in said
    assert "canary" not in said
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("typed", ["http://127.0.0.1:8080/", "http://localhost/", "http://nas/"])
def test_private_addresses_once_they_are_allowed(typed: str) -> None:
    assert read_address(typed, private=True).scheme == "http"


def test_nothing_is_sent_openly_over_the_internet_even_then() -> None:
    with pytest.raises(InputError, match="https://"):
        read_address("http://8.8.8.8/hook", private=True)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "0.0.0.0", "0.1.2.3", "100.64.0.1", "100.127.255.254", "224.0.0.1",
        "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1",
        "::ffff:127.0.0.1", "::ffff:192.168.0.1", "::ffff:169.254.169.254", "::7f00:1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1",
        "2001::1",
    ],
)  # fmt: skip
def test_what_is_not_on_the_internet(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize(
    "number",
    ["8.8.8.8", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"],
)
def test_what_is(number: str) -> None:
    assert is_public(ip_address(number))
