"""What stands in a composer, as plain values that can be kept and brought back."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tikscheduler.domain.post import Mode

if TYPE_CHECKING:
    from tikscheduler.ui.composer.form import Form
    from tikscheduler.ui.composer.picture_side import PictureSide


def read(form: Form, pictures: PictureSide, video: Path | None) -> dict[str, Any]:
    """Everything typed and chosen."""
    chosen = form.choices(pictures.cover.cover_ms)
    return {
        "video": str(video) if video else "",
        "account": form.account.currentData(),
        "wall": "" if form.no_time.isChecked() else form.when.wall.isoformat(),
        "caption": chosen.caption,
        "draft": chosen.mode is Mode.DRAFT,
        "your_brand": chosen.your_brand,
        "branded": chosen.branded_content,
        "ai": chosen.ai_generated,
        "cover": chosen.cover_ms,
        "privacy": str(chosen.privacy or ""),
        "allow": [chosen.allow_comment, chosen.allow_duet, chosen.allow_stitch],
    }


def worth_keeping(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether something was done that a person would miss."""
    same = ("account", "wall")
    if any(before[name] != now[name] for name in now if name not in same):
        return True
    return bool(now["caption"] or now["video"]) and before != now


def fill(form: Form, begun: dict[str, Any]) -> Path | None:
    """Bring back all but who can view it and what they may do: TikTok wants these chosen anew.

    Returns the video. A value that was spoilt in the file is left out.
    """
    form.caption.set_caption(str(begun.get("caption", "")))
    form.draft.setChecked(bool(begun.get("draft")))
    form.disclosure.choose(
        your_brand=bool(begun.get("your_brand")), branded=bool(begun.get("branded"))
    )
    form.ai.setChecked(bool(begun.get("ai")))
    account, wall, video = begun.get("account"), begun.get("wall"), begun.get("video")
    if isinstance(account, int):
        form.account.choose(account)
    form.no_time.setChecked(wall == "")
    if wall:
        with contextlib.suppress(ValueError, TypeError):
            form.when.set_wall(datetime.fromisoformat(wall))
    return Path(str(video)) if video else None
