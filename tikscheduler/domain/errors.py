"""Every failure the program can explain. The class alone decides what happens next.

For a post that is being published (`tiktok-api.md` section 6):

=================  ==========================================================
class              what becomes of the post
=================  ==========================================================
`RetryLater`       retried after 5, 15 and 30 minutes, then `failed`
`WaitForWindow`    goes again when the window opens; costs no try
`AccountBlocked`   `held` with all of its account until TikTok takes posts again
`LoginNeeded`      `held` until the account is connected again
`NeedsUser`        `held` with the one question to answer
`GiveUp`           `failed`: TikTok will never take it as it is
`TooLate`          `missed`: never sent by itself
=================  ==========================================================
"""

from __future__ import annotations

from datetime import timedelta


class TikSchedulerError(Exception):
    """Base class. The message is one sentence for the user; `code` is for programs.

    `log_id` is TikTok's id of the exchange, or "" where TikTok had no part in it.
    """

    code = "error"

    def __init__(self, message: str, *, code: str = "", log_id: str = "") -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.log_id = log_id

    @property
    def message(self) -> str:
        """The sentence for the user."""
        return str(self)


# --- what the user or the machine got wrong, outside of publishing ---------------------------


class InputError(TikSchedulerError):
    """What was asked for cannot be done; the message names the thing and the mend."""

    code = "bad_input"


class ChangedMeanwhile(InputError):
    """What was to be changed is no longer what whoever asked has seen."""

    code = "changed"


class SettingsError(InputError):
    """A setting has an unknown name or a value of the wrong type."""

    code = "bad_setting"


class StorageError(TikSchedulerError):
    """The database cannot do what was asked (full or read-only disk, locked, ...)."""

    code = "storage"


class DatabaseDamaged(StorageError):
    """The database file is not a sound database."""

    code = "database_damaged"


class DatabaseTooNew(StorageError):
    """A newer version of the program wrote this database."""

    code = "database_too_new"


class VaultError(TikSchedulerError):
    """Secrets cannot be read or written: no keyring, a locked one, a wrong passphrase."""

    code = "vault"


class EngineBusy(TikSchedulerError):
    """Another running program publishes for this profile."""

    code = "engine_busy"


class ConnectFailed(TikSchedulerError):
    """Connecting an account did not succeed: refused, timed out, cancelled, wrong account."""

    code = "connect_failed"


# --- what can happen to a post while it is being published -----------------------------------


class PublishError(TikSchedulerError):
    """Something kept a post from going out."""


class RetryLater(PublishError):
    """A passing fault. `after` is the wait the server asked for, if it asked for one."""

    code = "try_again"

    def __init__(
        self, message: str, *, code: str = "", log_id: str = "", after: timedelta | None = None
    ) -> None:
        super().__init__(message, code=code, log_id=log_id)
        self.after = after


class Unreachable(RetryLater):
    """TikTok did not answer: no network, refused, timed out, cut off."""

    code = "unreachable"


class ServerTrouble(RetryLater):
    """TikTok answered with a fault of its own (5xx, or something that is no answer)."""

    code = "server_trouble"


class UploadGone(RetryLater):
    """The upload address has expired or is unknown (PUT answered 403 or 404)."""

    code = "upload_expired"


class UploadOutOfStep(RetryLater):
    """TikTok expects another part (PUT answered 416). `received` is its count, if it gave one."""

    code = "upload_out_of_step"

    def __init__(self, message: str, *, received: int | None = None, log_id: str = "") -> None:
        super().__init__(message, log_id=log_id)
        self.received = received


class PartMissing(RetryLater):
    """TikTok lacks a part and still takes it: the next try need not wait."""

    code = "part_missing"


class TooLate(PublishError):
    """What was promised for a time long past may no longer start by itself."""

    code = "missed"


class WaitForWindow(PublishError):
    """A limit is used up; it opens again after `after`."""

    code = "rate_limit_exceeded"

    def __init__(self, message: str, *, after: timedelta, code: str = "", log_id: str = "") -> None:
        super().__init__(message, code=code, log_id=log_id)
        self.after = after


class AccountBlocked(PublishError):
    """TikTok takes nothing more of this account for now; `domain.blocks` knows for how long."""

    code = "blocked"


class LoginNeeded(PublishError):
    """The account must be connected again."""

    code = "login_needed"


class AccessTokenInvalid(LoginNeeded):
    """TikTok does not take this access token; a refresh may help, once."""

    code = "access_token_invalid"


class NeedsUser(PublishError):
    """Only the user can decide how to go on."""

    code = "needs_user"


class GiveUp(PublishError):
    """It will never work as it is."""

    code = "refused"


class LostClaim(TikSchedulerError):
    """Another worker owns this post now, or the user took it back; stop quietly."""

    code = "lost_claim"


class Stopping(TikSchedulerError):
    """The program is closing; the step is left where it can be taken up again."""

    code = "stopping"
