"""What the browser shows at the end of a login. Nothing of the request is ever repeated in it."""

from __future__ import annotations

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


def _page(title: str, text: str) -> bytes:
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ margin: 0; min-height: 100vh; display: grid; place-items: center;
         font: 18px/1.5 system-ui, sans-serif; background: #f6f7f9; color: #1c1e21; }}
  main {{ max-width: 28rem; padding: 2rem; text-align: center; }}
  h1 {{ font-size: 1.5rem; }}
  @media (prefers-color-scheme: dark) {{ body {{ background: #17181c; color: #e8e9ec; }} }}
</style>
<main><h1>{title}</h1><p>{text}</p></main>
</html>
""".encode()


CONNECTED = _page(
    "Your TikTok account is connected", "You can close this tab and go back to tikscheduler."
)
REFUSED = _page(
    "The account was not connected",
    "You did not give your permission, so nothing was changed. You can close this tab; to try "
    "again, connect the account in tikscheduler once more.",
)
FAILED = _page(
    "The account was not connected",
    "Something went wrong; tikscheduler says what, and what to do. You can close this tab.",
)
NOT_HERE = _page(
    "Nothing to see here", "This address only takes the answer of a TikTok login that is under way."
)
