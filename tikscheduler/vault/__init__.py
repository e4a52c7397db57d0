"""Where tokens and the app's secret are kept: the only room that knows `keyring`.

`open_vault` gives the place for secrets, `refresh_lock` lets one refresh at a time happen.
"""

from __future__ import annotations

from tikscheduler.vault.locks import refresh_lock
from tikscheduler.vault.opening import Vault, open_vault

__all__ = ["Vault", "open_vault", "refresh_lock"]
