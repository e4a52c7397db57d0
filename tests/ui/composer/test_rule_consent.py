"""Rules 9 to 14 of the content sharing guidelines: consent, preview, and what is sent when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QTextDocumentFragment
from pytestqt.qtbot import QtBot

from tests.conftest import NOON, FakeClock
from tests.ui.composer.conftest import Connect, Open, all_posts
from tikscheduler.domain.ports import Lane
from tikscheduler.domain.post import Post, PostStatus, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.kit import Kit

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
MUSIC = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
BRANDED = "https://www.tiktok.com/legal/page/global/bc-policy/en"
CAPTION = "  Two spaces, ümläuts, 🌊,\nnew lines #tag @name https://example.org  "
LEFT = Qt.MouseButton.LeftButton


class Browser(QObject):
    """Stands in the place of the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show(self, address: QUrl) -> None:
        self.opened.append(address.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    QDesktopServices.setUrlHandler("https", made, "show")
    yield made
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture
def composer(qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open) -> Composer:
    """One in which all is chosen."""
    connect()
    made = open_composer(videos=(clip,), wall=EVENING)
    made.form.caption.setPlainText(CAPTION)
    made.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(made.footer.schedule.isEnabled)
    return made


def words(composer: Composer) -> str:
    text = QTextDocumentFragment.fromHtml(composer.footer.consent.text()).toPlainText()
    return text.replace("\u00a0", " ")


def publish(kit: Kit, clock: FakeClock, post_id: int) -> Post:
    """Let everything that is due run until TikTok has had its final word."""
    program = kit.desk.program()
    for _ in range(50):
        for lane in Lane:
            program.publisher.sweep(program.publisher.advance, limit=10, lane=lane)
        post = program.storage.posts.get(post_id)
        if post.tiktok_post_id:
            break
        clock.tick(seconds=30)
    return post


# --- 9: consent -----------------------------------------------------------------------------------


def test_rule_9_the_consent_line_is_right_above_the_button_and_right_before_it_by_tab(
    qtbot: QtBot, composer: Composer
) -> None:
    footer = composer.footer
    assert words(composer) == "By posting, you agree to TikTok’s Music Usage Confirmation"
    line, button = footer.consent.geometry(), footer.schedule.geometry()
    assert 0 <= button.top() - line.bottom() <= 16
    assert line.right() == button.right()
    assert footer.consent.nextInFocusChain() is footer.schedule
    composer.form.disclosure.choose(your_brand=True, branded=False)
    assert words(composer) == "By posting, you agree to TikTok’s Music Usage Confirmation"
    composer.form.disclosure.choose(your_brand=True, branded=True)
    both = "By posting, you agree to TikTok’s Branded Content Policy and Music Usage Confirmation"
    qtbot.waitUntil(lambda: words(composer) == both)


def test_rule_9_its_links_open_the_policies(
    qtbot: QtBot, composer: Composer, browser: Browser
) -> None:
    composer.form.disclosure.choose(your_brand=False, branded=True)
    line = composer.footer.consent
    qtbot.waitUntil(lambda: BRANDED in line.text())
    line.setFocus(Qt.FocusReason.TabFocusReason)
    for address in (BRANDED, MUSIC):  # each in its turn, by keyboard
        qtbot.keyClick(line, Qt.Key.Key_Tab)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert browser.opened[-1:] == [address]


def test_rule_9_a_link_opens_by_mouse(qtbot: QtBot, composer: Composer, browser: Browser) -> None:
    line = composer.footer.consent
    qtbot.mouseClick(line, LEFT, pos=QPoint(line.width() - 12, line.height() // 2))
    assert browser.opened == [MUSIC]


def test_rule_9_when_consent_was_given_is_kept(
    qtbot: QtBot, storage: Storage, clock: FakeClock, composer: Composer
) -> None:
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert [post.consented_at for post in all_posts(storage)] == [NOON]


def test_rule_9_a_post_without_a_time_was_not_consented_to(
    qtbot: QtBot, storage: Storage, composer: Composer
) -> None:
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.save, LEFT)
    assert [post.consented_at for post in all_posts(storage)] == [None]


# --- 10: preview ----------------------------------------------------------------------------------


def test_rule_10_the_video_is_previewed_with_the_caption_over_it(
    qtbot: QtBot, composer: Composer
) -> None:
    """That it plays is tested beside the preview itself."""
    preview = composer.pictures.preview
    qtbot.waitUntil(lambda: preview.picture is not None)
    assert preview.isVisible()
    assert preview.accessibleName() == "Play the video"
    before = preview.grab().toImage()
    composer.form.caption.setPlainText("Another caption")
    qtbot.waitUntil(lambda: preview.grab().toImage() != before)


# --- 11: nothing is added -------------------------------------------------------------------------


def test_rule_11_what_is_sent_is_the_file_byte_for_byte_and_the_caption_as_typed(
    qtbot: QtBot,
    kit: Kit,
    sandbox: Sandbox,
    storage: Storage,
    clock: FakeClock,
    clip: Path,
    composer: Composer,
) -> None:
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (post,) = all_posts(storage)
    clock.tick(hours=30)
    kit.desk.program().scheduling.publish_now(post.id)
    assert publish(kit, clock, post.id).status is PostStatus.PUBLISHED
    (sent,) = sandbox.state.published()
    assert sent.sha256 == hashlib.sha256(clip.read_bytes()).hexdigest()
    assert sent.caption == CAPTION
    assert sandbox.state.breaches() == []


# --- 12: nothing before consent -------------------------------------------------------------------


def test_rule_12_tiktok_gets_nothing_of_a_post_before_the_button_is_pressed_and_its_time(
    qtbot: QtBot,
    kit: Kit,
    sandbox: Sandbox,
    storage: Storage,
    clock: FakeClock,
    composer: Composer,
) -> None:
    assert sandbox.state.posts.all() == []
    assert all_posts(storage) == []
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (post,) = all_posts(storage)
    clock.tick(hours=1)
    for lane in Lane:
        kit.desk.program().publisher.sweep(
            kit.desk.program().publisher.advance, limit=10, lane=lane
        )
    assert sandbox.state.posts.all() == []
    assert storage.posts.get(post.id).status is PostStatus.SCHEDULED


def test_rule_12_the_program_allows_nothing_that_was_not_ticked(
    qtbot: QtBot, kit: Kit, sandbox: Sandbox, storage: Storage, clock: FakeClock, composer: Composer
) -> None:
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (post,) = all_posts(storage)
    kit.desk.program().scheduling.publish_now(post.id)
    publish(kit, clock, post.id)
    (sent,) = sandbox.state.posts.all()
    shut = {"disable_comment": True, "disable_duet": True, "disable_stitch": True}
    open_ = {"brand_content_toggle": False, "brand_organic_toggle": False, "is_aigc": False}
    assert sent.options == shut | open_


# --- 13 and 14: what happens then -----------------------------------------------------------------


def test_rule_13_it_says_that_processing_takes_a_few_minutes(
    qtbot: QtBot, composer: Composer
) -> None:
    note = composer.footer.later
    assert note.isVisible()
    assert "can take a few minutes to process and appear on the profile" in note.text()
    composer.form.draft.setChecked(True)
    qtbot.waitUntil(lambda: "appear in the TikTok inbox" in note.text())


def test_rule_14_the_post_is_followed_until_it_is_live(
    qtbot: QtBot, kit: Kit, storage: Storage, clock: FakeClock, composer: Composer
) -> None:
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    (post,) = all_posts(storage)
    kit.desk.program().scheduling.publish_now(post.id)
    live = publish(kit, clock, post.id)
    assert live.status is PostStatus.PUBLISHED
    assert live.tiktok_post_id
