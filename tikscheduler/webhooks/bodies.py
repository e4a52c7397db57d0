"""What is sent: the news as they are, or as a message for Slack or Discord."""

from __future__ import annotations

import json
import re
from typing import Any

from tikscheduler.domain.webhooks import TEST, Format

CAPTION = 200
"""Characters of a caption in a message; Discord takes 2,000 in all."""
WORDS = 600

_HEADINGS = {
    "post.published": "Published",
    "post.failed": "Failed",
    "post.held": "Held, needs you",
    "post.missed": "Missed",
}
_CALLS = re.compile(r"@(?=everyone|here|channel|all\b)", re.IGNORECASE)


def body_for(format: Format, news: str) -> bytes:
    """The body of a request for news that are kept as JSON."""
    if format is Format.JSON:
        return news.encode()
    document = json.loads(news)
    if format is Format.SLACK:
        return _packed({"text": _text(document, _for_slack)})
    content = _text(document, _for_discord)
    return _packed({"content": content, "allowed_mentions": {"parse": []}})


def _packed(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _text(document: dict[str, Any], safe: Any) -> str:
    if document["event"] == TEST:
        return "A test by tikscheduler: news of your posts will look like this."
    post = document["post"]
    heading = _HEADINGS.get(document["event"], document["event"])
    lines = [f"{heading}: post {post['id']} of {safe(_line(post['account'], CAPTION))}"]
    if post["caption"].strip():
        lines[0] += f" “{safe(_line(post['caption'], CAPTION))}”"
    if document["event"] == "post.published":
        if link := _link(post):
            lines.append(link)
    elif post["error"]:
        lines.append(safe(_line(post["error"]["message"], WORDS)))
    return "\n".join(lines)


def _link(post: dict[str, Any]) -> str:
    """Where the post can be seen, once TikTok has told its public id."""
    account, public_id = post["account"], post["tiktok_post_id"]
    if not public_id or not re.fullmatch(r"[A-Za-z0-9._]+", account):
        return ""
    return f"https://www.tiktok.com/@{account}/video/{public_id}"


def _line(text: str, most: int) -> str:
    """On one line, and no longer than this."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _for_slack(text: str) -> str:
    """Slack reads &, < and > as its own: `<!channel>` would call everybody."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _calling_nobody(plain)


def _for_discord(text: str) -> str:
    """Discord reads these as its own: `<@1>` would call somebody, `[a](b)` hide a link."""
    return _calling_nobody(re.sub(r"([\\*_~`|\[\]<>])", r"\\\1", text))


def _calling_nobody(text: str) -> str:
    """With a mark without width after the @, so that it is read by people alone."""
    return _CALLS.sub("@\u200b", text)
