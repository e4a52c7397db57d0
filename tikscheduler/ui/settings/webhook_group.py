"""The webhook: where news of posts are sent, which, in what form, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from tikscheduler.domain.errors import TikSchedulerError
from tikscheduler.domain.webhooks import Event, Format, WebhookChoices
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.question import Question
from tikscheduler.ui.settings.rows import CheckRow, Group, OneOf, Row
from tikscheduler.ui.settings.webhook_address import AddressField
from tikscheduler.ui.settings.webhook_news import NewsList
from tikscheduler.ui.widgets import button, label, set_kind

if TYPE_CHECKING:
    from tikscheduler.bootstrap import Program
    from tikscheduler.services.webhooks import Tried
    from tikscheduler.storage import Storage

Failed = Callable[[Exception], object]


class WebhookGroup(Group):
    """What is chosen is read when the group is shown, and kept as soon as it is chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(self.tr("Webhook"))
        self._kit = kit
        self.loaded = False
        self.events: dict[Event, QCheckBox] = {}
        self._add_address()
        self._add_switch()
        self._add_format()
        self._add_events()
        self._add_private()
        self._add_secret()
        self._add_test()
        self.news = NewsList(kit)
        self.add(Row(self.tr("Latest news"), self.news))
        self._show(WebhookChoices())

    # --- rows ------------------------------------------------------------------------------

    def _add_address(self) -> None:
        self.address = AddressField()
        self.address.entered.connect(self._on_address)
        self.address.removed.connect(self._on_remove)
        hint = self.tr(
            "News of your posts are sent here. The address is kept where the logins are, and only "
            "its host is shown again."
        )
        self.address_row = Row(self.tr("Address"), self.address, hint)
        self.add(self.address_row)

    def _add_switch(self) -> None:
        self.on_row = CheckRow(self._kit.theme, self.tr("Send news"))
        self.on = self.on_row.box
        self.on.clicked.connect(lambda on: self._choose(on=on))
        self.add(self.on_row)

    def _add_format(self) -> None:
        name = self.tr("Format")
        entries: list[tuple[str, object]] = [
            (self.tr("JSON, for a program"), Format.JSON),
            (self.tr("Slack"), Format.SLACK),
            (self.tr("Discord"), Format.DISCORD),
        ]
        self.format = OneOf(self._kit.theme, name, entries, Format.JSON)
        self.format.activated.connect(self._on_format)
        self.add(Row(name, self.format))

    def _add_events(self) -> None:
        for event, text in (
            (Event.PUBLISHED, self.tr("When a post is live")),
            (Event.FAILED, self.tr("When a post failed")),
            (Event.HELD, self.tr("When a post needs you")),
            (Event.MISSED, self.tr("When a post was missed")),
        ):
            row = CheckRow(self._kit.theme, text)
            row.box.clicked.connect(self._on_event)
            self.events[event] = row.box
            self.add(row)

    def _add_private(self) -> None:
        hint = self.tr(
            "For a receiver on this computer or in your own network; http:// will do for these. "
            "Slack, Discord and whatever else is on the internet need it not."
        )
        row = CheckRow(self._kit.theme, self.tr("Allow private addresses"), hint)
        self.private = row.box
        self.private.clicked.connect(lambda on: self._choose(private=on))
        self.add(row)

    def _add_secret(self) -> None:
        self.copy = button(self.tr("Copy"), self._on_copy, name=self.tr("Copy the signing secret"))
        self.renew = button(
            self.tr("New secret…"), self.ask_renew, name=self.tr("Make a new signing secret")
        )
        hint = self.tr("The receiver can check by it that news come from here; see the guide.")
        self.secret_row = Row(self.tr("Signing secret"), _in_line(self.copy, self.renew), hint)
        self.add(self.secret_row)

    def _add_test(self) -> None:
        self.test = button(self.tr("Send a test"), self._on_test)
        self.said = label("", "dim", wrap=True)
        self.said.setMinimumWidth(300)
        self.test_row = Row(self.tr("Test"), _in_line(self.test, self.said))
        self.add(self.test_row)

    # --- reading and showing ---------------------------------------------------------------

    def look(self) -> None:
        """Read what is chosen, and the latest news."""

        def work(storage: Storage) -> WebhookChoices:
            from tikscheduler.services.outbox import NOTE, read_choices

            return read_choices(storage.notes.get(NOTE))

        self._kit.desk.read(self, work, self._show)
        self.news.look()

    def _show(self, choices: WebhookChoices) -> None:
        self.loaded = True
        there = bool(choices.host)
        self.address.show_host(choices.host)
        self.on.setChecked(choices.on)
        self.on_row.say(
            choices.off_because or ("" if there else self.tr("Enter an address first."))
        )
        set_kind(self.on_row.hint, "failed" if choices.off_because else "dim")
        self.format.choose(choices.format)
        for event, box in self.events.items():
            box.setChecked(event in choices.events)
        self.private.setChecked(choices.private)
        for one in (self.on, self.copy, self.renew, self.test):
            one.setEnabled(there)

    # --- what the user does ----------------------------------------------------------------

    def _choose(self, **changes: Any) -> None:
        def work(program: Program) -> WebhookChoices:
            return program.webhooks.choose(**changes)

        self._kit.desk.act(self, work, self._on_changed, self._on_refused(self.address_row))

    def _on_format(self) -> None:
        self._choose(format=Format(self.format.currentData()))  # Qt gives back a bare text

    def _ask_in_turn(
        self, work: Callable[[Program], Any], done: Callable[[Any], object], failed: Failed
    ) -> None:
        """After what was chosen before is kept: on lanes of their own one could overtake the
        other."""

        def ask(_: None) -> None:
            self._kit.desk.ask(self, work, done, failed)

        self._kit.desk.act(self, lambda _program: None, ask, failed)

    def _on_event(self) -> None:
        self._choose(
            events=frozenset(event for event, box in self.events.items() if box.isChecked())
        )

    def _on_address(self, text: str) -> None:
        self.address.setEnabled(False)
        self.address_row.complain("")

        def work(program: Program) -> WebhookChoices:
            return program.webhooks.set_address(text)

        self._ask_in_turn(work, self._on_address_kept, self._on_refused(self.address_row))

    def _on_address_kept(self, choices: WebhookChoices) -> None:
        self.address.forget_typed()
        self._on_changed(choices)

    def _on_remove(self) -> None:
        self.address.setEnabled(False)

        def work(program: Program) -> WebhookChoices:
            return program.webhooks.forget_address()

        self._kit.desk.ask(self, work, self._on_changed, self._on_refused(self.address_row))

    def _on_changed(self, choices: WebhookChoices) -> None:
        self.address.setEnabled(True)
        self.address_row.complain("")
        self.said.setText("")
        self._show(choices)
        self.news.look()

    def _on_refused(self, row: Row) -> Failed:
        def refused(error: Exception) -> None:
            self.address.setEnabled(True)
            if isinstance(error, TikSchedulerError):
                row.complain(str(error))
            else:
                self._kit.desk.tell(error)
            self.look()

        return refused

    def _on_copy(self) -> None:
        def work(program: Program) -> str:
            return program.webhooks.signing_secret()

        def copy(secret: str) -> None:
            QGuiApplication.clipboard().setText(secret)
            self._kit.signals.remark.emit(self.tr("The signing secret was copied."))

        self._kit.desk.ask(self, work, copy, self._on_refused(self.secret_row))

    def ask_renew(self) -> None:
        """Say what a new secret means before it is made."""
        question = RenewQuestion(self.window())
        question.accepted.connect(self._on_renew)
        question.finished.connect(question.deleteLater)
        question.open()

    def _on_renew(self) -> None:
        def work(program: Program) -> None:
            program.webhooks.renew_secret()

        def done(_: None) -> None:
            self._kit.signals.remark.emit(self.tr("News are signed with the new secret from now."))

        self._kit.desk.ask(self, work, done, self._on_refused(self.secret_row))

    def _on_test(self) -> None:
        self.test.setEnabled(False)
        self.test_row.complain("")
        set_kind(self.said, "dim")
        self.said.setText(self.tr("Sending…"))

        def work(program: Program) -> Tried:
            return program.webhooks.test()

        def refused(error: Exception) -> None:
            self.said.setText("")
            self._on_refused(self.test_row)(error)

        self._ask_in_turn(work, self._on_tested, refused)

    def _on_tested(self, tried: Tried) -> None:
        self.said.setText(("✓ " if tried.ok else "") + tried.words)
        set_kind(self.said, "good" if tried.ok else "failed")
        self.test.setAccessibleDescription(tried.words)
        self.look()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: another program may have changed it meanwhile."""
        super().showEvent(event)
        self.look()


class RenewQuestion(Question):
    """Accepted means go."""

    def __init__(self, parent: QWidget) -> None:
        text = self.tr(
            "Whoever checks news with the old secret refuses them until it is given the new one."
        )
        super().__init__(self.tr("Make a new signing secret?"), text, parent)
        self.buttons.addWidget(button(self.tr("Cancel"), self.reject))
        self.go = button(self.tr("Make a new one"), self.accept, kind="primary")
        self.buttons.addWidget(self.go)
        self.finish()


def _in_line(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    return made
