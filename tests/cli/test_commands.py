"""The outside interface: what other programs rely on."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest

from tests.cli.terminal import LARGE, PASSPHRASE, Terminal, browse
from tikscheduler.bootstrap import Program
from tikscheduler.cli.run import Reporter
from tikscheduler.domain.post import PostStatus
from tikscheduler.engines.clock import utc_now
from tikscheduler.sandbox import AUDITED
from tikscheduler.settings import load_settings

COMMANDS = [
    ["gui"], ["demo"], ["sandbox"], ["run"], ["credentials"], ["credentials", "set"],
    ["accounts"], ["accounts", "connect"], ["accounts", "list"], ["accounts", "sync"],
    ["accounts", "disconnect"], ["posts"], ["posts", "add"], ["posts", "list"],
    ["posts", "show"], ["posts", "reschedule"], ["posts", "cancel"], ["posts", "retry"],
    ["posts", "delete"], ["backup"], ["restore"], ["doctor"], [],
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(bare: Terminal, words: list[str]) -> None:
    said = bare.type(*words, "--help").done()
    assert said.out.startswith(f"Usage: {' '.join(['tikscheduler', *words])}")
    assert said.err == ""
    assert not bare.profile.exists()


def test_a_post_as_json(terminal: Terminal) -> None:
    added = terminal.add("--at", "2099-12-01 18:00", "--caption", "Grüße 🎬 #x").done().document
    assert added == {
        "id": "1",
        "account": "mira.films",
        "video": str(terminal.video()),
        "caption": "Grüße 🎬 #x",
        "mode": "direct",
        "privacy": "public",
        "scheduled_at": "2099-12-01T17:00:00Z",
        "timezone": "Europe/Berlin",
        "status": "scheduled",
        "publish_id": None,
        "tiktok_post_id": None,
        "published_at": None,
        "next_attempt_at": None,
        "error": None,
        "attempts": [],
    }
    assert terminal.post() == added
    assert terminal.posts() == [added]


def test_a_published_post_as_json(terminal: Terminal) -> None:
    post = terminal.publish()
    instant = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    assert re.fullmatch(instant, post["published_at"])
    assert re.fullmatch(r"\d{19}", post["tiktok_post_id"])
    [attempt] = post["attempts"]
    assert list(attempt) == ["number", "started_at", "finished_at", "outcome", "error"]
    assert (attempt["number"], attempt["outcome"], attempt["error"]) == (1, "published", None)
    assert re.fullmatch(instant, attempt["started_at"])
    assert re.fullmatch(instant, attempt["finished_at"])


def test_every_choice_reaches_tiktok(terminal: Terminal) -> None:
    choices = ["--allow-comment", "--allow-stitch", "--your-brand", "--branded-content"]
    terminal.add(*choices, "--ai-generated", "--cover-ms", "300", "--caption", "Hi").done()
    terminal.run()
    [post] = terminal.sandbox.state.published()
    assert (post.caption, post.privacy) == ("Hi", "PUBLIC_TO_EVERYONE")
    assert post.options == {
        "disable_comment": False,
        "disable_duet": True,
        "disable_stitch": False,
        "brand_organic_toggle": True,
        "brand_content_toggle": True,
        "is_aigc": True,
    }


def test_posts_are_moved_cancelled_and_deleted(terminal: Terminal) -> None:
    terminal.add("--at", "2099-12-01 18:00").done()
    moved = terminal.type("posts", "reschedule", 1, "--at", "2099-12-02 18:00", "--json").done()
    assert moved.document["scheduled_at"] == "2099-12-02T17:00:00Z"
    assert terminal.type("posts", "cancel", 1, "--json").done().document["status"] == "cancelled"
    terminal.type("posts", "cancel", 1).refused("Post 1 is cancelled")
    terminal.type("posts", "reschedule", 1, "--at", "2099-12-03T17:00:00+00:00").done()
    assert terminal.post()["status"] == "scheduled"
    assert terminal.type("posts", "delete", 1).done().out == "Deleted post 1.\n"
    assert terminal.posts() == []


def test_lists_are_narrowed(terminal: Terminal) -> None:
    terminal.connect("jonas.cooks").done()
    terminal.add("--at", "2099-12-02 18:00").done()
    terminal.add("--at", "2099-12-01 18:00", "--account", "Jonas Cooks").done()
    terminal.type("posts", "cancel", 1).done()

    def ids(*words: str) -> list[str]:
        return [post["id"] for post in terminal.type("posts", "list", "--json", *words).document]

    assert ids() == ["2", "1"]
    assert ids("--status", "cancelled") == ["1"]
    assert ids("--account", "@JONAS.cooks") == ["2"]
    assert ids("--account", "1", "--status", "scheduled") == []
    for status in PostStatus:
        terminal.type("posts", "list", "--status", status).done()


def test_tables_show_what_is_there(terminal: Terminal) -> None:
    terminal.add("--at", "2099-12-01 18:00").done()
    table = terminal.type("posts", "list").done().out.splitlines()
    assert table[0].split() == ["ID", "When", "Account", "Status", "Video", "Remark"]
    assert table[1].split() == [
        "1", "2099-12-01", "18:00", "Europe/Berlin", "@mira.films", "scheduled", "small.mp4",
    ]  # fmt: skip
    assert "@mira.films" in terminal.type("accounts", "list").done().out
    assert "scheduled" in terminal.type("posts", "show", 1).done().out


def test_an_account_as_json(terminal: Terminal) -> None:
    [account] = terminal.type("accounts", "list", "--json").done().document
    assert account["account"] == "mira.films"
    assert account["status"] == "connected"
    assert account["privacy_options"] == ["public", "friends", "private"]
    [synced] = terminal.type("accounts", "sync", "--json").done().document
    assert synced["id"] == account["id"]
    gone = terminal.type("accounts", "disconnect", "Mira Films", "--json").done().document
    assert (gone["account"], gone["status"]) == ("mira.films", "disconnected")
    assert terminal.type("accounts", "list", "--json").done().document == []


def test_the_doctor_as_json(terminal: Terminal) -> None:
    findings = terminal.type("doctor", "--json").done().document
    assert {"name", "state", "message", "mend"} == set(findings[0])
    assert {finding["state"] for finding in findings} == {"ok"}
    terminal.sandbox.stop()
    said = terminal.type("doctor", "--json")
    assert said.status == 1
    assert [f["name"] for f in said.document if f["state"] == "fault"] == ["clock and network"]


@pytest.mark.parametrize("audited", [True, False])
def test_the_doctor_tells_what_tiktoks_answers_told_of_the_audit(
    terminal: Terminal, audited: bool
) -> None:
    refusal = "init:unaudited_client_can_only_post_to_private_accounts"
    terminal.publish(*([] if audited else [refusal]))
    findings = terminal.type("doctor", "--json").done().document
    (found,) = [finding for finding in findings if finding["name"] == "credentials"]
    if audited:
        assert (found["state"], "has audited" in found["message"]) == ("ok", True)
    else:
        assert (found["state"], "has not audited" in found["message"]) == ("warning", True)
        assert "--mode draft" in found["mend"]


def test_no_name_commands_the_terminal(terminal: Terminal) -> None:
    name = "red\x1b[31m\nnext\x07.mp4"
    mine = terminal.profile.parent / name
    mine.write_bytes(terminal.video().read_bytes())
    words = ["posts", "add", mine, "--account", "1", "--privacy", "public", "--caption", "\x1b[1m"]
    said = [
        terminal.type(*words, "--at", "2099-12-01 18:00").done(),
        terminal.type("posts", "list").done(),
        terminal.type("posts", "show", 1).done(),
        terminal.type("posts", "add", f"{mine}x", "--account", "1", "--at", "now"),
        terminal.type("posts", "cancel", 1).done(),
        terminal.type("posts", "list", "--account", "\x1b[1m\n"),
    ]
    for one in said:
        assert not re.search(r"[\x00-\x09\x0b-\x1f]", one.out + one.err)
    assert [one.out.count("\n") for one in (said[0], said[4])] == [1, 1]
    assert terminal.post()["video"].endswith(name)


# --- logging in ------------------------------------------------------------------------------


def press(url: str, who: str, decision: str) -> str:
    """Fill in the page's form as a browser does."""
    page = browse(url)
    hidden = re.findall(r'<input type=hidden name="?([^" >]+)"? value="?([^">]*)"?>', page)
    form = [(unescape(name), unescape(value)) for name, value in hidden]
    form += [("grant", scope) for scope in re.findall(r'name=grant value="([^"]+)"', page)]
    form += [("account", who), ("decision", decision)]
    found = re.search(r'action="([^"]+)"', page)
    assert found
    return browse(urljoin(url, unescape(found[1])), urlencode(form).encode())


