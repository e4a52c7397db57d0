"""TikTok's login: authorize address, exchange, refresh, revoke (`tiktok-api.md` section 1)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from tikscheduler.domain.account import WANTED_SCOPES, TokenGrant
from tikscheduler.domain.errors import (
    ConnectFailed,
    InputError,
    LoginNeeded,
    NeedsUser,
    ServerTrouble,
    TikSchedulerError,
)
from tikscheduler.settings import AUTH_URL
from tikscheduler.tiktok.answers import ErrorBody, error_for
from tikscheduler.tiktok.reply import Reply, clean_code, clean_log_id, decode, unreadable
from tikscheduler.tiktok.transport import Ask, Transport

T = TypeVar("T")

AUTHORIZE = "/v2/auth/authorize/"
TOKEN = "/v2/oauth/token/"  # noqa: S105  (a path)
REVOKE = "/v2/oauth/revoke/"
LONGEST_LIFE = int(timedelta(days=3650).total_seconds())

TEMPORARY = frozenset({"server_error", "temporarily_unavailable"})
MISCONFIGURED = {
    "invalid_client": "TikTok does not know this client key and secret; store the right ones "
    "with “tikscheduler credentials set --client-key KEY”.",
    "invalid_request": "TikTok did not take the login request; check that the app's redirect URI "
    "is http://127.0.0.1:*/callback/ in TikTok's developer portal.",
    "invalid_scope": "The TikTok app lacks a permission that was asked for; add it in TikTok's "
    "developer portal.",
    "unauthorized_client": "This TikTok app may not log users in; look at its state in TikTok's "
    "developer portal.",
    "unsupported_grant_type": "This TikTok app cannot log users in this way; add Login Kit for "
    "Desktop to it in TikTok's developer portal.",
    "unsupported_response_type": "This TikTok app cannot log users in this way; add Login Kit for "
    "Desktop to it in TikTok's developer portal.",
}
"""OAuth errors that the owner of the TikTok app can mend (section 6.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The TikTok app's client key and secret."""

    key: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRequest:
    """One login: `url` is for the browser; the rest is needed when its answer comes."""

    redirect_uri: str
    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: str = field(repr=False)


class _TokenBody(msgspec.Struct):
    open_id: str | None = None
    scope: str | None = None
    access_token: str | None = None
    expires_in: int | None = None
    refresh_token: str | None = None
    refresh_expires_in: int | None = None
    error: str | ErrorBody | None = None
    log_id: str | None = None

    @property
    def error_code(self) -> str:
        """The category of the error; "" for success. Never the description: it may quote."""
        code = self.error.code if isinstance(self.error, ErrorBody) else self.error
        return "" if code in {None, "ok"} else clean_code(str(code))


class OAuth:
    """Speaks to TikTok's login. Implements `domain.ports.Refresher`. Thread-safe.

    `credentials` is asked anew for every call, as they can change while the program runs.
    """

    def __init__(
        self,
        transport: Transport,
        credentials: Callable[[], Credentials | None],
        *,
        auth_url: str = AUTH_URL,
    ) -> None:
        self._transport = transport
        self._credentials = credentials
        self._auth_url = auth_url.rstrip("/")

    def new_login(self, redirect_uri: str, scopes: Collection[str] = WANTED_SCOPES) -> LoginRequest:
        """Everything for one login (sections 1.3 and 1.4). Raises `InputError` without credentials.

        TikTok's challenge is the verifier's SHA-256 in hexadecimal; other services take base64url.
        """
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        query = urlencode(
            {
                "client_key": self._known().key,
                "scope": ",".join(scopes),
                "redirect_uri": redirect_uri,
                "state": state,
                "response_type": "code",
                "code_challenge": hashlib.sha256(verifier.encode()).hexdigest(),
                "code_challenge_method": "S256",
                "disable_auto_auth": "1",  # else the browser's current account is taken unasked
            }
        )
        return LoginRequest(
            redirect_uri=redirect_uri,
            url=f"{self._auth_url}{AUTHORIZE}?{query}",
            state=state,
            verifier=verifier,
        )

    def exchange(self, code: str, request: LoginRequest) -> TokenGrant:
        """Trade the browser's code for tokens (section 1.6).

        Raises `ConnectFailed` where TikTok refuses, `Unreachable` or `ServerTrouble` where it
        cannot answer. A code works once, so nothing is repeated.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": request.redirect_uri,
            "code_verifier": request.verifier,
        }
        return self._post(TOKEN, form, lambda reply: _read_grant(reply, _exchange_error), tries=1)

    def refresh(self, refresh_token: str) -> TokenGrant:
        """Trade a refresh token for a new pair; the old pair is dead then (section 1.6).

        After a lost answer it is tried once more with the same token. Raises `LoginNeeded` where
        the token no longer works, `NeedsUser` where the app is misconfigured, `ServerTrouble` and
        `Unreachable` where the old token may still be good.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._post(TOKEN, form, lambda reply: _read_grant(reply, _refresh_error), tries=2)

    def revoke(self, access_token: str) -> None:
        """Take the app off the user's connected apps (section 1.7).

        A token that is dead already counts as revoked. Raises as `refresh` does.
        """
        self._post(REVOKE, {"token": access_token}, _read_revoked, tries=2)

    def _known(self) -> Credentials:
        found = self._credentials()
        if found is None or not (found.key and found.secret):
            raise InputError(
                "The TikTok app's key and secret are not known yet; store them with "
                "“tikscheduler credentials set --client-key KEY”.",
                code="credentials_missing",
            )
        return found

    def _post(
        self, path: str, form: dict[str, str], read: Callable[[Reply], T], *, tries: int
    ) -> T:
        app = self._known()
        ask = Ask(
            method="POST",
            target=path,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Cache-Control": "no-cache",
            },
            body=urlencode({"client_key": app.key, "client_secret": app.secret, **form}).encode(),
        )
        return self._transport.call(ask, read, tries=tries)


