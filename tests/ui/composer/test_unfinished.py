"""Nothing that was typed is lost silently."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, Open, all_posts
from tikscheduler.domain.post import Privacy
from tikscheduler.storage import Storage
from tikscheduler.ui.composer import kept
from tikscheduler.ui.kit import Kit

ESC = Qt.Key.Key_Escape


def test_esc_keeps_what_was_begun_and_it_can_be_brought_back(
    qtbot: QtBot, kit: Kit, storage: Storage, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect("mira.films")
    jonas = connect("jonas.cooks")
    first = open_composer(videos=(clip,), account_id=jonas.id)
    qtbot.keyClicks(first.form.caption, "Half a sentence")
    first.form.audience.choose(Privacy.PUBLIC)
    first.form.ai.setChecked(True)
    first.pictures.cover.setValue(7)
    qtbot.keyClick(first.form.caption, ESC)
    assert not first.isVisible()
    assert all_posts(storage) == []

    second = open_composer()
    assert second.offer.isVisible()
    assert "Half a sentence" in second.offer._words.text()
    assert second.form.caption.caption == ""
    qtbot.keyClick(second.offer.take, Qt.Key.Key_Space)
    assert second.form.caption.caption == "Half a sentence"
    assert second.form.chosen_account == kit.book.get(jonas.id)
    assert second.form.ai.isChecked()
    qtbot.waitUntil(lambda: second.footage.facts is not None)
    assert second.pictures.cover.cover_ms == 700
    assert second.form.audience.privacy is None  # TikTok wants it chosen every time
    second.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(second.footer.schedule.isEnabled)
    with qtbot.waitSignal(second.accepted, timeout=WAIT):
        second.footer.schedule.click()
    assert kept.offered(kit.preferences, None) is None


def test_what_is_forgotten_is_not_offered_again(
    qtbot: QtBot, connect: Connect, open_composer: Open
) -> None:
    connect()
    first = open_composer()
    qtbot.keyClicks(first.form.caption, "Never mind")
    qtbot.mouseClick(first.close_button, Qt.MouseButton.LeftButton)
    second = open_composer()
    qtbot.mouseClick(second.offer.forget, Qt.MouseButton.LeftButton)
    assert not second.offer.isVisible()
    assert not open_composer().offer.isVisible()


def test_a_composer_nothing_was_done_in_leaves_nothing(
    qtbot: QtBot, kit: Kit, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    for composer in (open_composer(), open_composer(videos=(clip,))):
        qtbot.keyClick(composer, ESC)
        assert not composer.isVisible()
    assert kept.offered(kit.preferences, None) is None


def test_two_unfinished_posts_are_both_kept(
    qtbot: QtBot, kit: Kit, connect: Connect, open_composer: Open
) -> None:
    connect()
    for words in ("One", "Two"):
        composer = open_composer()
        qtbot.keyClicks(composer.form.caption, words)
        qtbot.keyClick(composer, ESC)
    for words in ("Two", "One"):
        composer = open_composer()
        qtbot.mouseClick(composer.offer.take, Qt.MouseButton.LeftButton)
        assert composer.form.caption.caption == words


def test_changes_of_a_post_are_offered_on_that_post_alone(
    qtbot: QtBot, kit: Kit, storage: Storage, connect: Connect, clip: Path, open_composer: Open
) -> None:
    account = connect()
    from tikscheduler.services.scheduling import Wish

    for caption in ("First", "Other"):
        wish = Wish(
            video=clip, account=account.name, when=None, caption=caption, privacy=Privacy.PUBLIC
        )
        kit.desk.program().plan.add([wish])
    first, other = sorted(all_posts(storage), key=lambda post: post.id)
    composer = open_composer(first)
    qtbot.keyClicks(composer.form.caption, " changed")
    qtbot.keyClick(composer, ESC)
    assert not open_composer(other).offer.isVisible()
    assert not open_composer().offer.isVisible()
    again = open_composer(first)
    assert again.form.caption.caption == "First"
    qtbot.mouseClick(again.offer.take, Qt.MouseButton.LeftButton)
    assert again.form.caption.caption == "First changed"


def test_spoilt_preferences_do_no_harm(
    qtbot: QtBot, kit: Kit, connect: Connect, open_composer: Open
) -> None:
    connect()
    spoilt = {"post": None, "caption": 7, "wall": "soon", "account": "x", "cover": "y"}
    kit.preferences.set(kept.NAME, ["nonsense", spoilt])
    composer = open_composer()
    qtbot.mouseClick(composer.offer.take, Qt.MouseButton.LeftButton)
    assert composer.form.caption.caption == "7"
