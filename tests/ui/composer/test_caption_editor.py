"""The caption: its count, its colours, its completion."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import Connect, Open
from tikscheduler.domain.post import NewPost, PostStatus, Privacy
from tikscheduler.ui.composer.caption_colours import linked
from tikscheduler.ui.composer.caption_editor import CaptionEditor, tags_and_names
from tikscheduler.ui.kit import Kit

KNOT = "\U0001faa2"  # two UTF-16 units


@pytest.fixture
def editor(kit: Kit, qtbot: QtBot) -> CaptionEditor:
    made = CaptionEditor(kit.theme)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("text", "counter", "too_long"),
    [
        ("", "0 / 2200", False),
        (KNOT, "2 / 2200", False),
        ("a" * 2200, "2200 / 2200", False),
        ("a" * 2198 + KNOT, "2200 / 2200", False),
        ("a" * 2199 + KNOT, "2201 / 2200", True),
        ("שלום", "4 / 2200", False),
    ],
)
def test_counts_as_tiktok_does(
    editor: CaptionEditor, text: str, counter: str, too_long: bool
) -> None:
    editor.setPlainText(text)
    assert (editor.counter, editor.too_long) == (counter, too_long)


def test_a_caption_over_the_limit_keeps_the_button_shut_and_says_why(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,))
    composer.form.audience.choose(Privacy.PUBLIC)
    composer.form.caption.setPlainText("a" * 2198 + KNOT)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    assert composer.form.counter.property("kind") == "small"
    qtbot.keyClicks(composer.form.caption, "b")
    qtbot.waitUntil(lambda: not composer.footer.schedule.isEnabled())
    assert composer.form.counter.text() == "2201 / 2200"
    assert composer.form.counter.property("kind") == "small-failed"
    assert "shorten it by 1" in composer.footer.box.text


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("3 knots #hiking #knots @rope.works", ["#hiking", "#knots", "@rope.works"]),
        ("glued#tag and mail@example.com", []),
        ("ends. @name.", ["@name"]),
        (f"{KNOT} #תגית", ["#תגית"]),
        ("#", []),
    ],
)
def test_colours_what_tiktok_links(line: str, parts: list[str]) -> None:
    assert [line[start:end] for start, end in linked(line)] == parts


def test_colours_stand_right_after_an_emoji(editor: CaptionEditor, kit: Kit) -> None:
    editor.setPlainText(f"{KNOT} #knots")
    (span,) = editor.document().firstBlock().layout().formats()
    assert (span.start, span.length) == (3, 6)
    assert span.format.foreground().color() == kit.theme.colour("accent")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_completes_tags_and_names_with_the_keyboard(qtbot: QtBot, editor: CaptionEditor) -> None:
    editor.offer(["#knots @ropeworks", "#knitting", "#knots again"])
    editor.set_caption(f"{KNOT} ")
    qtbot.keyClicks(editor, "#kn")
    popup = editor._list
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() == 2
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.caption == f"{KNOT} #knots "
    assert not popup.isVisible()
    qtbot.keyClicks(editor, "@ro")
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert editor.caption == f"{KNOT} #knots @ro"


def test_completes_from_the_captions_of_the_plan(
    qtbot: QtBot, connect: Connect, open_composer: Open, kit: Kit
) -> None:
    account = connect()
    storage = kit.desk.storage()
    new = NewPost(
        account_id=account.id,
        video=Path("/x.mp4"),
        video_size=1,
        video_mtime_ns=1,
        duration_ms=1,
        caption="By the #harbour",
    )
    storage.posts.add(new, status=PostStatus.UNPLANNED, now=kit.desk.now(), due_at=None)
    composer = open_composer()
    qtbot.waitUntil(lambda: composer.form.caption._words.stringList() == ["#harbour"])


def test_offers_what_was_used_most_first() -> None:
    assert tags_and_names(["#a @b", "@b #c", "@b #c"]) == ["@b", "#c", "#a"]


def test_an_untouched_caption_stays_what_it_was(qtbot: QtBot, editor: CaptionEditor) -> None:
    odd = "no\u00a0break\u2028line"
    editor.set_caption(odd)
    assert editor.caption == odd
    qtbot.keyClicks(editor, "!")
    assert editor.caption.endswith("!")


def test_tab_leaves_the_caption(qtbot: QtBot, connect: Connect, open_composer: Open) -> None:
    connect()
    composer = open_composer()
    composer.activateWindow()
    qtbot.waitUntil(composer.form.caption.hasFocus)
    qtbot.keyClick(composer.form.caption, Qt.Key.Key_Tab)
    assert composer.form.caption.caption == ""
    assert not composer.form.caption.hasFocus()
