"""Connecting an account through the browser, from the address to the tokens (section 1)."""

from __future__ import annotations

import queue
from collections.abc import Callable, Collection
from types import TracebackType

from tikscheduler.domain.account import WANTED_SCOPES, TokenGrant
from tikscheduler.domain.errors import ConnectFailed
from tikscheduler.tiktok import pages
from tikscheduler.tiktok.listener import CLIENT_SECONDS, PATH, Answers, Listener
from tikscheduler.tiktok.oauth import LoginRequest, OAuth
from tikscheduler.tiktok.reply import clean_code

WAIT_SECONDS = 300.0
MISCONFIGURED = {
    "non_sandbox_target": "This account is not on the sandbox app's list of target users; add it "
    "in TikTok's developer portal (it can take an hour) and connect again.",
    "code_challenge": "TikTok did not take the login's code challenge; set the app up as a "
    "desktop app in TikTok's developer portal.",
    "redirect_uri": "The TikTok app does not list this program's redirect URI; add "
    "http://127.0.0.1:*/callback/ for Login Kit for Desktop in TikTok's developer portal.",
    "client_key": "TikTok does not know this client key; store the right one with “tikscheduler "
    "credentials set --client-key KEY”.",
    "scope_not_authorized": "The TikTok app lacks a permission that was asked for; add its "
    "products and scopes in TikTok's developer portal.",
}
REFUSED = "The connection was refused in the browser; connect again and allow the access."


class LoopbackLogin:
    """One login through the browser. Use it in a `with`, and show `url` to the user in there.

    Raises `InputError` at entry where the app's credentials are not known.
    """

    url: str
    redirect_uri: str

    def __init__(
        self,
        oauth: OAuth,
        scopes: Collection[str] = WANTED_SCOPES,
        *,
        client_seconds: float = CLIENT_SECONDS,
    ) -> None:
        """`client_seconds`: how long a silent connection is kept."""
        self._oauth = oauth
        self._scopes = scopes
        self._client_seconds = client_seconds
        self._answers: Answers = queue.SimpleQueue()
        self._request: LoginRequest | None = None
        self._listener: Listener | None = None

    def __enter__(self) -> LoopbackLogin:
        listener = Listener(self._answers, self._client_seconds)
        self.redirect_uri = f"http://127.0.0.1:{listener.server_port}{PATH}"
        try:
            self._request = self._oauth.new_login(self.redirect_uri, self._scopes)
        except BaseException:
            listener.server_close()
            raise
        self.url = self._request.url
        self._listener = listener
        listener.open(self._request.state)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listener is not None:
            self._listener.end(pages.FAILED)

    def cancel(self) -> None:
        """Let `wait` end with `ConnectFailed`. Safe from any thread, at any time."""
        self._answers.put(None)

    def wait(
        self,
        timeout_seconds: float = WAIT_SECONDS,
        check: Callable[[TokenGrant], object] = lambda _grant: None,
    ) -> TokenGrant:
        """Wait for the browser, and trade its code for tokens.

        `check` may refuse them by raising, before the browser is told that all went well.

        Raises `ConnectFailed` (refused, misconfigured, timed out, cancelled) and what
        `OAuth.exchange` and `check` raise. The listener is closed when this returns.
        """
        if self._request is None or self._listener is None:
            raise RuntimeError("LoopbackLogin is used in a with statement")
        page = pages.FAILED
        try:
            answer = self._next_answer(timeout_seconds)
            self._listener.stop_listening()
            if "code" not in answer:
                page = pages.REFUSED if _is_refusal(answer) else pages.FAILED
                raise _failure(answer)
            grant = self._oauth.exchange(answer["code"], self._request)
            check(grant)
            page = pages.CONNECTED
            return grant
        finally:
            self._listener.end(page)

    def _next_answer(self, timeout_seconds: float) -> dict[str, str]:
        try:
            answer = self._answers.get(timeout=timeout_seconds)
        except queue.Empty:
            raise ConnectFailed(
                "TikTok did not answer in time; if its page in the browser shows an error, mend "
                "what it names in TikTok's developer portal, and connect again.",
                code="login_timeout",
            ) from None
        if answer is None:
            raise ConnectFailed("Connecting the account was cancelled.", code="login_cancelled")
        return answer


def _is_refusal(answer: dict[str, str]) -> bool:
    return answer.get("error") == "access_denied" and not answer.get("error_type")


def _failure(answer: dict[str, str]) -> ConnectFailed:
    """What TikTok's `error` and `error_type` mean: with a type, the app is set up wrongly."""
    if _is_refusal(answer):
        return ConnectFailed(REFUSED, code="access_denied")
    code = answer.get("error_type") or answer.get("error", "")
    known = MISCONFIGURED.get(code)
    if known:
        return ConnectFailed(known, code=code)
    shown = clean_code(code)
    return ConnectFailed(
        f"TikTok ended the login with the reason “{shown}”; check the app in TikTok's developer "
        "portal, and connect again.",
        code=shown,
    )
