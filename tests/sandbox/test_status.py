"""A post's way from the last byte to its end, as status/fetch tells it."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.caller import CANCEL, INIT, STATUS, Caller, FakeClock, code_of
from tests.sandbox.conftest import Connect
from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import UNAUDITED, Sandbox
from tikscheduler.sandbox.codes import FAIL_REASONS


def test_bytes_are_counted_while_they_come(mira: Caller) -> None:
    part = 5 * 1024 * 1024
    ticket = mira.ticket(2 * part, part)
    before = mira.status(ticket.publish_id).json()["data"]
    assert before == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": 0}
    ticket.put(b"x" * part)
    assert mira.status(ticket.publish_id).json()["data"]["uploaded_bytes"] == part


def test_a_public_post_goes_live_and_gets_its_id_a_little_later(
    mira: Caller, sandbox: Sandbox
) -> None:
    sandbox.switches.processing_polls = 2
    publish_id = mira.publish(b"abcd")
    seen = [mira.status(publish_id).json()["data"] for _ in range(5)]
    assert [data["status"] for data in seen] == ["PROCESSING_UPLOAD"] * 2 + ["PUBLISH_COMPLETE"] * 3
    assert seen[0]["uploaded_bytes"] == 4
    assert seen[2]["publicaly_available_post_id"] == []
    [number] = seen[3]["publicaly_available_post_id"]
    assert len(str(number)) == 19
    assert seen[4] == seen[3]
    assert sandbox.state.published()[0].post_id == str(number)


def test_a_post_that_is_not_public_never_gets_an_id(connect: Connect) -> None:
    lena = connect("lena.private")
    publish_id = lena.publish(b"abcd")
    for _ in range(5):
        data = lena.status(publish_id).json()["data"]
    assert data["status"] == "PUBLISH_COMPLETE"
    assert "publicaly_available_post_id" not in data


def test_processing_can_take_time_instead_of_polls(
    mira: Caller, sandbox: Sandbox, clock: FakeClock
) -> None:
    sandbox.switches.processing_polls, sandbox.switches.processing_seconds = 0, 30
    publish_id = mira.publish(b"abcd")
    assert mira.state_of(publish_id) == "PROCESSING_UPLOAD"
    clock.push(seconds=29.9)
    assert mira.state_of(publish_id) == "PROCESSING_UPLOAD"
    clock.push(seconds=10)
    assert mira.state_of(publish_id) == "PUBLISH_COMPLETE"
    assert sandbox.state.published()[0].live_at == "2026-12-01T18:00:30.000Z"


def test_a_draft_waits_in_the_inbox_until_its_creator_posts_it(
    mira: Caller, sandbox: Sandbox, http: httpx.Client
) -> None:
    publish_id = mira.publish(b"abcd", draft=True)
    assert [mira.state_of(publish_id) for _ in range(3)] == [
        "PROCESSING_UPLOAD",
        "SEND_TO_USER_INBOX",
        "SEND_TO_USER_INBOX",
    ]
    assert http.post("/control/post-draft", json={"publish_id": publish_id}).status_code == 200
    mira.status(publish_id)
    data = mira.status(publish_id).json()["data"]
    assert data["status"] == "PUBLISH_COMPLETE"
    assert len(data["publicaly_available_post_id"]) == 1
    sandbox.state.post_draft(publish_id)
    data = mira.status(publish_id).json()["data"]
    assert len(data["publicaly_available_post_id"]) == 2


def test_only_a_draft_in_the_inbox_can_be_posted(mira: Caller, sandbox: Sandbox) -> None:
    with pytest.raises(InputError, match="no post"):
        sandbox.state.post_draft("v_none")
    with pytest.raises(InputError, match="no draft"):
        sandbox.state.post_draft(mira.publish(b"abcd"))


@pytest.mark.parametrize("reason", sorted(FAIL_REASONS))
def test_processing_fails_for_any_reason(mira: Caller, sandbox: Sandbox, reason: str) -> None:
    sandbox.state.add_fault(f"processing:fail={reason}")
    publish_id = mira.publish(b"abcd")
    mira.status(publish_id)
    answer = mira.status(publish_id)
    assert (answer.status_code, code_of(answer)) == (200, "ok")
    assert answer.json()["data"] == {"status": "FAILED", "fail_reason": reason}


def test_processing_can_hang_take_longer_or_keep_the_id(
    mira: Caller, sandbox: Sandbox, clock: FakeClock
) -> None:
    for fault in ("processing:stuck", "processing:delay=60", "processing:no-id"):
        sandbox.state.add_fault(fault)
    stuck, slow, nameless = (mira.publish(content) for content in (b"a", b"b", b"c"))
    for _ in range(3):
        for publish_id in (stuck, slow, nameless):
            mira.status(publish_id)
    clock.push(minutes=2)
    assert mira.state_of(stuck) == "PROCESSING_UPLOAD"
    assert mira.state_of(slow) == "PUBLISH_COMPLETE"
    assert mira.status(nameless).json()["data"]["publicaly_available_post_id"] == []


def test_an_unknown_id_is_refused(mira: Caller) -> None:
    answer = mira.status("v_pub_file~v2-1.1")
    assert (answer.status_code, code_of(answer)) == (400, "invalid_publish_id")
    assert code_of(mira.post(STATUS, {})) == "invalid_params"


def test_another_accounts_or_another_apps_id_is_refused(mira: Caller, connect: Connect) -> None:
    publish_id = mira.publish(b"abcd")
    for other in (connect("jonas.cooks"), connect(app=UNAUDITED)):
        answer = other.status(publish_id)
        assert answer.status_code == 400
        assert code_of(answer) == "token_not_authorized_for_specified_publish_id"


def test_either_scope_may_ask(connect: Connect) -> None:
    drafter = connect(scopes=["video.upload"])
    publish_id = drafter.publish(b"abcd", draft=True)
    assert drafter.state_of(publish_id) == "PROCESSING_UPLOAD"


def test_an_upload_cannot_be_cancelled(mira: Caller) -> None:
    ticket = mira.ticket(4)
    for _ in range(2):
        answer = mira.post(CANCEL, {"publish_id": ticket.publish_id})
        assert (answer.status_code, code_of(answer)) == (400, "publish_not_cancellable")
        ticket.put(b"abcd")


def test_a_download_can_be_cancelled_until_it_is_done(mira: Caller) -> None:
    body = {
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": {
            "source": "PULL_FROM_URL",
            "video_url": "https://media.sandbox.example/a.mp4",
        },
    }
    first, second = (mira.post(INIT, body).json()["data"]["publish_id"] for _ in range(2))
    assert mira.state_of(first) == "PROCESSING_DOWNLOAD"
    answer = mira.post(CANCEL, {"publish_id": first})
    assert (answer.status_code, code_of(answer)) == (200, "ok")
    failed = mira.status(first).json()["data"]
    assert failed == {"status": "FAILED", "fail_reason": "publish_cancelled"}
    mira.status(second)
    assert mira.state_of(second) == "PUBLISH_COMPLETE"
    assert code_of(mira.post(CANCEL, {"publish_id": second})) == "publish_not_cancellable"
