"""The log keeps everything but secrets, and unexpected errors find their way into it."""

from __future__ import annotations

import logging
import stat
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tikscheduler import logs
from tikscheduler.domain.errors import InputError

CANARY = "Canary7Z!*x9-4471/ü"
log = logging.getLogger("tikscheduler.test")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before = (root.level, [*root.handlers], sys.excepthook, threading.excepthook)
    logs.set_up_logs(tmp_path / "logs", verbose=True, console=False)
    yield tmp_path / "logs"
    root.setLevel(before[0])
    for handler in [*root.handlers]:
        if handler not in before[1]:
            root.removeHandler(handler)
            handler.close()
    sys.excepthook, threading.excepthook = before[2], before[3]
    logs._secrets.clear()


def written(folder: Path) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "token act.Canary12345!678 ok",
        "token rft.Canary12345!678 ok",
        "GET /callback?code=Canary12345%2A0&state=1",
        "client_secret=Canary12345",
        "code_verifier=Canary12345&x=1",
        '{"access_token": "Canary12345", "expires_in": 7200}',
        '{\\"access_token\\": \\"Canary12345\\"}',
        "{'refresh_token': 'Canary12345'}",
        "{'code': 'Canary12345'}",
        "[('refresh_token', 'Canary12345')]",
        "[('code', 'Canary12345')]",
        "b'access_token=Canary12345'",
        "Access_Token: Canary12345",
        "client_secret%3DCanary12345%26",
        "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=Canary12345",
        "PUT /video/?upload_id=1&upload_token=Canary12345 HTTP/1.1",
        "https://example.com/callback#access=Canary12345",
        "Authorization: Bearer Canary12345",
        "{'Authorization': 'Bearer Canary12345'}",
        "postgresql://user:Canary12345@host/base",
        "redis://:Canary12345@host:6379/0",
    ],
)
def test_known_shapes_of_secrets_are_hidden(text: str) -> None:
    hidden = logs.redact(text)
    assert "Canary" not in hidden
    assert logs.HIDDEN in hidden


