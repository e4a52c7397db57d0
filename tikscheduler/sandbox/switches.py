"""What can be set about the sandbox as a whole, and what it does unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict


@dataclass(slots=True, kw_only=True)
class Switches:
    """The sandbox's settings; may be changed while it runs. Times are seconds.

    Where `tiktok-api.md` names two ways TikTok may behave, the default is the newer or stricter.
    """

    processing_polls: int = 1
    """Status calls after the last byte that still answer PROCESSING_UPLOAD (section 11)."""
    processing_seconds: float = 0.0
    """Time after the last byte before a post is done; comes on top of the polls."""
    moderation_polls: int = 1
    """Status calls that answer PUBLISH_COMPLETE before a public post's id appears."""
    access_seconds: int = 7200
    refresh_seconds: int = 15_552_000
    code_seconds: int = 300
    upload_seconds: int = 3600
    oauth_error_status: int = 200
    """HTTP status of OAuth errors: 200 as seen, 400 as others assume (section 1.8)."""
    rate_limits: bool = True
    """The sliding one-minute windows of section 5."""
    caps: bool = True
    """Posts a day, pending drafts, and users of an unaudited app (section 5)."""
    lenient_challenge: bool = False
    """Take an upper-case hex code_challenge too."""
    progress_as_index: bool = False
    """Whether the Content-Range of an upload's answer names the last byte instead of a count."""
    completed_upload_status: int = 416
    """What a PUT after the last byte is answered: 416 or 404 (section 11)."""
    inspect_videos: bool = True
    """Fail posts whose MP4 or MOV is longer than the creator may post."""


class SwitchValues(TypedDict, total=False):
    """The names of `Switches` as keyword arguments."""

    processing_polls: int
    processing_seconds: float
    moderation_polls: int
    access_seconds: int
    refresh_seconds: int
    code_seconds: int
    upload_seconds: int
    oauth_error_status: int
    rate_limits: bool
    caps: bool
    lenient_challenge: bool
    progress_as_index: bool
    completed_upload_status: int
    inspect_videos: bool
