"""The look shared by the sandbox's pages, light and dark."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

STYLE = """
:root { color-scheme: light dark;
  --ground: light-dark(#f4f5f7, #101114); --card: light-dark(#fff, #1a1c21);
  --ink: light-dark(#16181d, #eceef2); --soft: light-dark(#5c626d, #9ba1ad);
  --line: light-dark(#dfe2e8, #2d3038); --accent: light-dark(#d81f52, #ff4d78);
  --on-accent: light-dark(#fff, #1b0209); --good: light-dark(#0a7d55, #3fd39b);
  --tint: light-dark(#fdeef2, #2c1820); }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 64px }
main.narrow { max-width: 480px; padding-top: 40px }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; letter-spacing: -.01em }
h2 { font-size: 17px; margin: 32px 0 12px }
p { margin: 0 0 12px } a { color: var(--accent) }
.soft { color: var(--soft) } .small { font-size: 13px }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px }
header.bar { background: var(--card); border-bottom: 1px solid var(--line) }
header.bar div { max-width: 1080px; margin: 0 auto; padding: 12px 20px; display: flex;
  gap: 20px; align-items: baseline }
header.bar b { font-size: 16px; margin-right: auto }
header.bar a { color: var(--soft); text-decoration: none } header.bar a:hover { color: var(--ink) }
button, .button { font: inherit; font-weight: 600; padding: 10px 18px; border-radius: 10px;
  border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
button:hover { filter: brightness(1.06) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
input[type=text], select { font: inherit; padding: 9px 12px; border-radius: 10px; width: 100%;
  border: 1px solid var(--line); background: var(--ground); color: var(--ink) }
input[type=radio], input[type=checkbox] { accent-color: var(--accent); width: 18px; height: 18px;
  flex: none; margin: 0 }
table { width: 100%; border-collapse: collapse; font-size: 14px }
th { text-align: left; color: var(--soft); font-weight: 500; font-size: 13px }
th, td { padding: 9px 14px; border-bottom: 1px solid var(--line); vertical-align: top }
tr:last-child td { border-bottom: 0 }
code { font: 13px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
  overflow-wrap: anywhere }
.tag { display: inline-block; padding: 1px 9px; border-radius: 99px; font-size: 12px;
  border: 1px solid var(--line); color: var(--soft); white-space: nowrap }
.tag.good { color: var(--good); border-color: currentColor }
.tag.bad { color: var(--accent); border-color: currentColor }
.avatar { border-radius: 50%; flex: none; display: block }
"""


def page(title: str, body: str, *, style: str = "", status: int = 200) -> HTMLResponse:
    """A whole page; `body` is HTML whose parts are escaped already."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE}{style}</style></head>"
        f"<body>{body}</body></html>"
    )
    return HTMLResponse(text, status_code=status)


def bar() -> str:
    """The line at the top of the sandbox's own pages."""
    return (
        "<header class=bar><div><b>TikTok sandbox</b>"
        '<a href="/">Posts</a><a href="/control/">Control</a></div></header>'
    )


def avatar(username: str, size: int) -> str:
    """A creator's picture."""
    return (
        f'<img class=avatar src="/avatars/{escape(username)}.png" alt="" '
        f"width={size} height={size}>"
    )
