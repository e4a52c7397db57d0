"""Small facts the program keeps about itself, by name."""

from __future__ import annotations

from tikscheduler.storage.database import Database
from tikscheduler.storage.tables import NoteRow


class NoteRepository:
    """Texts by key. Every method raises `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """The note of this name, or None."""
        with self._database.reading():
            rows = self._database.rows(NoteRow.select(NoteRow.value).where(NoteRow.key == key))
        return rows[0][0] if rows else None

    def put(self, key: str, value: str) -> None:
        """Keep a note, in place of the one of this name."""
        query = NoteRow.insert(key=key, value=value).on_conflict(
            conflict_target=[NoteRow.key], preserve=[NoteRow.value]
        )
        with self._database.unit_of_work():
            self._database.run(query)
