"""The consent page: which account, and which of the things the app asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from starlette.responses import Response

from tikscheduler.sandbox.pages import avatar, page
from tikscheduler.sandbox.people import SCOPES, App, Creator

ALWAYS_GRANTED = "user.info.basic"
SHOWN = 20
STYLE = """
.brand { display: flex; align-items: center; gap: 10px; margin: 0 0 20px; color: var(--soft);
  font-size: 13px }
.brand i { width: 26px; height: 26px; border-radius: 8px; background: var(--accent) }
fieldset { border: 0; padding: 0; margin: 20px 0; min-width: 0 }
legend { padding: 0; font-weight: 600; margin-bottom: 8px }
label.row { display: flex; align-items: center; gap: 12px; padding: 10px 14px; cursor: pointer;
  border-top: 1px solid var(--line) }
label.row:first-child { border-top: 0 }
label.row:has(input[type=radio]:checked) { background: var(--tint) }
label.row:first-child:has(:checked) { border-radius: 13px 13px 0 0 }
label.row:last-child:has(:checked) { border-radius: 0 0 13px 13px }
label.row span { flex: 1; min-width: 0 } label.row b { display: block; font-weight: 600 }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: 12px }
.actions button { padding: 13px }
"""


def ask(
    app: App, creators: Sequence[Creator], hidden: Mapping[str, str], scopes: Sequence[str]
) -> Response:
    """The page with the accounts, the scopes that may be unticked, and the two buttons."""
    fields = "".join(
        f'<input type=hidden name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    body = (
        f'<main class=narrow><form method=post action="/v2/auth/authorize/">{fields}'
        "<input type=hidden name=choose value=1>"
        "<div class=brand><i></i>TikTok sandbox: nothing leaves this computer</div>"
        f"<h1>{escape(app.name)} wants to access your TikTok account</h1>"
        "<p class=soft>Choose the account, and untick what you do not want to allow.</p>"
        "<fieldset><legend>Account</legend><div class=card>"
        f"{''.join(_account(creator, n == 0) for n, creator in enumerate(creators[:SHOWN]))}"
        "</div></fieldset>"
        f"<fieldset><legend>{escape(app.name)} would like to</legend><div class=card>"
        f"{''.join(_scope(scope) for scope in scopes)}</div></fieldset>"
        "<div class=actions><button name=decision value=deny>Deny</button>"
        "<button class=main name=decision value=allow>Allow</button></div></form></main>"
    )
    return page("Log in with TikTok (sandbox)", body, style=STYLE)


def _account(creator: Creator, first: bool) -> str:
    kind = "private" if creator.private else "public"
    return (
        f'<label class=row><input type=radio name=account value="{escape(creator.username)}"'
        f"{' checked' if first else ''}>{avatar(creator.username, 40)}"
        f"<span><b>{escape(creator.nickname)}</b>"
        f"<span class='soft small'>@{escape(creator.username)}</span></span>"
        f"<em class=tag style='font-style:normal'>{kind}</em></label>"
    )


def _scope(scope: str) -> str:
    fixed = " checked disabled" if scope == ALWAYS_GRANTED else " checked"
    return (
        f"<label class=row><span>{escape(SCOPES[scope])}<br>"
        f"<code class='soft small'>{escape(scope)}</code></span>"
        f'<input type=checkbox name=grant value="{escape(scope)}"{fixed}></label>'
    )