@pytest.mark.parametrize(
    "text",
    [
        "post 7: scheduled → publishing",
        "the refresh_token has expired",
        "contract.pdf and act.one are files",
        "{'error': {'code': 'rate_limit_exceeded', 'log_id': '2026'}}",
        '{"code": "ok"}',
        "exit code: 0",
        "https://open.tiktokapis.com/v2/post/publish/video/init/",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert logs.redact(text) == text


@pytest.mark.parametrize("spelled", [CANARY, quote(CANARY), quote(CANARY, safe=""), repr(CANARY)])
def test_a_registered_secret_is_hidden_however_it_is_written(folder: Path, spelled: str) -> None:
    logs.register_secret(CANARY)
    assert "4471" not in logs.redact(f"before {spelled} after")


def test_a_very_short_secret_does_not_hide_the_log(folder: Path) -> None:
    logs.register_secret("a")
    assert logs.redact("a plain sentence") == "a plain sentence"


def leak_everywhere() -> None:
    log.info("message %s" % CANARY)  # noqa: UP031, G002
    log.info("argument %s and %r and %s", CANARY, {"x": CANARY}, [CANARY.encode()])
    log.info("stack", stack_info=True)
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            error.add_note(f"note {CANARY}")
            raise RuntimeError(f"second {CANARY}") from error
    except RuntimeError:
        log.exception("failed")
    logging.getLogger("httpx").info("HTTP Request: PUT https://h/?t=%s", CANARY)
    logging.getLogger("httpcore.http11").debug("headers %s", CANARY)
    logging.getLogger("peewee").debug(("INSERT", [CANARY]))
    sys.excepthook(ValueError, ValueError(CANARY), None)
    thread = threading.Thread(target=lambda: int(CANARY), name=f"worker {CANARY}")
    thread.start()
    thread.join()


def test_no_secret_reaches_the_log_by_any_path(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.register_secret(CANARY)
    leak_everywhere()
    text = written(folder)
    assert text.count(logs.HIDDEN) >= 8
    assert "invalid literal for int" in text  # the thread's error is there, without the value
    seen = text + "".join(capsys.readouterr())
    assert "Canary" not in seen
    assert "4471" not in seen


def test_another_handler_gets_no_traceback_with_secrets_from_ours(folder: Path) -> None:
    logs.register_secret(CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = log.makeRecord("x", logging.ERROR, "f", 1, "m", (), sys.exc_info())
    logs.SafeFormatter().format(record)
    assert record.exc_text
    assert "Canary" not in record.exc_text


def test_a_failing_log_call_does_not_print_its_arguments(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.register_secret(CANARY)
    record = log.makeRecord("x", logging.INFO, "f", 1, "%d", (CANARY,), None)
    next(h for h in logging.getLogger().handlers if isinstance(h, logs.LogFile)).handle(record)
    assert "Logging failed" in (told := capsys.readouterr().err)
    assert "Canary" not in told


def test_a_crash_report_has_the_traceback_and_no_secret(folder: Path) -> None:
    logs.register_secret(CANARY)
    try:
        raise RuntimeError(f"no answer to {CANARY} from https://h/p?x=act.Canary123456")
    except RuntimeError as error:
        report = logs.crash_report(error)
    assert "test_logs.py" in report
    assert "Python 3" in report
    assert "Canary" not in report


def test_the_log_is_private_and_speaks_utf_8(folder: Path) -> None:
    # Straight to the file: pytest's own log handler cannot send half a character to its parent.
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h, logs.LogFile)]
    words = "ünïcödé 🎬 \udcff"
    handler.handle(log.makeRecord(log.name, logging.INFO, __file__, 1, words, (), None))
    file = folder / logs.FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "ünïcödé 🎬 \\udcff" in file.read_text(encoding="utf-8")


def test_a_log_that_was_public_becomes_private(tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "old" / logs.FILE_NAME
    file.parent.mkdir()
    file.touch(mode=0o644)
    file.chmod(0o644)
    logs.set_up_logs(file.parent, verbose=False, console=False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_name_cannot_forge_a_line(folder: Path) -> None:
    log.info("video %s", "a\n2026-01-01 CRITICAL all is lost\x1b[31m\u2028.mp4")
    lines = written(folder).splitlines()
    assert len(lines) == 1
    assert "\x1b" not in lines[0]


def test_five_files_of_a_megabyte_are_kept_and_all_are_private(folder: Path) -> None:
    line = "x" * 10_000
    for _ in range(700):
        log.info(line)
    files = sorted(folder.iterdir())
    assert len(files) == 5
    assert all(file.stat().st_size <= 1_000_000 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_another_programs_rotation_is_followed(folder: Path) -> None:
    log.info("first")
    file = folder / logs.FILE_NAME
    file.rename(folder / "tikscheduler.log.1")
    log.info("second")
    assert file.read_text(encoding="utf-8").rstrip().endswith("second")


def test_setting_up_twice_writes_each_line_once(folder: Path) -> None:
    logs.set_up_logs(folder, verbose=False, console=False)
    log.info("only once")
    log.debug("not at all")
    assert written(folder).count("only once") == 1
    assert "not at all" not in written(folder)


def test_the_console_tells_warnings_or_all_when_verbose(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.register_secret(CANARY)
    logs.set_up_logs(folder, verbose=False, console=True)
    log.info("quiet")
    log.warning("loud %s", CANARY)
    told = capsys.readouterr().err
    assert "loud [hidden]" in told
    assert "quiet" not in told
    logs.set_up_logs(folder, verbose=True, console=True)
    log.debug("detail")
    assert "detail" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file is in the way")
    with pytest.raises(InputError, match=r"The log folder .*logs cannot be written") as caught:
        logs.set_up_logs(tmp_path / "logs", verbose=False, console=False)
    assert caught.value.code == "log_folder"


@pytest.mark.parametrize("console", [True, False])
def test_a_crash_of_the_program_is_logged_and_told_without_the_secret(
    tmp_path: Path, *, console: bool
) -> None:
    program = (
        "import sys, pathlib\n"
        "from tikscheduler import logs\n"
        f"logs.set_up_logs(pathlib.Path(sys.argv[1]), verbose=False, console={console})\n"
        "logs.register_secret(sys.argv[2])\n"
        "raise RuntimeError('it broke: ' + sys.argv[2])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), CANARY], capture_output=True, check=False
    )
    text = (tmp_path / logs.FILE_NAME).read_text(encoding="utf-8")
    for seen in (text, ran.stderr.decode()):
        assert "it broke" in seen
        assert "Canary" not in seen
    assert ran.returncode == 1


def test_a_secret_that_is_part_of_a_name_does_not_uncover_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logs, "_secrets", OrderedDict())
    logs.register_secret("secret")
    assert "Canary" not in logs.redact("client_secret=Canary12345")
