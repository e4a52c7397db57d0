"""The bar below: is publishing on, what goes next, what is on its way, may I close."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from tikscheduler.ui import words
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.widgets import label, line, set_kind

TICK_MS = 10_000


class StatusBar(QFrame):
    """Words only: read from the overview and the transfers, and told again every ten seconds."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "side")
        self.dot, self.state = label("●"), label("", "dim")
        self.next_label, self.next = label(self.tr("Next:"), "dim"), label("", "strong")
        self.next_in = label("", "dim")
        self.transfers = label("", "running")
        self.safe, self.zone = label("", "dim"), label("", "dim")
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(self.dot)
        row.addWidget(self.state)
        row.addSpacing(12)
        for one in (self.next_label, self.next, self.next_in):
            row.addWidget(one)
        row.addSpacing(12)
        row.addWidget(self.transfers)
        row.addStretch(1)
        row.addWidget(self.safe)
        row.addSpacing(12)
        row.addWidget(self.zone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line())
        column.addLayout(row, 1)
        self.setFixedHeight(30)
        kit.overview.changed.connect(self._show)
        kit.transfers.changed.connect(lambda _ids: self._show_transfers())
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._show)
        self._timer.start()
        self._show()

    def _show(self) -> None:
        self._show_state()
        self._show_next()
        self._show_transfers()

    def _show_state(self) -> None:
        watch = self._kit.overview
        text, kind = {
            "starting": (self.tr("Starting…"), "dim"),
            "on": (self.tr("Publishing is on"), "good"),
            "paused": (self.tr("Publishing is paused"), "wait"),
            "elsewhere": (self.tr("Another window or program publishes"), "wait"),
            "off": (self.tr("Publishing is off"), "failed"),
        }[watch.state]
        if watch.trouble and watch.state == "on":
            text, kind = self.tr("Publishing is held up: %1").replace("%1", watch.trouble), "failed"
        self.state.setText(text)
        self.state.setToolTip(watch.trouble)
        set_kind(self.dot, kind)
        now = self._kit.desk.now()
        self.zone.setText(words.offset(self._kit.zone, now))

    def _show_next(self) -> None:
        kit, latest = self._kit, self._kit.overview.latest
        now = kit.desk.now()
        post = latest.next_post if latest else None
        at = latest.next_at if latest else None
        self.next_label.setVisible(post is not None)
        if post is None or at is None:
            self.next.setText("")
            self.next_in.setText(self.tr("Nothing is planned") if latest else "")
        else:
            there = words.local(at, kit.zone)
            today = words.local(now, kit.zone).date()
            clock = words.clock(there)
            if there.date() != today:
                clock = f"{words.day(there.date(), today)} {clock}"
            self.next.setText(f"{kit.book.name(post.account_id)} {clock}".strip())
            self.next_in.setText(words.until(at, now))
        self.safe.setText(self._safe())

    def _safe(self) -> str:
        kit, latest = self._kit, self._kit.overview.latest
        if latest is None:
            return ""
        if latest.under_way:
            return self.tr("Not safe to close now")
        if latest.safe_until is None:
            return self.tr("Safe to close")
        now = kit.desk.now()
        if latest.safe_until <= now:
            return self.tr("Not safe to close now")
        there = words.local(latest.safe_until, kit.zone)
        today = words.local(now, kit.zone).date()
        clock = words.clock(there)
        if there.date() != today:
            clock = f"{words.day(there.date(), today)} {clock}"
        return self.tr("Safe to close until %1").replace("%1", clock)

    def _show_transfers(self) -> None:
        transfers = self._kit.transfers
        count = len(transfers.all)
        if not count:
            self.transfers.setText("")
            return
        rate = f"{words.size(round(transfers.rate))}/s" if transfers.rate else "…"
        uploads = self.tr("%n upload(s)", "", count)
        if uploads.startswith(f"{count} upload(s)"):  # no translation is loaded: English
            uploads = f"{count} upload" if count == 1 else f"{count} uploads"
        self.transfers.setText(f"↑ {uploads} · {transfers.share:.0%} · {rate}")
