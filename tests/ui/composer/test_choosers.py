"""The drop-down field that chooses an account."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tikscheduler.domain.account import Account
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.choosers import AccountChoice
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft


def test_a_list_that_is_open_stays_while_nothing_about_the_accounts_changes(
    qtbot: QtBot, kit: Kit, account: Account
) -> None:
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    choice = AccountChoice(kit, "Post to")
    qtbot.addWidget(choice)
    emptied: list[int] = []
    choice.model().modelReset.connect(lambda: emptied.append(1))
    choice.model().rowsRemoved.connect(lambda *_: emptied.append(1))
    kit.book.changed.emit()
    assert emptied == []
    assert choice.count() == 1


def test_an_account_of_another_name_is_shown_by_it(
    qtbot: QtBot, kit: Kit, storage: Storage, account: Account
) -> None:
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    choice = AccountChoice(kit, "Post to")
    qtbot.addWidget(choice)
    choice.choose(account.id)
    storage.accounts.update(account.id, handle="mira.travels")
    with qtbot.waitSignal(kit.book.changed):
        kit.book.reload()
    assert "@mira.travels" in choice.currentText()
    assert choice.account == kit.book.get(account.id)


def test_news_of_the_accounts_take_no_sentence_away(
    qtbot: QtBot, kit: Kit, account: Account
) -> None:
    qtbot.waitUntil(lambda: bool(kit.book.accounts))
    composer = Composer(kit, Draft())
    qtbot.addWidget(composer)
    composer.open()
    qtbot.wait(200)  # until it has told of its own beginning
    composer.saving.refused.emit("The disk is full.")
    assert "The disk is full." in composer.footer.box.text
    kit.book.changed.emit()
    qtbot.wait(20)
    assert "The disk is full." in composer.footer.box.text
    composer.done(0)
