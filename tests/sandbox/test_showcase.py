"""The front page shows what was published, and its videos play."""

from __future__ import annotations

import re

import httpx

from tests.sandbox.caller import Caller
from tikscheduler.sandbox import Sandbox


def test_an_empty_sandbox_says_so(http: httpx.Client) -> None:
    assert "Nothing is published yet" in http.get("/").text


def test_posts_are_shown_newest_first_with_their_words(
    mira: Caller, sandbox: Sandbox, http: httpx.Client
) -> None:
    sandbox.switches.processing_polls = 0
    old, new = mira.publish(b"old"), mira.publish(b"new")
    page = http.get("/").text
    assert page.index(new) < page.index(old)
    for words in ("Mira Films", "A caption", "Everyone", "Published", "2026-12-01 18:00:00 UTC"):
        assert words in page


def test_captions_cannot_break_out_of_the_page(mira: Caller, http: httpx.Client) -> None:
    body = {
        "post_info": {"privacy_level": "SELF_ONLY", "title": "<script>alert(1)</script>"},
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 1,
            "chunk_size": 1,
            "total_chunk_count": 1,
        },
    }
    url = mira.post("/v2/post/publish/video/init/", body).json()["data"]["upload_url"]
    headers = {"Content-Type": "video/mp4", "Content-Range": "bytes 0-0/1"}
    http.put(url, content=b"x", headers=headers)
    assert "<script>" not in http.get("/").text


def test_failed_posts_and_drafts_say_what_they_are(
    mira: Caller, sandbox: Sandbox, http: httpx.Client
) -> None:
    sandbox.switches.processing_polls = 0
    sandbox.state.add_fault("processing:fail=spam_risk_text")
    mira.publish(b"a")
    mira.publish(b"b", draft=True)
    page = http.get("/").text
    assert "Failed: spam_risk_text" in page
    assert "In the inbox" in page


def test_a_video_plays_from_any_place(mira: Caller, http: httpx.Client) -> None:
    mira.publish(bytes(range(200)))
    found = re.search(r'src="(/media/[^"]+)"', http.get("/").text)
    assert found
    whole = http.get(found[1])
    assert (whole.status_code, whole.content) == (200, bytes(range(200)))
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    some = http.get(found[1], headers={"Range": "bytes=10-19"})
    assert (some.status_code, some.content) == (206, bytes(range(10, 20)))
    assert some.headers["content-range"] == "bytes 10-19/200"
    rest = http.get(found[1], headers={"Range": "bytes=190-"})
    assert rest.content == bytes(range(190, 200))
    assert http.get(found[1], headers={"Range": "bytes=500-"}).status_code == 416


def test_a_video_that_is_not_whole_is_not_shown(mira: Caller, http: httpx.Client) -> None:
    ticket = mira.ticket(4)
    assert ticket.publish_id not in http.get("/").text
    assert http.get(f"/media/{ticket.publish_id}").status_code == 404
    assert http.get("/media/v_none").status_code == 404
