"""Accounts: the panel, connecting, the TikTok app's set-up."""

from __future__ import annotations
