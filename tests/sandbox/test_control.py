"""The control calls and pages show what happened and change what will."""

from __future__ import annotations

import logging

import httpx
import pytest

from tests.sandbox.caller import Caller, FakeClock
from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox import Sandbox


def test_what_came_in_whole_is_listed_with_its_times(
    mira: Caller, http: httpx.Client, clock: FakeClock
) -> None:
    ticket = mira.ticket(4)
    clock.push(seconds=1.5)
    ticket.put(b"abcd")
    mira.ticket(5)
    [post] = http.get("/control/published").json()
    assert post["account"] == "mira.films"
    assert post["publish_id"] == ticket.publish_id
    assert (post["caption"], post["privacy"]) == ("A caption", "PUBLIC_TO_EVERYONE")
    assert (post["mode"], post["size"], post["status"]) == ("direct", 4, "PROCESSING_UPLOAD")
    assert post["init_at"] == "2026-12-01T18:00:00.000Z"
    assert post["first_byte_at"] == post["completed_at"] == "2026-12-01T18:00:01.500Z"
    assert post["live_at"] is None


def test_the_same_file_twice_on_one_account_is_a_duplicate(
    mira: Caller, http: httpx.Client, sandbox: Sandbox
) -> None:
    jonas = Caller(sandbox, http, sandbox.state.issue("jonas.cooks"))
    first = mira.publish(b"the same")
    jonas.publish(b"the same")
    mira.publish(b"another")
    assert sandbox.state.duplicates() == []
    second = mira.publish(b"the same", draft=True)
    [duplicate] = http.get("/control/duplicates").json()
    assert (duplicate["account"], duplicate["count"]) == ("mira.films", 2)
    assert duplicate["publish_ids"] == [first, second]


def test_a_failed_post_may_be_sent_again(mira: Caller, sandbox: Sandbox) -> None:
    sandbox.state.add_fault("processing:fail=internal")
    failed = mira.publish(b"the same")
    for _ in range(2):
        mira.status(failed)
    mira.publish(b"the same")
    assert sandbox.state.duplicates() == []


def test_breaches_are_kept_and_logged(
    mira: Caller, http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "tikscheduler.sandbox"):
        mira.init(privacy="NONSENSE")
    [breach] = http.get("/control/breaches").json()
    assert breach["operation"] == "init"
    assert breach["account"] == "mira.films"
    assert (breach["status"], breach["code"]) == (403, "privacy_level_option_mismatch")
    assert "'NONSENSE'" in breach["rule"]
    assert "NONSENSE" in caplog.text
    http.delete("/control/breaches")
    assert http.get("/control/breaches").json() == []


def test_faults_are_planned_listed_and_cleared(http: httpx.Client) -> None:
    http.post("/control/faults", json={"fault": "init:500*2"})
    answer = http.post("/control/faults", json={"faults": ["status:html", "part:drop-after"]})
    assert [fault["fault"] for fault in answer.json()] == [
        "init:500*2",
        "status:html",
        "part:drop-after",
    ]
    assert http.get("/control/faults").json()[0] == {"fault": "init:500*2", "times_left": 2}
    assert http.delete("/control/faults").json() == []


@pytest.mark.parametrize(
    "body",
    [{"fault": "init:explode"}, {"faults": ["init:500", "bad"]}, {}, {"faults": 7}, [], "init:500"],
)
def test_bad_faults_are_refused_all_together(http: httpx.Client, body: object) -> None:
    answer = http.post("/control/faults", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert http.get("/control/faults").json() == []


def test_a_creator_can_be_changed(http: httpx.Client, mira: Caller) -> None:
    body = {"account": "mira.films", "private": True, "max_seconds": 60}
    assert http.post("/control/creators", json=body).json()["private"] is True
    info = mira.post("/v2/post/publish/creator_info/query/").json()["data"]
    assert info["privacy_level_options"][0] == "FOLLOWER_OF_CREATOR"
    assert info["max_video_post_duration_sec"] == 60
    assert "mira.films" in [creator["username"] for creator in http.get("/control/creators").json()]


def test_a_switch_can_be_changed(http: httpx.Client, sandbox: Sandbox) -> None:
    assert http.post("/control/switches", json={"processing_polls": 7}).status_code == 200
    assert sandbox.switches.processing_polls == 7
    assert http.get("/control/switches").json()["processing_polls"] == 7


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/control/creators", {"account": "nobody"}, "no creator “nobody”"),
        ("/control/creators", {"account": "mira.films", "shoe_size": 7}, "no “shoe_size”"),
        ("/control/creators", {"account": "mira.films", "private": "yes"}, "private"),
        ("/control/switches", {"processing_polls": "many", "caps": False}, "processing_polls"),
        ("/control/switches", {"speed": 1}, "no “speed”"),
        ("/control/auto-login", {"account": "nobody"}, "no creator “nobody”"),
        ("/control/post-draft", {"publish_id": "v_none"}, "no post"),
    ],
)
def test_a_bad_change_names_the_mistake_and_changes_nothing(
    http: httpx.Client, sandbox: Sandbox, path: str, body: dict[str, object], named: str
) -> None:
    answer = http.post(path, json=body)
    assert answer.status_code == 400
    assert named in answer.json()["error"]
    assert sandbox.switches.caps is True


def test_every_upload_address_can_be_ended_at_once(mira: Caller, http: httpx.Client) -> None:
    ticket = mira.ticket(4)
    http.post("/control/expire-uploads")
    assert ticket.put(b"abcd").status_code == 403


def test_the_page_for_people_does_the_same(http: httpx.Client, sandbox: Sandbox) -> None:
    assert http.post("/control/", data={"fault": "init:500"}).status_code == 303
    assert http.post("/control/", data={"auto_login": "lena.private"}).status_code == 303
    page = http.get("/control/").text
    assert "init:500" in page
    assert '<option value="lena.private" selected>' in page
    assert "sandbox-secret-audited" in page
    assert http.post("/control/", data={"clear_faults": "1"}).status_code == 303
    assert sandbox.state.faults.all() == []
    http.post("/v2/user/info")
    assert "404" in http.get("/control/").text
    http.post("/control/", data={"clear_breaches": "1"})
    assert sandbox.state.breaches() == []


def test_the_page_says_what_is_wrong_and_stays_whole(http: httpx.Client) -> None:
    answer = http.post("/control/", data={"fault": "<script>:500"})
    assert answer.status_code == 400
    assert "is no fault" in answer.text
    assert "<script>" not in answer.text


def test_a_creator_nobody_knows_has_no_tokens(sandbox: Sandbox) -> None:
    with pytest.raises(InputError, match="no creator"):
        sandbox.state.issue("nobody")
