from __future__ import annotations

import pytest

from tikscheduler.domain.errors import GiveUp, SettingsError
from tikscheduler.settings import API_URL
from tikscheduler.tiktok.addresses import check_base, check_upload

SANDBOX = "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    "url",
    [
        "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=a%2Bb",
        "https://upload.us.tiktokapis.com/upload/?x",
        "https://open-upload-va.tiktokapis.com/",
        "https://tiktokapis.com/",
        "https://OPEN-UPLOAD.TikTokAPIs.com/video/",
    ],
)
@pytest.mark.parametrize("api", [API_URL, SANDBOX])
def test_tiktoks_own_upload_addresses_are_taken(url: str, api: str) -> None:
    check_upload(url, api)


@pytest.mark.parametrize(
    "url",
    [
        "http://open-upload.tiktokapis.com/",
        "https://xn--.tiktokapis.com/",
        "https://open-upload.tiktokapis.com:99999/",
        "https://tiktokapis.com.evil.example/",
        "https://eviltiktokapis.com/",
        "https://evil.example/?.tiktokapis.com",
        "https://evil.example/#.tiktokapis.com",
        "https://evil.example\\.tiktokapis.com/",
        "https://open-upload.tiktokapis.com@evil.example/",
        "https://user:pass@open-upload.tiktokapis.com/",
        "https://open-upload.tiktokapis.com.:443.evil.example/",
        "https://open-upload.tiktokapis.com\r\nHost: evil.example/",
        "https://evil.example%2f.tiktokapis.com/",
        "https://open-upload.tiktokapis。com/",
        "https:///video/",
        "https://.tiktokapis.com/",
        "https://a..tiktokapis.com/",
        "https://" + "a" * 64 + ".tiktokapis.com/",
        "//open-upload.tiktokapis.com/",
        "ftp://open-upload.tiktokapis.com/",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://169.254.169.254/",
        "https://[::1]:99999/",
        "",
        "https://open-upload.tiktokapis.com/" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("api", [API_URL, SANDBOX])
def test_any_other_upload_address_is_refused(url: str, api: str) -> None:
    with pytest.raises(GiveUp, match="nothing was sent") as e:
        check_upload(url, api)
    assert e.value.code == "upload_host"
    assert not url or url not in str(e.value)


def test_the_sandbox_may_name_its_own_address() -> None:
    check_upload("http://127.0.0.1:8123/upload/?x=1", SANDBOX)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8124/upload/",
        "https://127.0.0.1:8123/upload/",
        "http://localhost:8123/upload/",
        "http://127.0.0.1/upload/",
        "http://10.0.0.1:8123/upload/",
    ],
)
def test_the_sandbox_may_name_no_other_port_host_or_scheme(url: str) -> None:
    with pytest.raises(GiveUp):
        check_upload(url, SANDBOX)


def test_a_host_of_ones_own_is_no_sandbox() -> None:
    with pytest.raises(GiveUp):
        check_upload("https://api.example/upload/", "https://api.example")


@pytest.mark.parametrize(
    "url",
    ["https://open.tiktokapis.com/", "http://127.0.0.1:1/", "http://localhost:1", "http://[::1]:1"],
)
def test_a_secure_base_address_is_taken(url: str) -> None:
    assert check_base(url) == url.rstrip("/")


def test_a_plain_base_address_elsewhere_is_not() -> None:
    with pytest.raises(SettingsError, match="TIKSCHEDULER_API_URL"):
        check_base("http://api.example")
