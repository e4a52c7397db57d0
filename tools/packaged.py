"""Where the packaged program starts."""

from __future__ import annotations

import multiprocessing
import os
import sys

FOR_US = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "OPENSSL_MODULES")
"""Set by the package for itself; our libraries find what they need without."""


def spare_other_programs() -> None:
    """Let the browser we open load its own libraries, not ours."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)  # read once, when a program starts: we have had it
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in FOR_US:
        if os.environ.get(name, "").startswith(sys.prefix):
            del os.environ[name]


if __name__ == "__main__":
    multiprocessing.freeze_support()  # first: a child process must not become a second program
    spare_other_programs()
    from tikscheduler.cli import main

    sys.exit(main())
