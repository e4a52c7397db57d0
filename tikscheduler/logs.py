"""The log file, and keeping secrets out of it: redaction, rotation, unexpected errors."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import platform
import re
import sys
import threading
import traceback
from collections import OrderedDict
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, quote_plus

from tikscheduler import __version__
from tikscheduler.domain.errors import InputError

log = logging.getLogger(__name__)

FILE_NAME = "tikscheduler.log"
FILE_BYTES, FILES = 1_000_000, 5
LAYOUT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
QUIET = ("httpx", "httpcore", "peewee", "filelock", "apscheduler", "keyring", "libav")
"""They log addresses, statement values or every lock: warnings only, however verbose."""

HIDDEN = "[hidden]"
SHORTEST = 6
"""A secret shorter than this is no secret, and hiding it would hide half the log."""
MOST_SECRETS = 2000

_KEYS = (
    "client_secret|code_verifier|code_challenge|access_token|refresh_token|upload_token|passphrase"
)
_QUOTES = r"[\\\"']"
_IS = rf"(?:{_QUOTES}*\s*(?:=|:|%3D)\s*b?{_QUOTES}*|{_QUOTES}+\s*,\s*b?{_QUOTES}+)"
_VALUE = r"[^\s\"'&,;(){}<>\[\]\\]+"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?i)\b({_KEYS})({_IS}){_VALUE}"), rf"\1\2{HIDDEN}"),
    (re.compile(rf"(?i)(?<![a-z_])(code)(=|%3D){_VALUE}"), rf"\1\2{HIDDEN}"),
    # In JSON, `code` is mostly TikTok's name for an error, which is all small letters.
    (
        re.compile(rf"(?i)(?<![a-z_])(code)({_IS})(?!(?-i:[a-z_]+\b)|-?\d{{1,5}}\b){_VALUE}"),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(rf"(?i)\b(bearer)(\s+){_VALUE}"), rf"\1\2{HIDDEN}"),
    (re.compile(r"\b(act|rft|clt)\.[^\s\"'&,;]{8,}"), rf"\1.{HIDDEN}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/\"'@]*@"), rf"\1{HIDDEN}@"),
    (re.compile(r"(?i)\b(https?://[^\s\"'<>?#]*)[?#][^\s\"'<>]*"), rf"\1?{HIDDEN}"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

_secrets: OrderedDict[str, None] = OrderedDict()
_guard = threading.Lock()


def register_secret(*values: str) -> None:
    """Never let these be seen in a log, a crash report or on the console, however written."""
    with _guard:
        for value in values:
            for text in _spellings(value) if len(value) >= SHORTEST else ():
                _secrets[text] = None
                _secrets.move_to_end(text)
        while len(_secrets) > MOST_SECRETS:  # tokens of last month are dead
            _secrets.popitem(last=False)


def _spellings(value: str) -> set[str]:
    """As it is, in an address, in a repr of text and of bytes, in JSON."""
    data = value.encode("utf-8", "surrogatepass")
    shown = {repr(value)[1:-1], repr(data)[2:-1], json.dumps(value)[1:-1]}
    return {value, quote(data), quote(data, safe=""), quote_plus(data), *shown}


def redact(text: str) -> str:
    """The text without registered secrets and without what has the shape of one."""
    for shape, shown in _SHAPES:  # first: a secret may be a word that a shape is known by
        text = shape.sub(shown, text)
    with _guard:
        known = sorted(_secrets, key=len, reverse=True)
    for secret in known:
        if secret in text:
            text = text.replace(secret, HIDDEN)
    return text


def crash_report(exc: BaseException) -> str:
    """What a user can send in: versions and traceback, free of secrets and of local values."""
    lines = "".join(traceback.format_exception(exc))
    system = f"Python {platform.python_version()} on {platform.platform()}"
    return redact(f"tikscheduler {__version__}, {system}\n\n{lines}")


def set_up_logs(folder: Path, *, verbose: bool, console: bool) -> None:
    """Log to rotating files in `folder`, on the console too if asked, unexpected errors included.

    Calling it again replaces what it set up before. Raises `InputError` where the folder cannot
    be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handlers: list[logging.Handler] = [LogFile(folder / FILE_NAME)]
    except OSError as error:
        raise InputError(
            f"The log folder {folder} cannot be written ({error.strerror}); make it writable or "
            "choose another profile.",
            code="log_folder",
        ) from error
    if console:
        handlers.append(Console())
        handlers[-1].setLevel(logging.DEBUG if verbose else logging.WARNING)
    root = logging.getLogger()
    _remove_ours(root)
    for handler in handlers:
        handler.setFormatter(SafeFormatter(LAYOUT))
        root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _on_unexpected
    threading.excepthook = _on_unexpected_in_thread


class SafeFormatter(logging.Formatter):
    """Redacts the finished line, so message, arguments, exception and stack alike.

    Control characters are shown as escapes: a file's name must not forge lines in the log.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        return redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The first line of a record."""
        return _CONTROL.sub(
            lambda found: found[0].encode("unicode_escape").decode(), super().formatMessage(record)
        )

    def formatException(self, ei: object) -> str:
        """The traceback; logging keeps it on the record for handlers of others."""
        return redact(super().formatException(ei))  # type: ignore[arg-type]

    def formatStack(self, stack_info: str) -> str:
        """The stack."""
        return redact(super().formatStack(stack_info))


class _Quiet(logging.Handler):
    """What goes wrong while logging is told without the arguments, which may be secrets."""

    def handleError(self, record: logging.LogRecord) -> None:
        if logging.raiseExceptions and sys.stderr:
            sys.stderr.write(redact(f"Logging failed:\n{traceback.format_exc()}"))


class LogFile(_Quiet, logging.handlers.RotatingFileHandler):
    """A rotating log that several programs may write: each follows when another rotates."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=FILE_BYTES,
            backupCount=FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
        )

    def _open(self) -> TextIOWrapper:
        return open(  # type: ignore[return-value]  # in text mode it is a TextIOWrapper
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            errors=self.errors,
            opener=_private,
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        if self.stream and self._was_rotated(self.stream.fileno()):
            self.stream.close()
            self.stream = self._open()
        super().emit(record)

    def _was_rotated(self, handle: int) -> bool:
        try:
            there = os.stat(self.baseFilename)  # noqa: PTH116
        except FileNotFoundError:
            return True
        here = os.fstat(handle)
        return (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino)


class Console(_Quiet, logging.StreamHandler):  # type: ignore[type-arg]
    """Lines on stderr."""


def _private(path: str, flags: int) -> int:
    handle = os.open(path, flags, 0o600)
    if os.name == "posix":
        os.fchmod(handle, 0o600)  # also a file that was there before
    return handle


def _remove_ours(root: logging.Logger) -> None:
    for handler in [*root.handlers]:
        if isinstance(handler, _Quiet):
            root.removeHandler(handler)
            handler.close()


def _on_unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("Unexpected error", exc_info=(kind, error, trace))
    if sys.stderr and not any(isinstance(h, Console) for h in logging.getLogger().handlers):
        sys.stderr.write(crash_report(error))


def _on_unexpected_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _on_unexpected(args.exc_type, args.exc_value, args.exc_traceback)
