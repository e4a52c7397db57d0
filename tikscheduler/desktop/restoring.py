"""Between two windows: a backup takes the database's place while nobody has it open."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.engines.lock import EngineLock, program_name
from tikscheduler.settings import Settings
from tikscheduler.storage.backup import restore
from tikscheduler.ui.words import tr


def bring_back(settings: Settings, backup: Path, now: datetime) -> tuple[str, bool]:
    """Put a backup in the place of the database; what to tell of that, and whether it failed."""
    try:
        with EngineLock(settings.profile, program_name(), now):
            restore(backup, settings.database_path, now)
    except TikSchedulerError as error:
        return str(error), True
    return tr("Restored. Posts that were due since the backup was made are held."), False
