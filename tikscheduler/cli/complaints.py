"""The last stop of an error on the command line: one sentence, and an exit status."""

from __future__ import annotations

import logging
import sys

from tikscheduler.cli.session import complain
from tikscheduler.domain.errors import TikSchedulerError

log = logging.getLogger(__name__)


def explain(error: Exception) -> int:
    """Tell an error in one line; one that nobody expected is logged whole. Returns 1."""
    if isinstance(error, TikSchedulerError):
        log.info("%s: %s", error.code, error)
        complain(str(error))
    elif isinstance(error, BrokenPipeError):  # whoever read our output has gone, as `| head` does
        sys.stderr.close()
    elif isinstance(error, OSError):  # those of rooms are sentences by now; this is our output
        log.critical("a file could not be read or written", exc_info=error)
        complain(f"A file could not be read or written ({error.strerror or error}).")
    else:
        log.critical("unexpected error", exc_info=error)
        complain(
            f"Something unexpected went wrong ({type(error).__name__}); the log in the profile "
            "folder has the details."
        )
    return 1
