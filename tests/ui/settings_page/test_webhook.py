"""The webhook on the settings page: every part by mouse or keys, over a real receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidgetItem
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.webhooks.receiver import Receiver, answer, receiving
from tikscheduler.domain.webhooks import Delivery, Event, Format, WebhookChoices
from tikscheduler.services.outbox import NOTE, delivery, read_choices, write_choices
from tikscheduler.storage import Storage
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.settings.page import SettingsPage
from tikscheduler.ui.settings.webhook_group import RenewQuestion, WebhookGroup

LEFT = Qt.MouseButton.LeftButton
SPACE, ENTER = Qt.Key.Key_Space, Qt.Key.Key_Return
SLACK = "https://hooks.slack.com/services/T0/B0/canary"

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Enter = Callable[[QLineEdit, str], None]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def group(qtbot: QtBot, page: SettingsPage) -> WebhookGroup:
    qtbot.waitUntil(lambda: page.webhook.loaded)
    return page.webhook


@pytest.fixture
def chosen(storage: Storage) -> Callable[[], WebhookChoices]:
    """What the database says."""
    return lambda: read_choices(storage.notes.get(NOTE))


@pytest.fixture
def pointed(qtbot: QtBot, group: WebhookGroup, receiver: Receiver, enter: Enter) -> WebhookGroup:
    """A webhook that points at the receiver."""
    qtbot.mouseClick(group.private, LEFT)
    enter(group.address.edit, receiver.url)
    qtbot.waitUntil(group.test.isEnabled)
    return group


def texts(group: WebhookGroup) -> list[str]:
    return [item.text() for item in items(group)]


def items(group: WebhookGroup) -> list[QListWidgetItem]:
    return [group.news.list.item(row) for row in range(group.news.list.count())]


def test_it_is_off_and_has_nothing_at_first(group: WebhookGroup) -> None:
    assert not group.on.isChecked()
    assert not group.on.isEnabled()
    assert not group.test.isEnabled()
    assert group.address.edit.isVisible()
    assert group.address.edit.echoMode() is QLineEdit.EchoMode.Password
    assert group.news.none.isVisible()
    assert not group.private.isChecked()
    assert all(box.isChecked() for box in group.events.values())


def test_an_address_is_kept_and_only_its_host_is_shown(
    qtbot: QtBot, group: WebhookGroup, enter: Enter, chosen: Callable[[], WebhookChoices]
) -> None:
    enter(group.address.edit, SLACK)
    qtbot.waitUntil(group.address.change.isVisible)
    assert group.address.host.text() == "hooks.slack.com"
    assert group.address.edit.text() == ""
    assert not group.address.edit.isVisible()
    assert group.on.isChecked()
    assert group.format.currentData() == Format.SLACK
    assert (chosen().on, chosen().host) == (True, "hooks.slack.com")


def test_a_wrong_address_is_told_beside_the_field_and_can_be_mended(
    qtbot: QtBot, group: WebhookGroup, enter: Enter
) -> None:
    enter(group.address.edit, "hooks.slack.com/services")
    qtbot.waitUntil(group.address_row.problem.isVisible)
    assert "must begin with https://" in group.address_row.problem.text()
    assert group.address.edit.isVisible()
    assert group.address.edit.isEnabled()
    assert not group.on.isEnabled()
    group.address.edit.setText(SLACK)
    qtbot.mouseClick(group.address.save, LEFT)
    qtbot.waitUntil(group.address.change.isVisible)
    assert not group.address_row.problem.isVisible()


def test_changing_it_and_thinking_better_of_it(
    qtbot: QtBot, group: WebhookGroup, enter: Enter
) -> None:
    enter(group.address.edit, SLACK)
    qtbot.waitUntil(group.address.change.isVisible)
    qtbot.keyClick(group.address.change, SPACE)
    assert group.address.edit.isVisible()
    qtbot.keyClicks(group.address.edit, "https://other")
    qtbot.keyClick(group.address.cancel, SPACE)
    assert group.address.host.isVisible()
    assert group.address.edit.text() == ""
    qtbot.keyClick(group.address.remove, SPACE)
    qtbot.waitUntil(group.address.edit.isVisible)
    assert not group.on.isChecked()
    assert not group.test.isEnabled()


def test_choices_are_kept_as_soon_as_they_are_made(
    qtbot: QtBot, pointed: WebhookGroup, chosen: Callable[[], WebhookChoices]
) -> None:
    qtbot.mouseClick(pointed.events[Event.PUBLISHED], LEFT)
    qtbot.keyClick(pointed.events[Event.MISSED], SPACE)
    qtbot.waitUntil(lambda: chosen().events == {Event.FAILED, Event.HELD})
    pointed.format.setFocus()
    qtbot.keyClick(pointed.format, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: chosen().format is Format.SLACK)
    qtbot.mouseClick(pointed.on, LEFT)
    qtbot.waitUntil(lambda: not chosen().on)
    qtbot.mouseClick(pointed.private, LEFT)
    qtbot.waitUntil(lambda: not chosen().private)


def test_a_test_shows_the_answer_in_words(
    qtbot: QtBot, pointed: WebhookGroup, receiver: Receiver
) -> None:
    qtbot.keyClick(pointed.test, SPACE)
    qtbot.waitUntil(lambda: "took it" in pointed.said.text())
    assert pointed.said.property("kind") == "good"
    assert receiver.heard[0].news["event"] == "webhook.test"
    receiver.says = lambda _: answer(404)
    qtbot.waitUntil(pointed.test.isEnabled)
    qtbot.mouseClick(pointed.test, LEFT)
    qtbot.waitUntil(lambda: "404" in pointed.said.text())
    assert pointed.said.property("kind") == "failed"
    assert "404" in pointed.test.accessibleDescription()


def test_the_window_goes_on_while_a_receiver_hangs(
    qtbot: QtBot, pointed: WebhookGroup, receiver: Receiver
) -> None:
    receiver.says = lambda _: None
    qtbot.mouseClick(pointed.test, LEFT)
    assert pointed.said.text() == "Sending…"
    assert not pointed.test.isEnabled()
    qtbot.waitUntil(lambda: bool(receiver.heard))
    receiver.over.set()
    qtbot.waitUntil(lambda: "no HTTP" in pointed.said.text())
    qtbot.waitUntil(pointed.test.isEnabled)


def test_the_secret_is_copied_and_changed_after_a_question(
    qtbot: QtBot, pointed: WebhookGroup
) -> None:
    def copied() -> str:
        QGuiApplication.clipboard().clear()
        qtbot.mouseClick(pointed.copy, LEFT)
        qtbot.waitUntil(lambda: bool(QGuiApplication.clipboard().text()))
        return QGuiApplication.clipboard().text()

    def question() -> RenewQuestion:
        qtbot.keyClick(pointed.renew, SPACE)
        [found] = [
            one
            for one in QApplication.topLevelWidgets()
            if isinstance(one, RenewQuestion) and one.isVisible()
        ]
        return found

    first = copied()
    assert first.startswith("whsec_")
    question().reject()
    assert copied() == first
    with qtbot.waitSignal(pointed._kit.signals.remark):
        qtbot.mouseClick(question().go, LEFT)
    assert copied() != first


def test_a_410_is_told(
    qtbot: QtBot, pointed: WebhookGroup, receiver: Receiver, storage: Storage
) -> None:
    receiver.says = lambda _: answer(410)
    qtbot.mouseClick(pointed.test, LEFT)
    qtbot.waitUntil(lambda: not pointed.on.isChecked())
    qtbot.waitUntil(lambda: "410" in pointed.on_row.hint.text())
    assert "410" in pointed.on.accessibleDescription()
    assert pointed.on.isEnabled()


# --- the latest news -----------------------------------------------------------------------


@pytest.fixture
def news(storage: Storage) -> Callable[..., Delivery]:
    def add(event: str, minutes: int, **values: object) -> Delivery:
        at = NOON - timedelta(minutes=minutes)
        made = delivery(event, at, post_id=minutes, post={"caption": "Morning\nwalk"})
        kept = replace(made, **values)  # type: ignore[arg-type]
        storage.deliveries.add(kept)
        return kept

    return add


def test_the_latest_news_say_what_became_of_them(
    qtbot: QtBot, group: WebhookGroup, news: Callable[..., Delivery], clock: FakeClock
) -> None:
    news("post.published", 1, due_at=None, delivered_at=NOON, tries=1, answer=200)
    news("post.failed", 2, due_at=None, tries=13, problem="x answered 404 Not Found.")
    news("post.held", 3, due_at=NOON + timedelta(minutes=10), tries=3, problem="No answer.")
    news("post.missed", 4)
    group.look()
    qtbot.waitUntil(lambda: len(items(group)) == 4)
    assert texts(group) == [
        "12:59 today · Live · post 1 · “Morning walk”\nDelivered 13:00 today",
        "12:58 today · Failed · post 2 · “Morning walk”\nGiven up. x answered 404 Not Found.",
        "12:57 today · Needs you · post 3 · “Morning walk”\nGoes again in 10 min. No answer.",
        "12:56 today · Missed · post 4 · “Morning walk”\nAbout to be sent",
    ]
    spoken = items(group)[0].data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == texts(group)[0].replace("\n", ", ")


def test_one_is_sent_again_by_keys(
    qtbot: QtBot, pointed: WebhookGroup, news: Callable[..., Delivery], storage: Storage
) -> None:
    made = [
        news("post.failed", minutes, due_at=None, tries=13, problem="Gone.") for minutes in (1, 2)
    ]
    pointed.look()
    qtbot.waitUntil(lambda: len(items(pointed)) == 2)
    assert not pointed.news.again.isEnabled()
    pointed.news.list.setFocus()
    assert items(pointed)[0].isSelected()  # so that it is seen where one is
    qtbot.keyClick(pointed.news.list, Qt.Key.Key_End)
    assert pointed.news.again.isEnabled()
    qtbot.keyClick(pointed.news.again, SPACE)
    qtbot.waitUntil(lambda: "About to be sent" in texts(pointed)[1])
    assert [one.id for one in storage.deliveries.due(NOON, 10)] == [made[1].id]
    assert pointed.news.list.currentRow() == 1


def test_what_another_program_does_is_seen_before_long(
    qtbot: QtBot, group: WebhookGroup, news: Callable[..., Delivery], storage: Storage
) -> None:
    made = news("post.held", 3)
    qtbot.waitUntil(lambda: len(items(group)) == 1)
    storage.deliveries.delivered(made, NOON, 200)
    qtbot.waitUntil(lambda: "Delivered" in texts(group)[0])


def test_sending_again_while_it_is_off_is_told(
    qtbot: QtBot, group: WebhookGroup, news: Callable[..., Delivery], kit: Kit, storage: Storage
) -> None:
    storage.notes.put(NOTE, write_choices(WebhookChoices(host="hooks.example.com")))
    news("post.failed", 1, due_at=None)
    group.look()
    qtbot.waitUntil(lambda: len(items(group)) == 1)
    group.news.list.setCurrentRow(0)
    with qtbot.waitSignal(kit.signals.problem) as told:
        qtbot.mouseClick(group.news.again, LEFT)
    assert told.args == ["The webhook is off; switch it on, then send this again."]
