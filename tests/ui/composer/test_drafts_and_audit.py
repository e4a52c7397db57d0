"""Drafts, and what the composer says where TikTok has not audited the app."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.conftest import NOON
from tests.ui.composer.conftest import Connect, Open, all_posts
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode, PostStatus, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.inspector.post_view import PostView
from tikscheduler.ui.kit import Kit

TODAY = datetime(2026, 11, 23, 18, 30)  # noqa: DTZ001 - a wall time is naive
CAPTION = "Täglich 🌊\n#sea  "
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def mira(connect: Connect) -> Account:
    return connect()


@pytest.fixture
def composer(qtbot: QtBot, mira: Account, clip: Path, open_composer: Open) -> Composer:
    made = open_composer(videos=(clip,), wall=TODAY, account_id=mira.id)
    made.form.caption.setPlainText(CAPTION)
    return made


def waiting(storage: Storage, add_post: AddPost, of: Account, count: int, hours: float = 1) -> None:
    """Drafts that were delivered so long ago."""
    for _ in range(count):
        post = add_post("2026-11-23 09:00", of=of, status=PostStatus.DELIVERED, mode=Mode.DRAFT)
        storage.posts.write(post, upload_started_at=NOON - timedelta(hours=hours))


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_needs_no_audience_and_says_what_tiktok_drops(
    qtbot: QtBot, storage: Storage, composer: Composer
) -> None:
    part = composer.form.draft_part
    assert not part.isVisible()
    composer.form.draft.setChecked(True)
    for word in ("caption", "cover", "who can view it", "viewers may do", "labels"):
        assert word in part.note.text()
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    with qtbot.waitSignal(composer.accepted):
        qtbot.mouseClick(composer.footer.schedule, LEFT)
    assert [post.mode for post in all_posts(storage)] == [Mode.DRAFT]


def test_the_caption_of_a_draft_is_copied_with_one_click(qtbot: QtBot, composer: Composer) -> None:
    composer.form.draft.setChecked(True)
    copy = composer.form.draft_part.copy
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == CAPTION
    assert copy.text() == "Copied"
    composer.form.caption.setPlainText("")
    assert (copy.isEnabled(), copy.toolTip()) == (False, "There is no caption yet")


@pytest.mark.parametrize(
    ("count", "warns"),
    [(0, ""), (3, ""), (4, "the fifth draft of @mira.films"), (5, "TikTok takes no more")],
)
def test_it_says_how_many_drafts_wait_and_warns_at_the_fifth(
    qtbot: QtBot,
    storage: Storage,
    add_post: AddPost,
    mira: Account,
    composer: Composer,
    count: int,
    warns: str,
) -> None:
    waiting(storage, add_post, mira, count)
    waiting(storage, add_post, mira, 2, hours=23)  # over a day old when this one goes
    composer.form.draft.setChecked(True)
    part = composer.form.draft_part
    qtbot.waitUntil(part.waiting.isVisible)
    assert part.waiting.text().startswith(f"{count} of the 5 drafts")
    box = composer.footer.box
    if warns:
        qtbot.waitUntil(lambda: warns in box.text.replace("\u2068", "").replace("\u2069", ""))
        assert box.verdict.tone is Tone.WAIT
    else:
        qtbot.waitUntil(lambda: box.verdict.tone is Tone.GOOD)


def test_drafts_that_are_finished_or_of_others_do_not_wait(
    storage: Storage, add_post: AddPost, connect: Connect
) -> None:
    mira, jonas = connect("mira.films"), connect("jonas.cooks")
    waiting(storage, add_post, mira, 2)
    waiting(storage, add_post, jonas, 1)
    waiting(storage, add_post, mira, 1, hours=30)
    for status, mode in ((PostStatus.PUBLISHED, Mode.DRAFT), (PostStatus.PUBLISHED, Mode.DIRECT)):
        post = add_post("2026-11-23 09:00", of=mira, status=status, mode=mode)
        storage.posts.write(post, upload_started_at=NOON)
    since = NOON - timedelta(hours=24)
    assert storage.listing.drafts_waiting(since) == {mira.id: 2, jonas.id: 1}


def test_a_delivered_draft_offers_its_caption_in_the_inspector(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, mira: Account
) -> None:
    view = PostView(kit)
    qtbot.addWidget(view)
    view.show()
    view.show_post(add_post("2026-11-24 09:00", of=mira, mode=Mode.DRAFT, caption=CAPTION), [])
    assert not view.copy.isVisible()
    delivered = add_post(
        "2026-11-23 09:00", of=mira, mode=Mode.DRAFT, caption=CAPTION, status=PostStatus.DELIVERED
    )
    view.show_post(delivered, [])
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(kit.signals.remark):
        qtbot.mouseClick(view.copy, LEFT)
    assert QGuiApplication.clipboard().text() == CAPTION


def test_the_inspector_says_when_consent_was_given(
    qtbot: QtBot, kit: Kit, storage: Storage, add_post: AddPost, mira: Account
) -> None:
    view = PostView(kit)
    qtbot.addWidget(view)
    post = add_post("2026-11-24 09:00", of=mira)
    view.show_post(storage.posts.write(post, consented_at=NOON), [])
    assert view.facts.consent.text == "Given 13:00 today"
    view.show_post(add_post(None, of=mira, status=PostStatus.UNPLANNED), [])
    assert view.facts.consent.text == "Asked for when it gets a time"


# --- the audit ------------------------------------------------------------------------------------


def learn(kit: Kit, audited: bool) -> None:
    kit.desk.program().audit.learn(audited)


def test_an_unaudited_app_is_said_before_the_button_and_a_draft_is_offered(
    qtbot: QtBot, kit: Kit, composer: Composer
) -> None:
    composer.form.audience.choose(Privacy.PUBLIC)
    box = composer.footer.box
    qtbot.waitUntil(lambda: box.verdict.tone is Tone.GOOD)
    assert not composer.as_draft.isVisible()
    learn(kit, audited=False)  # while the composer stands open
    qtbot.waitUntil(composer.as_draft.isVisible)
    assert box.verdict.tone is Tone.WAIT
    for word in ("not audited your app", "private", "Only me", "is public"):
        assert word in box.text
    qtbot.mouseClick(composer.as_draft, LEFT)
    assert composer.form.draft.isChecked()
    qtbot.waitUntil(lambda: not composer.as_draft.isVisible())
    qtbot.waitUntil(lambda: "audited" not in box.text)
    assert composer.footer.schedule.isEnabled()


def test_an_unaudited_app_posts_to_a_private_account_as_only_me(
    qtbot: QtBot, kit: Kit, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect("lena.private")
    learn(kit, audited=False)
    composer = open_composer(videos=(clip,), wall=TODAY)
    composer.form.audience.choose(Privacy.FRIENDS)
    box = composer.footer.box
    qtbot.waitUntil(lambda: "posts only as “Only me”" in box.text)
    assert "is public" not in box.text
    composer.form.audience.choose(Privacy.PRIVATE)
    qtbot.waitUntil(lambda: box.verdict.tone is Tone.GOOD)
    assert not composer.as_draft.isVisible()


@pytest.mark.parametrize("known", [None, True])
def test_nothing_is_said_of_an_app_that_is_audited_or_of_which_nothing_is_known(
    qtbot: QtBot, kit: Kit, composer: Composer, known: bool | None
) -> None:
    if known:
        learn(kit, audited=True)
    composer.form.audience.choose(Privacy.PUBLIC)
    box = composer.footer.box
    qtbot.waitUntil(lambda: box.verdict.tone is Tone.GOOD)
    assert "audited" not in box.text
    assert not composer.as_draft.isVisible()


def test_a_post_that_is_out_is_offered_no_other_way(
    kit: Kit, add_post: AddPost, mira: Account, clip: Path, open_composer: Open
) -> None:
    learn(kit, audited=False)
    out = add_post("2026-11-23 09:00", of=mira, status=PostStatus.PUBLISHED, video=clip)
    composer = open_composer(out, wait=False)
    assert not composer.as_draft.isVisible()
    assert not composer.footer.consent.isVisible()
    assert not composer.footer.later.isVisible()
