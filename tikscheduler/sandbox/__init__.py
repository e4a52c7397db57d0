"""A local TikTok that keeps TikTok's rules, with faults on demand."""

from __future__ import annotations

from tikscheduler.sandbox.faults import parse_fault
from tikscheduler.sandbox.people import AUDITED, UNAUDITED
from tikscheduler.sandbox.server import Sandbox, serve
from tikscheduler.sandbox.switches import Switches

__all__ = ["AUDITED", "UNAUDITED", "Sandbox", "Switches", "parse_fault", "serve"]
