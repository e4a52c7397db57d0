"""The accounts' own pictures, kept in the profile so that each is fetched once."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from pathlib import Path

from tikscheduler.domain.account import Account
from tikscheduler.domain.errors import PublishError
from tikscheduler.services.whole_file import write_whole
from tikscheduler.tiktok.pictures import fetch_picture, is_picture
from tikscheduler.tiktok.transport import Transport

log = logging.getLogger(__name__)

FOLDER = "avatars"


def kept_avatar(profile: Path, account: Account) -> tuple[bytes | None, bool]:
    """The picture that is kept of an account, and whether it is the one TikTok names now.

    An older one is better than none while the new one cannot be had.
    """
    if not account.avatar_url:
        return None, True
    current = _file(profile, account)
    for file in (current, *_of(profile, account)):
        with suppress(OSError):
            picture = file.read_bytes()
            if is_picture(picture):  # after a power cut a file may be empty
                return picture, file == current
    return None, False


def fetch_avatar(profile: Path, account: Account, transport: Transport) -> bytes | None:
    """Fetch the picture TikTok names now and keep it; None where it cannot be had just now.

    TikTok's addresses expire, and every sync brings a new one. A picture that is missing is never
    worth a message.
    """
    try:
        picture = fetch_picture(transport, account.avatar_url)
    except PublishError as error:
        log.info("account %s: no avatar: %s", account.id, error.code)
        return None
    _keep(profile, account, picture)
    return picture


def forget_avatar(profile: Path, account: Account) -> None:
    """Remove what is kept of an account that was disconnected."""
    for file in _of(profile, account):
        with suppress(OSError):
            file.unlink()


def _keep(profile: Path, account: Account, picture: bytes) -> None:
    file, older = _file(profile, account), _of(profile, account)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, picture, durable=False)
    except OSError as error:
        log.info("account %s: avatar not kept: %s", account.id, error.strerror)
        return
    for one in older:
        if one != file:
            with suppress(OSError):
                one.unlink()


def _file(profile: Path, account: Account) -> Path:
    address = hashlib.sha256(account.avatar_url.encode()).hexdigest()[:16]
    return profile / FOLDER / f"{_owner(account)}-{address}.img"


def _of(profile: Path, account: Account) -> list[Path]:
    return sorted((profile / FOLDER).glob(f"{_owner(account)}-*.img"))


def _owner(account: Account) -> str:
    # By the open id: an account's number may be given to another once it is gone.
    return hashlib.sha256(account.open_id.encode()).hexdigest()[:16]
