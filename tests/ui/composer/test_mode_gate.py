"""What an account's creator did not allow is shut off, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import WAIT, Connect, Open
from tests.ui.conftest import AddPost
from tikscheduler.domain.account import Account
from tikscheduler.domain.post import Mode
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.spread_sheet import SpreadSheet
from tikscheduler.ui.kit import Kit
from tikscheduler.ui.signals import Draft


@pytest.fixture
def lacking(qtbot: QtBot, kit: Kit, storage: Storage, connect: Connect) -> Account:
    """Mira did not allow direct posts; Jonas allowed all."""
    connect("jonas.cooks")
    mira = connect("mira.films")
    return take(qtbot, kit, storage, mira, "video.publish")


def take(qtbot: QtBot, kit: Kit, storage: Storage, account: Account, *scopes: str) -> Account:
    storage.accounts.update(account.id, scopes=account.scopes - set(scopes))
    kit.book.reload()
    qtbot.waitUntil(lambda: not book_has(kit, account, *scopes), timeout=WAIT)
    found = kit.book.get(account.id)
    assert found
    return found


def book_has(kit: Kit, account: Account, *scopes: str) -> bool:
    found = kit.book.get(account.id)
    return found is not None and bool(found.scopes & set(scopes))


def mode(composer: Composer) -> Mode:
    return composer.form.choices(None).mode


def test_without_direct_posts_a_new_post_is_a_draft(
    lacking: Account, clip: Path, open_composer: Open, kit: Kit
) -> None:
    composer = open_composer(videos=(clip,), account_id=lacking.id)
    draft = composer.form.draft
    assert (mode(composer), draft.isEnabled(), draft.why) == (Mode.DRAFT, False, "drafts only")
    assert "has not allowed this program to post directly. Log in again" in draft.toolTip()
    assert draft.accessibleDescription() == draft.toolTip()
    assert composer.form.draft_part.isVisible()
    [jonas] = [one for one in kit.book.accounts if one.id != lacking.id]
    composer.form.account.choose(jonas.id)
    assert (mode(composer), draft.isEnabled(), draft.why) == (Mode.DIRECT, True, "")
    draft.setChecked(True)
    composer.form.account.choose(lacking.id)
    composer.form.account.choose(jonas.id)
    assert mode(composer) is Mode.DRAFT  # the user's own choice


def test_without_drafts_the_tick_is_shut(
    qtbot: QtBot, kit: Kit, storage: Storage, mira: Account, clip: Path, open_composer: Open
) -> None:
    take(qtbot, kit, storage, mira, "video.upload")
    draft = open_composer(videos=(clip,), account_id=mira.id).form.draft
    assert (draft.isChecked(), draft.isEnabled(), draft.why) == (False, False, "not allowed")
    assert "has not allowed this program to send drafts" in draft.toolTip()


@pytest.mark.parametrize(
    ("scope", "kept"), [("video.publish", Mode.DIRECT), ("video.upload", Mode.DRAFT)]
)
def test_a_post_that_is_there_keeps_its_mode_and_is_told_of(
    qtbot: QtBot,
    kit: Kit,
    storage: Storage,
    mira: Account,
    clip: Path,
    open_composer: Open,
    add_post: AddPost,
    scope: str,
    kept: Mode,
) -> None:
    take(qtbot, kit, storage, mira, scope)
    post = add_post("2026-11-25 18:00", of=mira, video=clip, mode=kept)
    composer = open_composer(post)
    assert mode(composer) is kept
    assert composer.form.draft.isEnabled()
    qtbot.waitUntil(lambda: "has not allowed" in composer.footer.box.text)


def test_the_sheet_of_several_does_the_same(
    qtbot: QtBot, kit: Kit, lacking: Account, clip: Path
) -> None:
    sheet = SpreadSheet(kit, Draft(videos=(clip,), account_id=lacking.id))
    qtbot.addWidget(sheet)
    assert sheet.panel.mode is Mode.DRAFT
    assert not sheet.panel.draft.isEnabled()
    assert sheet.panel.draft.why == "drafts only"
