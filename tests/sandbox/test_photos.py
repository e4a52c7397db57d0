"""Photo posts are pulled from verified addresses, and only from there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.caller import PHOTO, Caller, code_of
from tests.sandbox.conftest import Connect
from tikscheduler.sandbox import UNAUDITED

PICTURE = "https://media.sandbox.example/1.jpg"


def photo(**changes: Any) -> dict[str, Any]:
    """A right body, with changes to its parts."""
    body: dict[str, Any] = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": {"title": "A title", "privacy_level": "SELF_ONLY"},
        "source_info": {
            "source": "PULL_FROM_URL",
            "photo_images": [PICTURE],
            "photo_cover_index": 0,
        },
    }
    for name, value in changes.items():
        for part in (body["post_info"], body["source_info"], body):
            if name in part or part is body:
                part[name] = value
                break
    return body


def test_a_photo_post_is_announced_and_published(mira: Caller) -> None:
    data = mira.post(PHOTO, photo()).json()["data"]
    assert data.keys() == {"publish_id"}
    assert data["publish_id"].startswith("p_pub_url~v2")
    assert mira.state_of(data["publish_id"]) == "PROCESSING_DOWNLOAD"
    assert mira.state_of(data["publish_id"]) == "PUBLISH_COMPLETE"


def test_a_photo_draft_needs_the_other_scope_and_no_privacy(connect: Connect) -> None:
    body = photo(post_mode="MEDIA_UPLOAD")
    del body["post_info"]["privacy_level"]
    drafter = connect(scopes=["video.upload"])
    answer = drafter.post(PHOTO, body)
    assert answer.status_code == 200
    publish_id = answer.json()["data"]["publish_id"]
    drafter.status(publish_id)
    assert drafter.state_of(publish_id) == "SEND_TO_USER_INBOX"
    assert code_of(drafter.post(PHOTO, photo())) == "scope_not_authorized"
    assert code_of(connect(scopes=["video.publish"]).post(PHOTO, body)) == "scope_not_authorized"


@pytest.mark.parametrize(
    "changes",
    [
        {"media_type": "VIDEO"},
        {"post_mode": "DIRECT POST"},
        {"source": "FILE_UPLOAD"},
        {"photo_images": []},
        {"photo_images": [PICTURE] * 36},
        {"photo_cover_index": 1},
        {"photo_cover_index": -1},
        {"photo_cover_index": None},
        {"title": "x" * 91},
        {"title": "🎬" * 46},
        {"post_info": {"privacy_level": "SELF_ONLY", "description": "x" * 4001}},
    ],
)
def test_a_photo_post_that_breaks_a_rule_is_refused(mira: Caller, changes: dict[str, Any]) -> None:
    answer = mira.post(PHOTO, photo(**changes))
    assert (answer.status_code, code_of(answer)) == (400, "invalid_params")


def test_limits_are_inclusive(mira: Caller) -> None:
    body = photo(photo_images=[PICTURE] * 35, photo_cover_index=34, title="🎬" * 45)
    body["post_info"]["description"] = "x" * 4000
    assert mira.post(PHOTO, body).status_code == 200


def test_pictures_must_lie_under_a_verified_prefix(mira: Caller) -> None:
    body = photo(photo_images=[PICTURE, "https://elsewhere.example/2.jpg"])
    answer = mira.post(PHOTO, body)
    assert (answer.status_code, code_of(answer)) == (403, "url_ownership_unverified")


def test_the_rules_of_privacy_hold_for_photos(connect: Connect) -> None:
    answer = connect().post(PHOTO, photo(privacy_level="FOLLOWER_OF_CREATOR"))
    assert code_of(answer) == "privacy_level_option_mismatch"
    answer = connect(app=UNAUDITED).post(PHOTO, photo())
    assert code_of(answer) == "unaudited_client_can_only_post_to_private_accounts"


def test_photos_have_their_own_minute(mira: Caller) -> None:
    statuses = [mira.post(PHOTO, photo()).status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]
