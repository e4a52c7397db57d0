"""Rules 1 to 3 of the content sharing guidelines: who posts, whether he can, and how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.conftest import FakeClock
from tests.ui.composer.conftest import Connect, Open, all_posts, settled
from tikscheduler.domain.account import CreatorInfo
from tikscheduler.domain.post import PostStatus, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.storage import Storage
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.creators import FRESH_FOR, Told, Word
from tikscheduler.ui.kit import Kit

EVENING = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - within 24 hours, a wall time is naive
LATER = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - beyond them
MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def shown(composer: Composer) -> str:
    return composer.form.creator.text


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


# --- 1: fresh creator info, and the nickname ------------------------------------------------------


def test_rule_1_the_nickname_is_the_one_of_this_moment(
    qtbot: QtBot, kit: Kit, sandbox: Sandbox, connect: Connect, open_composer: Open
) -> None:
    mira = connect()
    sandbox.state.creators["mira.films"].nickname = "Mira Moves"  # since she was connected
    composer = open_composer(wait=False)
    assert plain(shown(composer)) == "Asking TikTok about @mira.films…"
    qtbot.waitUntil(lambda: settled(composer))
    assert plain(shown(composer)) == "You post as Mira Moves"
    assert composer.form.creator.accessibleName() == shown(composer)
    # The list of accounts and everything else follow.
    qtbot.waitUntil(lambda: "Mira Moves" in composer.form.account.currentText())
    known = kit.book.get(mira.id)
    assert known is not None
    assert known.creator is not None
    assert known.avatar_url == known.creator.avatar_url != ""


def test_rule_1_nothing_is_planned_while_tiktok_is_asked(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    account = connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(composer.footer.schedule.isEnabled)
    composer.creators.ask(account, anew=True)
    composer.refresh()
    assert not composer.footer.schedule.isEnabled()
    assert composer.footer.schedule.toolTip() == "TikTok is being asked about @mira.films."
    qtbot.waitUntil(composer.footer.schedule.isEnabled)


def test_rule_1_every_composer_and_every_account_chosen_is_asked_for_anew(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, open_composer: Open
) -> None:
    mira, jonas = connect("mira.films"), connect("jonas.cooks")
    first = open_composer(account_id=mira.id)
    sandbox.state.creators["mira.films"].nickname = "Second"
    assert plain(shown(open_composer(account_id=mira.id))) == "You post as Second"
    first.form.account.choose(jonas.id)
    qtbot.waitUntil(lambda: plain(shown(first)) == "You post as Jonas Cooks")
    sandbox.state.creators["mira.films"].nickname = "Third"
    first.form.account.choose(mira.id)
    qtbot.waitUntil(lambda: plain(shown(first)) == "You post as Third")


def test_rule_1_a_composer_that_stood_open_for_long_asks_again(
    qtbot: QtBot,
    clock: FakeClock,
    sandbox: Sandbox,
    connect: Connect,
    clip: Path,
    open_composer: Open,
) -> None:
    connect()
    composer = open_composer(videos=(clip,))
    composer.form.audience.choose(Privacy.PUBLIC)
    creator = sandbox.state.creators["mira.films"]
    creator.nickname, creator.private = "Mira at Night", True
    clock.tick(minutes=FRESH_FOR // timedelta(minutes=1) - 1)
    composer.creators.renew()
    assert plain(shown(composer)) == "You post as Mira Films"
    clock.tick(minutes=1)
    composer.creators.renew()
    qtbot.waitUntil(lambda: plain(shown(composer)) == "You post as Mira at Night")
    assert composer.form.audience.privacy is None
    qtbot.waitUntil(lambda: "does not offer: Everyone" in composer.footer.box.text)


@pytest.mark.parametrize(
    "nickname",
    [
        "נועה כהן",
        "مطبخ ليلى 🍳",
        "🏳️‍🌈👩‍👩‍👧‍👦🔥",
        "\u202eevil\u2069 name",
        "two\nlines\tof it",
        "W" * 400,
    ],
)
def test_rule_1_any_nickname_keeps_to_its_line_and_its_direction(
    nickname: str, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    plain_one = open_composer(videos=(clip,))
    sandbox.state.creators["mira.films"].nickname = nickname
    composer = open_composer(videos=(clip,))
    text = shown(composer)
    assert text.startswith("You post as \u2068")
    assert text.endswith("\u2069")
    inside = text.removeprefix("You post as \u2068").removesuffix("\u2069")
    assert not any(mark in inside for mark in MARKS)
    assert "\n" not in inside
    assert composer.form.creator.height() == plain_one.form.creator.height()
    assert composer.width() == plain_one.width()
    assert composer.form.sizeHint().width() == plain_one.form.sizeHint().width()


def test_rule_1_creator_info_without_most_of_its_fields_is_no_fault(
    connect: Connect, clip: Path, open_composer: Open
) -> None:
    account = connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    told = Told(creator=CreatorInfo(), word=Word.FRESH)
    composer.form.creator.show_creator(account, told)
    assert plain(shown(composer)) == "TikTok tells no nickname for @mira.films"
    composer.form.audience.set_creator(CreatorInfo())
    view = composer.form.audience.view
    assert view.count() == 0
    assert view.placeholderText() == "TikTok offers nobody"
    composer.refresh()
    assert composer.footer.schedule.toolTip() == "Choose who can view this."


def test_rule_1_where_nothing_was_ever_told_nothing_is_offered(
    qtbot: QtBot,
    kit: Kit,
    storage: Storage,
    sandbox: Sandbox,
    connect: Connect,
    clip: Path,
    open_composer: Open,
) -> None:
    mira = connect()
    storage.accounts.update(mira.id, creator=None, creator_at=None)
    kit.book.reload()
    qtbot.waitUntil(lambda: all(one.creator is None for one in kit.book.accounts))
    sandbox.stop()
    composer = open_composer(videos=(clip,), wall=EVENING)
    assert plain(shown(composer)) == "TikTok has not told who @mira.films is"
    assert composer.form.audience.view.count() == 0
    qtbot.waitUntil(lambda: "asked first" in composer.footer.schedule.toolTip())
    assert not composer.footer.schedule.isEnabled()
    assert composer.footer.save.isEnabled()


# --- 2: the creator cannot post now ---------------------------------------------------------------


def test_rule_2_a_creator_without_posts_left_is_stopped_for_a_day(
    qtbot: QtBot,
    storage: Storage,
    sandbox: Sandbox,
    connect: Connect,
    clip: Path,
    open_composer: Open,
) -> None:
    connect()
    sandbox.state.creators["mira.films"].daily_posts = 0
    composer = open_composer(videos=(clip,), wall=EVENING)
    composer.form.audience.choose(Privacy.PUBLIC)
    footer = composer.footer
    qtbot.waitUntil(lambda: "number of posts" in footer.schedule.toolTip())
    assert footer.box.verdict.tone is Tone.FAILED
    assert "try again later" in footer.box.text
    assert plain(shown(composer)) == "Mira Films cannot post now"
    assert not footer.schedule.isEnabled()
    # Nothing is lost meanwhile, and a time beyond TikTok's window can be planned: TikTok is asked
    # again right before the post goes out.
    assert footer.save.isEnabled()
    composer.form.when.set_wall(LATER)
    qtbot.waitUntil(footer.schedule.isEnabled)
    assert "asked again right before" in footer.box.text
    with qtbot.waitSignal(composer.accepted):
        footer.schedule.click()
    assert [post.status for post in all_posts(storage)] == [PostStatus.SCHEDULED]


def test_rule_2_a_banned_creator_is_stopped_for_any_time_and_for_drafts(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    sandbox.state.creators["mira.films"].banned = True
    composer = open_composer(videos=(clip,), wall=LATER)
    footer = composer.footer
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(lambda: "try again later" in footer.schedule.toolTip())
    composer.form.draft.setChecked(True)
    qtbot.waitUntil(lambda: "try again later" in footer.schedule.toolTip())
    assert not footer.schedule.isEnabled()


def test_rule_2_who_can_post_again_is_let_go_on(
    qtbot: QtBot,
    clock: FakeClock,
    sandbox: Sandbox,
    connect: Connect,
    clip: Path,
    open_composer: Open,
) -> None:
    connect()
    creator = sandbox.state.creators["mira.films"]
    creator.banned = True
    composer = open_composer(videos=(clip,), wall=LATER)
    composer.form.audience.choose(Privacy.PUBLIC)
    assert not composer.footer.schedule.isEnabled()
    creator.banned = False
    clock.tick(minutes=5)
    composer.creators.renew()
    qtbot.waitUntil(composer.footer.schedule.isEnabled)


# --- 3: the video is not too long -----------------------------------------------------------------


def test_rule_3_a_video_longer_than_the_creator_may_post_is_stopped(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    sandbox.state.creators["mira.films"].max_seconds = 1
    composer = open_composer(videos=(clip,), wall=EVENING)
    composer.form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(lambda: "may last 1 s" in composer.footer.schedule.toolTip())
    assert not composer.footer.schedule.isEnabled()
    assert composer.footer.box.verdict.tone is Tone.FAILED
