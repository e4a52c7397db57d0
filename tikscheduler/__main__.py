"""`python -m tikscheduler`."""

from __future__ import annotations

import sys

from tikscheduler.cli import main

if __name__ == "__main__":
    sys.exit(main())
