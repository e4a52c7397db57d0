"""What people type wrongly: one sentence that names the thing and the mend, and nothing stored."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import SMALL, Terminal
from tikscheduler.media.samples import make_clip


def _truncated(folder: Path, whole: Path) -> Path:
    path = folder / "cut.mp4"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    return path


def _written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _clip(folder: Path, name: str, **options: object) -> Path:
    shape: dict[str, object] = {"width": 360, "height": 640, "seconds": 0.2, **options}
    return make_clip(folder / name, **shape)  # type: ignore[arg-type]


FILES: dict[str, tuple[Callable[[Path, Path], Path], tuple[str, ...]]] = {
    "none": (lambda at, _: at / "gone.mp4", ("gone.mp4", "choose the video again")),
    "folder": (lambda at, _: at, ("is a folder", "choose a video file")),
    "text": (
        lambda at, _: _written(at, "notes.mp4", b"hello " * 99),
        ("notes.mp4", "choose an MP4, MOV or WebM"),
    ),
    "empty": (
        lambda at, _: _written(at, "void.mp4", b""),
        ("void.mp4 is empty", "export or copy it again"),
    ),
    "truncated": (_truncated, ("cut.mp4", "copy or export it again")),
    "61 frames a second": (
        lambda at, _: _clip(at, "fast.mp4", rate=61),
        ("fast.mp4", "61 frames", "export it with 30"),
    ),
    "320 pixels": (
        lambda at, _: _clip(at, "tiny.mp4", width=320),
        ("tiny.mp4", "320", "export it in another size"),
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_good(terminal: Terminal, tmp_path: Path, case: str) -> None:
    make, words = FILES[case]
    path = make(tmp_path, terminal.video())
    said = terminal.type(
        "posts", "add", path, "--account", "mira.films", "--at", "now", "--privacy", "public"
    )
    said.refused(*words)
    assert terminal.posts() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--account", "nobody"], ["There is no account “nobody”", "@mira.films"]),
        (["--at", "2026-01-01 10:00"], ["2026-01-01 10:00", "has passed", "choose a time to come"]),
        (["--at", "tomorrow"], ["“tomorrow” is no date and time", "2026-12-01 18:00"]),
        (["--at", "2099-12-01"], ["“2099-12-01” is no date and time", "write it as in"]),
        (
            ["--at", "2099-12-01 10:00", "--timezone", "Mars/Base"],
            ["“Mars/Base”", "Europe/Berlin"],
        ),
        (
            ["--at", "2027-03-28 02:30"],
            ["does not exist in Europe/Berlin", "2027-03-28 01:30 or 2027-03-28 03:30"],
        ),
        (["--caption", "a" * 2199 + "\N{GRINNING FACE}"], ["2,201", "2,200", "shorten it by 1"]),
        (["--privacy", "followers"], ["@mira.films", "“followers”", "public, friends, private"]),
        (["--branded-content", "--privacy", "private"], ["cannot be set to private", "choose"]),
    ],
)
def test_a_wish_that_cannot_be_granted(
    terminal: Terminal, options: list[str], words: list[str]
) -> None:
    terminal.add(*options).refused(*words)
    assert terminal.posts() == []


def test_a_direct_post_names_who_can_view_it(terminal: Terminal) -> None:
    terminal.add(privacy="").refused("choose one of public, friends, followers, private")
    assert terminal.posts() == []
    assert terminal.add("--mode", "draft", privacy="").done().document["privacy"] is None


def test_a_time_that_comes_twice_is_taken_with_a_note(terminal: Terminal) -> None:
    said = terminal.add("--at", "2027-10-31 02:30").done()
    assert said.document["scheduled_at"] == "2027-10-31T00:30:00Z"
    assert said.err == (
        "Note: 2027-10-31 02:30 comes twice in Europe/Berlin; the first of the two is meant.\n"
    )


def test_a_time_just_passed_is_taken_and_one_past_the_limit_is_not(terminal: Terminal) -> None:
    terminal.set(lateness_limit=10**7)
    terminal.add("--at", "2026-11-01 10:00").done()
    terminal.set(lateness_limit=60)
    terminal.add("--at", "2026-11-01 10:00").refused("has passed")


def test_a_caption_may_be_as_long_as_tiktok_takes_it(terminal: Terminal) -> None:
    caption = "a" * 2198 + "\N{GRINNING FACE}"
    assert terminal.add("--caption", caption).done().document["caption"] == caption


def test_what_the_creator_does_not_allow_is_named(bare: Terminal, tmp_path: Path) -> None:
    bare.set_credentials()
    bare.connect("kiki.quiet").done()
    kiki = ("--account", "kiki.quiet")
    bare.add(*kiki, "--allow-comment").refused("@kiki.quiet has turned comments off", "turn them")
    long = _clip(tmp_path, "long.mp4", seconds=61, width=360, height=360, rate=23)
    bare.type("posts", "add", long, *kiki, "--at", "now", "--privacy", "public").refused(
        "long.mp4 lasts 61", "60 s", "cut it shorter"
    )
    assert bare.posts() == []


def test_no_account_is_connected(bare: Terminal) -> None:
    bare.add().refused("There is no account “mira.films”", "connect one first")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["posts", "show", "99"], "post 99"),
        (["posts", "show", "99", "--json"], "post 99"),
        (["posts", "cancel", "99"], "post 99"),
        (["posts", "retry", "99"], "post 99"),
        (["posts", "delete", "99"], "post 99"),
        (["posts", "reschedule", "99", "--at", "2099-01-01 10:00"], "post 99"),
        (["posts", "show", "9" * 30], "9" * 30),
        (["posts", "list", "--account", "x", "--json"], "“x”"),
        (["accounts", "sync", "x", "--json"], "“x”"),
        (["accounts", "disconnect", "x", "--json"], "“x”"),
        (["backup", "gone/copy.db"], "gone"),
        (["restore", "gone.db"], "gone.db"),
    ],
)
def test_a_name_of_nothing(terminal: Terminal, words: list[str], named: str) -> None:
    terminal.type(*words).refused(named)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["posts", "add"],
        ["posts", "show", "one"],
        ["posts", "list", "--status", "lost"],
        ["posts", "add", SMALL, "--account", "x", "--at", "now", "--cover-ms", "-1"],
        ["posts", "add", SMALL, "--account", "x", "--at", "now", "--privacy", "all"],
        ["accounts", "connect", "--timeout", "0"],
        ["sandbox", "--port", "99999"],
        ["credentials", "set"],
        ["--nonsense"],
    ],
)
def test_wrong_use_is_status_two(bare: Terminal, words: list[str]) -> None:
    said = bare.type(*words)
    assert (said.status, said.out) == (2, "")
    assert "Error: " in said.err
    assert "Traceback" not in said.err


def test_moves_that_are_not_allowed_name_the_post_and_the_way_out(terminal: Terminal) -> None:
    terminal.add().done()
    terminal.type("posts", "retry", 1).refused("Post 1 is scheduled", "failed, missed and held")
    terminal.run()
    assert terminal.post()["status"] == "published"
    terminal.type("posts", "cancel", 1).refused("Post 1 is published", "cancelled")
    terminal.type("posts", "reschedule", 1, "--at", "2099-01-01 10:00").refused(
        "Post 1 is published"
    )
    terminal.type("posts", "retry", 1).refused("Post 1 is published")
    assert terminal.post()["status"] == "published"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bogus = 1", ["unknown setting “bogus”", "known are"]),
        ("max_concurrent = 'many'", ["max_concurrent", "a whole number from 1 to 1000"]),
        ("client_secret = 'hush-hush'", ["client_secret", "credentials set"]),
        ("passphrase = 'hush-hush'", ["passphrase", "environment"]),
        ("retry_delays = [", ["not valid TOML", "mend that line"]),
        ("timezone = 'Mars'", ["timezone", "Europe/Berlin"]),
        ("api_url = 'http://example.org'", ["api_url", "https"]),
    ],
)
def test_settings_that_are_wrong(bare: Terminal, text: str, words: list[str]) -> None:
    bare.profile.mkdir()
    (bare.profile / "settings.toml").write_text(text)
    sentence = bare.type("posts", "list", "--json").refused(*words)
    assert "hush-hush" not in sentence


def test_settings_of_the_file_hold_where_the_environment_says_nothing(bare: Terminal) -> None:
    bare.profile.mkdir()
    (bare.profile / "settings.toml").write_text("timezone = 'America/New_York'\n")
    bare.patch.delenv("TIKSCHEDULER_TIMEZONE")
    bare.set_credentials()
    bare.connect().done()
    post = bare.add("--at", "2099-12-01 18:00").done().document
    assert (post["timezone"], post["scheduled_at"]) == ("America/New_York", "2099-12-01T23:00:00Z")
    bare.set(timezone="Asia/Tokyo")
    assert bare.add("--at", "2099-12-01 18:00").done().document["timezone"] == "Asia/Tokyo"


# --- secrets ---------------------------------------------------------------------------------


def test_without_keyring_and_passphrase_the_mend_is_named(bare: Terminal) -> None:
    bare.patch.delenv("TIKSCHEDULER_PASSPHRASE")
    words = ("credentials", "set", "--client-key", "k")
    bare.type(*words, stdin="secret\n").refused("No system keyring", "TIKSCHEDULER_PASSPHRASE")
    bare.type("run").refused("No system keyring", "TIKSCHEDULER_PASSPHRASE")
    assert not (bare.profile / "secrets.vault").exists()


def test_a_wrong_passphrase_is_told_before_anything_runs(terminal: Terminal) -> None:
    terminal.set(passphrase="something else")
    terminal.type("run", "--until-idle").refused("passphrase does not open", "secrets.vault")
    terminal.type("accounts", "sync").refused("passphrase does not open")


def test_credentials_that_are_unknown(bare: Terminal) -> None:
    words = ("accounts", "connect", "--no-browser")
    bare.type(*words).refused("not known yet", "credentials set")
    bare.type(*words, "--json").refused("not known yet", "credentials set")


def test_a_secret_that_is_wrong_is_told_when_it_is_used(bare: Terminal) -> None:
    bare.type("credentials", "set", "--client-key", "sbxaudited0001", stdin="wrong-secret\n").done()
    said = bare.connect()
    assert said.status == 1
    assert said.err.splitlines()[-1].startswith("Error: TikTok does not know this client key and")
    assert "credentials set" in said.err
    assert "wrong-secret" not in said.err
    assert bare.type("accounts", "list", "--json").done().document == []


@pytest.mark.parametrize(
    "stdin", [b"", b"\n", b"  \n", b"\xff\xfe\n", b"a\0b\n", b"s\xc3\xa9cret\n"]
)
def test_a_secret_that_is_none_changes_nothing(terminal: Terminal, stdin: bytes) -> None:
    words = ("credentials", "set", "--client-key", "another")
    terminal.type(*words, stdin=stdin).refused("secret")
    terminal.type("accounts", "sync", "--json").done()
    terminal.connect().done()  # still with the credentials that were there


# --- the database ----------------------------------------------------------------------------


def test_a_damaged_database_names_the_way_back(terminal: Terminal, tmp_path: Path) -> None:
    terminal.add("--at", "2099-01-01 10:00").done()
    backups = terminal.profile / "backups"
    backups.mkdir(exist_ok=True)
    terminal.type("backup", backups / "good.db").done()
    database = terminal.profile / "tikscheduler.db"
    database.write_bytes(b"nonsense" * 1000)
    sentence = terminal.type("posts", "list").refused("tikscheduler.db", "restore")
    assert str(backups / "good.db") in sentence
    findings = terminal.type("doctor", "--json")
    assert findings.status == 1
    assert "good.db" in next(f for f in findings.document if f["name"] == "database")["mend"]
    terminal.type("restore", backups / "good.db").done()
    assert [post["id"] for post in terminal.posts()] == ["1"]


def test_garbage_is_not_restored(terminal: Terminal) -> None:
    terminal.add("--at", "2099-01-01 10:00").done()
    terminal.type("restore", terminal.video()).refused("not a sound database", "choose another")
    assert len(terminal.posts()) == 1


def test_a_profile_that_cannot_be_a_folder(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    bare.set(profile=tmp_path / "file" / "profile")
    for words in (["posts", "list"], ["doctor"], ["run"], ["backup", "x.db"]):
        bare.type(*words).refused(str(tmp_path / "file" / "profile"))


def test_a_backup_is_whole_and_private(terminal: Terminal, tmp_path: Path) -> None:
    terminal.add("--at", "2099-01-01 10:00").done()
    terminal.type("backup", "copy.db").done()
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    terminal.type("posts", "delete", 1).done()
    said = terminal.type("restore", "copy.db").done()
    assert "before-restore" in said.out
    assert [post["id"] for post in terminal.posts()] == ["1"]


def test_a_full_disk_stores_nothing_and_says_so(terminal: Terminal) -> None:
    limit = (terminal.profile / "tikscheduler.db").stat().st_size + 200_000
    words = ["posts", "add", terminal.video(), "--account", "mira.films", "--mode", "draft"]
    words += ["--at", "2099-01-01 10:00", "--caption", "x" * 2000]
    script = (
        "import resource, signal, sys; from tikscheduler.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "status = 0\n"
        "while not status: status = main(sys.argv[1:])\n"
        "sys.exit(status)\n"
    )
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if not line.startswith("Note: ")]
    assert len(said) == 1  # the notes are of the posts before: the same video again
    assert said[0].startswith("Error: ")
    assert "tikscheduler.db" in said[0]
    assert done.stdout.count("Scheduled post") == len(terminal.posts()) > 0


# --- the sandbox -----------------------------------------------------------------------------


def test_a_port_in_use(bare: Terminal) -> None:
    port = bare.sandbox.url.rpartition(":")[2]
    bare.type("sandbox", "--port", port).refused(f"port {port}", "--port", "0 for a free one")


@pytest.mark.parametrize("spec", ["bogus:500", "init:nonsense", "init", "part[0]:500", ""])
def test_a_fault_nobody_knows(bare: Terminal, spec: str) -> None:
    bare.type("sandbox", "--fault", spec).refused(f"“{spec}”")


def test_a_sandbox_folder_that_cannot_be_one(bare: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "videos"
    bare.type("sandbox", "--folder", folder).refused(str(folder), "--folder")


# --- TikTok away -----------------------------------------------------------------------------


def test_scheduling_without_tiktok_uses_what_is_known_and_says_so(terminal: Terminal) -> None:
    terminal.sandbox.stop()
    said = terminal.add("--at", "2099-01-01 10:00").done()
    assert json.loads(said.out)["status"] == "scheduled"
    assert "TikTok could not be asked" in said.err
    assert "checked against what was known at 20" in said.err
    assert said.err.count("\n") == 1
    refused = terminal.add("--at", "2099-01-01 10:00", "--privacy", "followers")
    assert refused.refused("public, friends, private")
    assert len(terminal.posts()) == 1