@pytest.mark.parametrize("as_json", [False, True])
def test_the_login_address_is_the_first_line(bare: Terminal, as_json: bool) -> None:
    bare.set_credentials()
    words = ["accounts", "connect", "--no-browser", "--timeout", "20"] + ["--json"] * as_json
    with bare.process(*words) as connecting:
        url = connecting.line("stderr" if as_json else "stdout")
        assert url.startswith(f"{bare.sandbox.url}/v2/auth/authorize/?")
        assert "is connected" in press(url, "studio.nord", "allow")
        said = connecting.end()
    assert said.status == 0
    if as_json:
        assert json.loads(said.out)["account"] == "studio.nord"
    else:
        assert (said.out, said.err) == ("Connected @studio.nord.\n", "")


def test_a_refused_login(bare: Terminal) -> None:
    bare.set_credentials()
    with bare.process("accounts", "connect", "--no-browser") as connecting:
        assert "not connected" in press(connecting.line(), "mira.films", "deny")
        connecting.end().refused("refused in the browser", "allow the access")
    assert bare.type("accounts", "list", "--json").done().document == []


def test_a_login_nobody_answers_ends(bare: Terminal) -> None:
    bare.set_credentials()
    said = bare.type("accounts", "connect", "--no-browser", "--timeout", "1", "--json")
    assert (said.status, said.out) == (1, "")
    assert "did not answer in time" in said.err.splitlines()[-1]


