"""The only room that knows peewee: posts, accounts and notes in one database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tikscheduler.settings import Settings

if TYPE_CHECKING:
    from tikscheduler.storage.accounts import AccountRepository
    from tikscheduler.storage.blocks import BlockRepository
    from tikscheduler.storage.counts import CountRepository
    from tikscheduler.storage.database import Database
    from tikscheduler.storage.deliveries import DeliveryRepository
    from tikscheduler.storage.listing import Listing
    from tikscheduler.storage.notes import NoteRepository
    from tikscheduler.storage.pace import Pace
    from tikscheduler.storage.posts import PostRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An open database and what is in it. May be shared between threads."""

    database: Database
    posts: PostRepository
    accounts: AccountRepository
    blocks: BlockRepository
    counts: CountRepository
    deliveries: DeliveryRepository
    notes: NoteRepository
    listing: Listing
    pace: Pace

    def close(self) -> None:
        """Close every connection. A second call does nothing."""
        self.database.close()


def open_storage(settings: Settings, now: datetime) -> Storage:
    """Open the profile's database, made or brought up to date if need be.

    `now` names the copy that is made before an update.
    Raises `StorageError`, `DatabaseDamaged`, `DatabaseTooNew`.
    """
    # Loaded here, as the window takes its first glance without them.
    from tikscheduler.storage.accounts import AccountRepository
    from tikscheduler.storage.blocks import BlockRepository
    from tikscheduler.storage.counts import CountRepository
    from tikscheduler.storage.database import open_database
    from tikscheduler.storage.deliveries import DeliveryRepository
    from tikscheduler.storage.listing import Listing
    from tikscheduler.storage.migrate import migrate
    from tikscheduler.storage.notes import NoteRepository
    from tikscheduler.storage.pace import Pace
    from tikscheduler.storage.posts import PostRepository

    database = open_database(settings.database_path, settings.database_url)
    try:
        migrate(database, now)
    except BaseException:
        database.close()
        raise
    return Storage(
        database=database,
        posts=PostRepository(database),
        accounts=AccountRepository(database),
        blocks=BlockRepository(database),
        counts=CountRepository(database),
        deliveries=DeliveryRepository(database),
        notes=NoteRepository(database),
        listing=Listing(database),
        pace=Pace(database),
    )
