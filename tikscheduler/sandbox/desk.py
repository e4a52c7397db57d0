"""The control page for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from html import escape
from urllib.parse import parse_qs

from starlette.responses import Response

from tikscheduler.domain.errors import InputError
from tikscheduler.sandbox.faults import FOREVER
from tikscheduler.sandbox.pages import avatar, bar, page
from tikscheduler.sandbox.state import SandboxState

STYLE = """
form.line { display: flex; gap: 10px; margin-bottom: 12px } form.line > :first-child { flex: 1 }
.card + form.line { margin-top: 12px }
.cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)) }
.who { display: flex; gap: 12px; padding: 14px; align-items: center }
.wide { overflow-x: auto } .note { padding: 12px 16px; margin: 12px 0; color: var(--accent) }
.none { padding: 16px; color: var(--soft) }
"""
SHOWN = 50
EXAMPLES = "init:500*2 · part[last]:drop-after · status:delay=3 · processing:fail=internal"


def show(state: SandboxState, problem: str = "") -> Response:
    """The page: faults, automatic login, people, apps, settings, broken rules."""
    note = f"<div class='card note' role=alert>{escape(problem)}</div>" if problem else ""
    body = (
        f"{bar()}<main><h1>Control</h1><p class=soft>What shall go wrong, who logs in, and what "
        f"was refused.</p>{note}{_faults(state)}{_login(state)}{_breaches(state)}{_people(state)}"
        f"{_apps(state)}{_switches(state)}</main>"
    )
    return page("Control · TikTok sandbox", body, style=STYLE, status=400 if problem else 200)


def change(state: SandboxState, body: str) -> str:
    """Do what a form of the page asks; "" or what is wrong with it."""
    asked = {name: values[0] for name, values in parse_qs(body, True).items()}
    try:
        if "fault" in asked:
            state.add_fault(asked["fault"])
        if "auto_login" in asked:
            state.set_auto_login(asked["auto_login"])
        if "clear_faults" in asked:
            state.clear_faults()
        if "clear_breaches" in asked:
            state.breach_list.clear()
    except (ValueError, InputError) as error:
        return str(error)
    return ""


def _form(content: str) -> str:
    return f'<form class=line method=post action="/control/">{content}</form>'


def _table(heads: Iterable[str], rows: list[list[str]], none: str) -> str:
    if not rows:
        return f"<div class='card none'>{escape(none)}</div>"
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<div class='card wide'><table><tr>{top}</tr>{lines}</table></div>"


def _faults(state: SandboxState) -> str:
    rows = [
        [
            f"<code>{escape(fault.text)}</code>",
            "always" if fault.times > FOREVER // 2 else str(fault.times),
        ]
        for fault in state.faults.all()
    ]
    clear = (
        _form("<span></span><button name=clear_faults value=1>Clear all</button>") if rows else ""
    )
    return (
        "<h2>Faults</h2>"
        + _form(
            "<input type=text name=fault aria-label=Fault placeholder='init:500*2' required>"
            "<button class=main>Plan this fault</button>"
        )
        + f"<p class='soft small'>For example {escape(EXAMPLES)}</p>"
        + _table(("Planned", "Times left"), rows, "No fault is planned.")
        + clear
    )


def _login(state: SandboxState) -> str:
    options = "".join(
        f'<option value="{escape(name)}"{" selected" if name == state.auto_login else ""}>'
        f"Approve at once as @{escape(name)}</option>"
        for name in state.creators
    )
    return "<h2>Login</h2>" + _form(
        "<select name=auto_login aria-label=Login><option value=''>Ask on the authorize page"
        f"</option>{options}</select><button>Set</button>"
    )


def _people(state: SandboxState) -> str:
    cards = []
    for creator in list(state.creators.values())[:SHOWN]:
        kind = "private" if creator.private else "public"
        cards.append(
            f"<div class='card who'>{avatar(creator.username, 44)}<div>"
            f"<b>{escape(creator.nickname)}</b> <span class=tag>{kind}</span><br>"
            f"<span class='soft small'>@{escape(creator.username)} · up to "
            f"{creator.max_seconds} s{_closed(creator.comment_disabled)}</span></div></div>"
        )
    return f"<h2>Creators</h2><div class=cards>{''.join(cards)}</div>"


def _closed(comment_disabled: bool) -> str:
    return " · comments off" if comment_disabled else ""


def _apps(state: SandboxState) -> str:
    rows = [
        [
            escape(app.name),
            f"<code>{escape(app.client_key)}</code>",
            f"<code>{escape(app.client_secret)}</code>",
            "yes" if app.audited else "no",
        ]
        for app in state.apps.values()
    ]
    return "<h2>Apps</h2>" + _table(("App", "Client key", "Client secret", "Audited"), rows, "")


def _switches(state: SandboxState) -> str:
    rows = [
        [f"<code>{field.name}</code>", escape(str(getattr(state.switches, field.name)))]
        for field in fields(state.switches)
    ]
    return "<h2>Settings</h2>" + _table(("Name", "Value"), rows, "")


def _breaches(state: SandboxState) -> str:
    found = state.breaches()
    rows = [
        [
            f"<span class='soft small'>{escape(breach.at)}</span>",
            f"<code>{escape(breach.operation)}</code>",
            f"<code>{breach.status} {escape(breach.code)}</code>",
            escape(breach.rule),
        ]
        for breach in reversed(found[-SHOWN:])
    ]
    clear = _form("<span></span><button name=clear_breaches value=1>Clear</button>") if rows else ""
    return (
        f"<h2>Broken rules ({len(found)})</h2>"
        + _table(("When", "Call", "Answer", "Rule"), rows, "No rule was broken.")
        + clear
    )