def test_a_login_stands_although_tiktok_tells_nothing_else(bare: Terminal) -> None:
    bare.set_credentials()
    bare.sandbox.state.add_faults(["creator_info:500*9"])
    said = bare.connect()
    assert said.status == 0
    assert said.out == "Connected @mira.films.\n"
    assert "“tikscheduler accounts sync” asks again" in said.err
    bare.sandbox.state.clear_faults()
    bare.type("accounts", "sync").done()
    [account] = bare.type("accounts", "list", "--json").done().document
    assert account["privacy_options"] == ["public", "friends", "private"]


def test_an_account_that_is_connected_already_is_said_to_be(terminal: Terminal) -> None:
    said = terminal.connect().done()
    assert said.out == "@mira.films was connected already; its login is renewed.\n"
    assert terminal.connect("jonas.cooks").done().out == "Connected @jonas.cooks.\n"


def test_logging_in_again_takes_no_other_account(terminal: Terminal) -> None:
    said = terminal.connect("jonas.cooks", "--again", "mira.films")
    assert said.status == 1
    wrong = "You logged in as @jonas.cooks, but @mira.films was to be logged in again."
    assert said.err.splitlines()[-1].startswith(f"Error: {wrong}")
    [account] = terminal.type("accounts", "list", "--json").done().document
    assert account["account"] == "mira.films"
    terminal.connect("mira.films", "--again", "mira.films").done()
    terminal.connect("mira.films", "--again", "nobody").refused("There is no account “nobody”")


def test_what_was_not_granted_is_said(terminal: Terminal) -> None:
    terminal.sandbox.state.add_fault("authorize:without=video.list")
    said = terminal.connect()
    assert said.status == 0
    assert "TikTok did not grant video.list, so this is off: insights." in said.err


# --- run and sandbox -------------------------------------------------------------------------


def test_until_idle_ends_at_once_when_nothing_is_near(terminal: Terminal) -> None:
    terminal.add("--at", "2099-12-01 18:00").done()
    begun = time.monotonic()
    terminal.run()
    assert time.monotonic() - begun < 5
    assert terminal.post()["status"] == "scheduled"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_ends_cleanly_in_the_middle_of_an_upload(terminal: Terminal, number: int) -> None:
    terminal.add(video=LARGE).done()
    terminal.sandbox.state.add_fault("part[3]:delay=30")
    with terminal.process("run") as running:
        running.wait_for("publishing")
        time.sleep(0.5)
        begun = time.monotonic()
        running.signal(number)
        said = running.end()
    assert time.monotonic() - begun < 2
    assert (said.status, said.out) == (0, "")
    assert "Traceback" not in said.err
    terminal.sandbox.state.clear_faults()
    terminal.run()
    assert terminal.post()["status"] == "published"
    assert terminal.live() == 1


