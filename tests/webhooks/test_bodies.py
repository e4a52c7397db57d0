"""Messages for Slack and Discord: readable, short, and calling nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tikscheduler.domain.webhooks import TEST, Format
from tikscheduler.webhooks.bodies import body_for


def news(event: str = "post.published", **values: Any) -> str:
    post = {
        "id": "7",
        "account": "mira.films",
        "caption": "Morning walk #demo",
        "tiktok_post_id": None,
        "error": None,
    }
    return json.dumps({"id": "msg_1", "event": event, "post": {**post, **values}})


def message(format: Format, text: str) -> str:
    document = json.loads(body_for(format, text))
    return str(document["text" if format is Format.SLACK else "content"])


def test_json_is_sent_as_it_was_kept() -> None:
    kept = '{"id": "msg_1", "event":"post.held","caption":"é😀"}'
    assert body_for(Format.JSON, kept) == kept.encode()


@pytest.mark.parametrize("format", [Format.SLACK, Format.DISCORD])
def test_a_post_that_is_live(format: Format) -> None:
    assert message(format, news(tiktok_post_id="769")) == (
        "Published: post 7 of mira.films “Morning walk #demo”\n"
        "https://www.tiktok.com/@mira.films/video/769"
    )


@pytest.mark.parametrize(
    ("event", "heading"),
    [("post.failed", "Failed"), ("post.held", "Held, needs you"), ("post.missed", "Missed")],
)
def test_a_post_that_stopped_says_why(event: str, heading: str) -> None:
    fault = {"code": "login_needed", "message": "Log in again."}
    for format in (Format.SLACK, Format.DISCORD):
        lines = message(format, news(event, error=fault)).splitlines()
        assert lines == [f"{heading}: post 7 of mira.films “Morning walk #demo”", "Log in again."]


def test_a_test() -> None:
    test = json.dumps({"id": "msg_1", "event": TEST, "post": None})
    for format in (Format.SLACK, Format.DISCORD):
        assert message(format, test).startswith("A test by tikscheduler")


def test_slack_is_given_the_shape_it_takes_and_reads_no_commands() -> None:
    caption = "<!channel> & <@U123> <https://evil.example|click> @here @Everyone"
    body = json.loads(body_for(Format.SLACK, news(caption=caption)))
    assert list(body) == ["text"]
    assert "<" not in body["text"]
    assert "&lt;!channel&gt; &amp; " in body["text"]
    assert "@here" not in body["text"]
    assert "@Everyone" not in body["text"]


def test_discord_is_told_to_call_nobody() -> None:
    caption = "@everyone @here <@123> <@&456> [free](https://evil.example) **loud**"
    body = json.loads(body_for(Format.DISCORD, news(caption=caption)))
    assert body["allowed_mentions"] == {"parse": []}
    assert "@everyone" not in body["content"]
    assert "@here" not in body["content"]
    assert r"\<@123\>" in body["content"]
    assert r"\[free\]" in body["content"]
    assert r"\*\*loud\*\*" in body["content"]


@pytest.mark.parametrize("letter", ["x", "é", "😀", "*", "<", "@everyone "])
def test_a_message_is_never_too_long(letter: str) -> None:
    fault = {"code": "x", "message": letter * 3000}
    long = news("post.failed", caption=letter * 2200, error=fault)
    for format in (Format.SLACK, Format.DISCORD):
        text = message(format, long)
        assert "…" in text
        if format is Format.DISCORD:
            assert len(text.encode("utf-16-le")) // 2 <= 2000


def test_a_caption_of_many_lines_is_one() -> None:
    text = message(Format.SLACK, news(caption="One\n\n\ttwo\r\nthree"))
    assert "“One two three”" in text


def test_no_caption_and_a_name_that_is_no_handle() -> None:
    text = message(Format.DISCORD, news(caption="  ", account="Mira Films", tiktok_post_id="7"))
    assert text == "Published: post 7 of Mira Films"
