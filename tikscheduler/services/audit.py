"""Whether TikTok has audited the app, as far as its answers have told.

No call asks for it: creator info offers an unaudited app every audience, and only the post itself
is refused (`tiktok-api.md` sections 3.1 and 10 numbers 5 and 6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tikscheduler.storage.notes import NoteRepository
from tikscheduler.tiktok.oauth import Credentials

AUDITED, UNAUDITED = "audited", "unaudited"


class Audit:
    """Kept per app, as its sandbox and its production key are two. `changed` is told of news."""

    def __init__(
        self,
        notes: NoteRepository,
        credentials: Callable[[], Credentials | None],
        changed: Callable[[], None],
    ) -> None:
        self._notes, self._credentials, self._changed = notes, credentials, changed
        self._learnt: bool | None = None

    def learn(self, audited: bool) -> None:
        """Keep what an answer of TikTok's has told."""
        if audited is self._learnt:
            return  # every post tells it again; the keyring need not be asked for each
        word = AUDITED if audited else UNAUDITED
        note = self._note()
        if note:
            self._learnt = audited
        if note and self._notes.get(note) != word:
            self._notes.put(note, word)
            self._changed()

    def forget(self) -> None:
        """The app is another one: what was learnt here is not of it."""
        self._learnt = None

    def known(self) -> bool | None:
        """Whether the app is audited; None where no answer has told it yet."""
        note = self._note()
        word = self._notes.get(note) if note else None
        return None if word is None else word == AUDITED

    def _note(self) -> str:
        credentials = self._credentials()
        if credentials is None:
            return ""
        return f"audit-{hashlib.sha256(credentials.key.encode()).hexdigest()[:12]}"