def test_one_run_a_profile_and_posts_come_in_meanwhile(terminal: Terminal) -> None:
    with terminal.process("run") as running:
        running.wait_for("Publishing is on")
        terminal.type("run").refused(
            f"“tikscheduler run” (process {running.pid}) is already publishing", "close it first"
        )
        terminal.type("restore", "x.db").refused("already publishing")
        terminal.add().done()
        assert len(terminal.posts()) == 1
        terminal.type("backup", "while.db").done()
        until = time.monotonic() + 13
        while terminal.post()["status"] != "published":
            assert time.monotonic() < until, "not picked up within ten seconds"
            time.sleep(0.2)
    terminal.run()  # the lock is free as soon as the process is gone


def test_a_post_that_is_deleted_while_it_is_told_of_ends_nothing(terminal: Terminal) -> None:
    with Program(load_settings(), now=utc_now) as program, Reporter(program) as reporter:
        program.notify(99)
        reporter.tell(0)


def test_a_last_try_s_fault_is_not_told_as_this_one_s(terminal: Terminal) -> None:
    terminal.add().done()
    terminal.sandbox.state.add_fault("creator_info:500*3")
    lines = terminal.run().err.splitlines()
    assert [line.split("  ", 3)[-1].split(":")[0] for line in lines[1:]] == [
        "publishing", "retrying", "publishing", "processing", "published",
    ]  # fmt: skip
    assert [line.endswith(("publishing", "processing", "published")) for line in lines[3:]] == [
        True, True, True,
    ]  # fmt: skip


def test_the_sandbox_alone(bare: Terminal, tmp_path: Path) -> None:
    with bare.process("sandbox", "--port", "0", "--fault", "init:500") as running:
        url = running.line()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert "init:500" in browse(f"{url}/control/faults")
        running.signal(signal.SIGTERM)
        said = running.end()
    assert (said.status, said.out, said.err) == (0, "", "")


def test_output_that_cannot_be_written_is_told(terminal: Terminal) -> None:
    with Path("/dev/full").open("w") as out:
        words = [sys.executable, "-m", "tikscheduler", "posts", "list"]
        done = subprocess.run(words, stdout=out, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1


# --- secrets ---------------------------------------------------------------------------------


def test_no_secret_is_written_anywhere(terminal: Terminal) -> None:
    for said in (
        terminal.type("-v", "credentials", "set", "--client-key", AUDITED.client_key,
                      stdin=f"{AUDITED.client_secret}\n"),
        terminal.connect("mira.films"),
        terminal.add(video=LARGE),
    ):  # fmt: skip
        said.done()
    terminal.sandbox.state.add_faults(
        ["init:expire-access", "part[2]:drop-after", "status:html", "part[5]:500"]
    )
    terminal.type("-v", "run", "--until-idle").done()
    terminal.type("-v", "accounts", "sync").done()
    terminal.type("-v", "posts", "show", "1", "--json").done()
    terminal.type("-v", "doctor").done()
    terminal.type("-v", "backup", terminal.profile / "copy.db").done()
    assert terminal.post()["status"] == "published"
    state = terminal.sandbox.state
    book = state.tokens
    codes, access, refresh = book._codes, book._by_access, book._by_refresh
    assert (len(codes), len(access), len(refresh)) == (2, 3, 3)  # refreshed once on the way
    secrets = [AUDITED.client_secret, PASSPHRASE, *codes, *access, *refresh]
    seen = {f"said {number}": f"{said.out}{said.err}" for number, said in enumerate(terminal.typed)}
    for file in terminal.profile.rglob("*"):
        if file.is_file():
            seen[str(file)] = file.read_bytes().decode("latin-1")
    for place, text in seen.items():
        for secret in secrets:
            assert secret not in text, place
        assert "/upload/?" not in text, place
    terminal.type("-v", "accounts", "disconnect", "mira.films").done()
