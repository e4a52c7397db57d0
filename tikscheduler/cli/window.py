"""Opens the window for a profile."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from tikscheduler.domain.errors import InputError, TikSchedulerError
from tikscheduler.settings import Settings, load_settings


def open_window(
    profile: Path | None = None, *, verbose: bool = False, minimised: bool = False
) -> int:
    """Open the window and stay until it is quit. Raises `InputError`, `SettingsError`."""
    check_display()
    try:
        from tikscheduler import desktop

        return desktop.run(
            partial(load_settings, profile), minimised=minimised, logs=partial(_log, verbose)
        )
    except TikSchedulerError:
        raise
    except Exception:  # before the window could set the logs up: whoever tells it, logs it too
        _log(verbose, load_settings(profile))
        raise


def check_display() -> None:
    """Qt would end the whole program where there is no screen. Raises `InputError`."""
    named = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if sys.platform.startswith("linux") and not named:
        raise InputError(
            "There is no screen to open a window on; “tikscheduler run” publishes without one, "
            "and “tikscheduler --help” lists what else there is."
        )


def _log(verbose: bool, settings: Settings) -> None:
    from tikscheduler.logs import set_up_logs

    set_up_logs(settings.profile / "logs", verbose=verbose, console=verbose)
