"""The window. Widgets show and ask; what they ask for is done on other threads (`desk`).

At module level this room imports Qt, `domain` and `settings` only, so that the first frame does not
wait for the database, the network or the keyring to be loaded.
"""

from __future__ import annotations