def _read_grant(reply: Reply, refused: Callable[[str, str], TikSchedulerError]) -> TokenGrant:
    """Tokens, or the error. The body decides: TikTok sends OAuth errors with HTTP 200 too."""
    body = _read_body(reply)
    log_id = clean_log_id(body.log_id or reply.log_id)
    if body.error_code:
        raise refused(body.error_code, log_id)
    life, refresh_life = body.expires_in or 0, body.refresh_expires_in or 0
    access, refresh = body.access_token or "", body.refresh_token or ""
    if not (body.open_id and life > 0 and refresh_life > 0 and _is_token(access, refresh)):
        raise unreadable(log_id)
    return TokenGrant(
        open_id=body.open_id,
        scopes=frozenset(filter(None, (body.scope or "").replace(" ", ",").split(","))),
        access_token=access,
        expires_in=min(life, LONGEST_LIFE),
        refresh_token=refresh,
        refresh_expires_in=min(refresh_life, LONGEST_LIFE),
    )


def _read_revoked(reply: Reply) -> None:
    if not reply.body.strip() and reply.is_success:
        return
    body = _read_body(reply)
    if body.error_code and body.error_code not in {"invalid_grant", "access_token_invalid"}:
        raise _refresh_error(body.error_code, clean_log_id(body.log_id or reply.log_id))


def _read_body(reply: Reply) -> _TokenBody:
    try:
        body = decode(reply.body, _TokenBody, log_id=reply.log_id)
    except ServerTrouble as error:
        if reply.status == 429 or reply.status >= 500:
            raise error_for(reply, "", log_id=reply.log_id) from error
        raise
    if not body.error_code and not reply.is_success and not body.access_token:
        raise error_for(reply, "", log_id=reply.log_id)
    return body


def _is_token(*texts: str) -> bool:
    """Whether these can stand in a header line."""
    return all(text and text.isascii() and text.isprintable() for text in texts)


def _exchange_error(code: str, log_id: str) -> TikSchedulerError:
    if code in TEMPORARY:
        return _trouble(code, log_id)
    if code == "invalid_grant":
        sentence = "TikTok's answer had expired before it could be used; connect the account again."
    elif code == "access_denied":
        sentence = "The connection was refused in the browser; connect again and press Authorize."
    else:
        sentence = MISCONFIGURED.get(code) or "TikTok refused the login; connect the account again."
    return ConnectFailed(sentence, code=code, log_id=log_id)


def _refresh_error(code: str, log_id: str) -> TikSchedulerError:
    if code in TEMPORARY:
        return _trouble(code, log_id)
    if code in MISCONFIGURED:
        return NeedsUser(MISCONFIGURED[code], code=code, log_id=log_id)
    return LoginNeeded(
        "TikTok does not renew the account's login any more; connect the account again.",
        code=code,
        log_id=log_id,
    )


def _trouble(code: str, log_id: str) -> ServerTrouble:
    return ServerTrouble(
        "TikTok's login has a fault of its own at the moment.", code=code, log_id=log_id
    )
