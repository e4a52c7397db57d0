"""What can go wrong with a login, and the mend, in words for the window."""

from __future__ import annotations

from dataclasses import dataclass

from tikscheduler.domain.account import WANTED_SCOPES
from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.ui import words

REDIRECT = "http://127.0.0.1:*/callback/"
"""What the app must list as its redirect URI, for Login Kit on the desktop."""

_APP_CODES = frozenset({"client_key", "invalid_client", "credentials_missing"})
_SAME = {
    "invalid_client": "client_key",
    "credentials_missing": "client_key",
    "invalid_request": "redirect_uri",
    "invalid_scope": "scope",
    "scope_not_authorized": "scope",
    "unsupported_grant_type": "code_challenge",
    "unsupported_response_type": "code_challenge",
}
"""Codes that mean the same to the user as what TikTok's page names."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure in words. `code` is for whoever helps; `app`: the key and secret are to blame."""

    words: str
    code: str = ""
    app: bool = False


def trouble(error: TikSchedulerError) -> Trouble:
    """What to tell of a login that failed. Sentences made for the command line are not shown."""
    code = " ".join(filter(None, (error.code, error.log_id)))
    said = _page_errors() | _answers()
    text = said.get(_SAME.get(error.code, error.code), error.message)
    return Trouble(text, code, error.code in _APP_CODES)


def hints() -> list[tuple[str, str]]:
    """Pairs of what TikTok's own page shows and what to do then: it tells only the browser."""
    wrong = tr(
        "TikTok takes the account the browser is logged in to. Log out there, or copy the "
        "address into a private window."
    )
    return [*_page_errors().items(), (tr("the wrong account"), wrong)]


def _page_errors() -> dict[str, str]:
    """By the parameter that TikTok names."""
    return {
        "client_key": tr(
            "TikTok does not know this client key or secret. Copy both anew from its portal."
        ),
        "redirect_uri": tr(
            "The TikTok app does not list this program's address. Under Login Kit, Desktop, add "
            "the redirect URI %1."
        ).replace("%1", REDIRECT),
        "scope": tr(
            "The TikTok app lacks a permission. Add Login Kit and the Content Posting API to it, "
            "with the scopes %1."
        ).replace("%1", ", ".join(WANTED_SCOPES)),
        "code_challenge": tr(
            "The TikTok app is not set up for desktop programs. Under Login Kit, choose Desktop."
        ),
        "non_sandbox_target": tr(
            "The app is in TikTok's own sandbox, and this account is not one of its target "
            "users. Add it in the sandbox's settings; that can take an hour."
        ),
    }


def _answers() -> dict[str, str]:
    """By the code of what came back from the browser, or did not."""
    return {
        "access_denied": tr("Access was refused in the browser. Try again and allow it there."),
        "login_timeout": tr(
            "Nobody answered on TikTok's page in time. If it showed an error, try again and open "
            "“If TikTok's page shows an error”."
        ),
        "login_needed": tr("TikTok ended the new login at once. Try again in a minute."),
    }


def tr(text: str) -> str:
    """A text in the user's language."""
    return words.tr(text, "login")
