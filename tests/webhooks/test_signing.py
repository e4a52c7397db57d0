"""The signature, against the one worked out for the convention's own example."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tikscheduler.webhooks.signing import headers, new_secret, sign

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The secret of the example that libraries for the convention test themselves with."""


def test_a_signature_that_others_make_too() -> None:
    made = sign(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_long_and_another_each_time() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert one.startswith("whsec_")
        assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


def test_what_is_no_secret_signs_nothing() -> None:
    with pytest.raises(ValueError, match="base64"):
        sign("whsec_not base64!", "msg_1", 1, b"")


def test_the_guides_own_example_takes_what_is_signed_and_nothing_else(tmp_path: Path) -> None:
    [example] = [
        block.split("```")[0]
        for block in GUIDE.read_text(encoding="utf-8").split("```python\n")[1:]
        if "def verify(" in block
    ]
    script = tmp_path / "verify.py"
    script.write_text(
        f"{example}\nimport sys, json\nsent = json.load(sys.stdin)\n"
        "print(verify(sent['secret'], sent['headers'], sent['body'].encode()))\n"
    )

    def verified(body: str, at: float, secret: str = SECRET) -> str:
        sent = headers(SECRET, "msg_1", int(at), '{"a": "é"}'.encode())
        document = json.dumps({"secret": secret, "headers": sent, "body": body})
        done = subprocess.run(
            [sys.executable, str(script)],
            input=document,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    now = time.time()
    assert verified('{"a": "é"}', now) == "True"
    assert verified('{"a": "e"}', now) == "False"
    assert verified('{"a": "é"}', now - 3600) == "False"
    assert verified('{"a": "é"}', now, secret=new_secret()) == "False"
