"""Rules 4 to 8 of the content sharing guidelines: caption, audience, interactions, disclosure."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import Connect, Open, settled
from tikscheduler.domain.post import Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.sandbox.people import Creator
from tikscheduler.ui.composer.audience import PRIVACY_ROLE
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.ticks import Switch, Tick

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PRIVATE_WHY = "Branded content visibility cannot be set to private."
INCOMPLETE = "You need to indicate if your content promotes yourself, a third party, or both."


def click(qtbot: QtBot, box: Tick | Switch) -> None:
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(9, box.height() // 2))


def hover(widget: QWidget, at: QPoint | None = None) -> str:
    """What comes up when the pointer rests on a widget, shut or not."""
    QToolTip.hideText()
    place = at or widget.rect().center()
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def offered(composer: Composer) -> list[str]:
    view = composer.form.audience.view
    return [view.itemText(number) for number in range(view.count())]


class Odd(Creator):
    """A creator whom TikTok offers other audiences than it has documented."""

    levels: tuple[str, ...] = ()

    @property
    def privacy_options(self) -> tuple[str, ...]:
        return self.levels


def offer_levels(sandbox: Sandbox, *levels: str) -> None:
    odd = Odd(username="mira.films", nickname="Mira Films")
    odd.levels = levels
    sandbox.state.creators["mira.films"] = odd


# --- 4: the caption -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("caption", "units", "fits"),
    [
        ("a" * 2200, 2200, True),
        ("a" * 2201, 2201, False),
        ("🌊" * 1100, 2200, True),
        ("🌊" * 1100 + "a", 2201, False),
        ("é" * 2200, 2200, True),
    ],
)
def test_rule_4_a_caption_is_counted_in_utf_16_units(
    qtbot: QtBot,
    connect: Connect,
    clip: Path,
    open_composer: Open,
    caption: str,
    units: int,
    fits: bool,
) -> None:
    connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    composer.form.audience.choose(Privacy.PUBLIC)
    composer.form.caption.setPlainText(caption)
    assert composer.form.counter.text() == f"{units} / 2200"
    footer = composer.footer
    if fits:
        qtbot.waitUntil(footer.schedule.isEnabled)
    else:
        qtbot.waitUntil(lambda: "shorten it by 1" in footer.schedule.toolTip())
        assert not footer.schedule.isEnabled()


def test_rule_4_nothing_is_put_into_the_caption_and_it_can_be_typed(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,))
    assert composer.form.caption.caption == ""
    qtbot.keyClicks(composer.form.caption, "Mine #own")
    assert composer.form.caption.caption == "Mine #own"


# --- 5: who can view it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "options"),
    [
        ("mira.films", ["Everyone", "Friends", "Only me"]),
        ("lena.private", ["Followers", "Friends", "Only me"]),
    ],
)
def test_rule_5_the_audience_is_the_creators_own_and_none_is_chosen(
    connect: Connect, clip: Path, open_composer: Open, who: str, options: list[str]
) -> None:
    connect(who)
    composer = open_composer(videos=(clip,), wall=EVENING)
    assert offered(composer) == options
    assert composer.form.audience.view.currentIndex() == -1
    assert composer.footer.schedule.toolTip() == "Choose who can view this."
    assert not composer.footer.schedule.isEnabled()
    assert composer.footer.box.verdict.headline == "Nearly ready."


def test_rule_5_what_an_account_without_followers_is_offered_is_not_judged(
    sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    sandbox.state.creators["mira.films"].followers = 0
    sandbox.state.creators["mira.films"].private = True
    connect()
    assert offered(open_composer(videos=(clip,))) == ["Followers", "Friends", "Only me"]


def test_rule_5_an_audience_unknown_here_is_left_out(
    sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    offer_levels(sandbox, "PUBLIC_TO_EVERYONE", "INNER_CIRCLE", "SELF_ONLY", "SELF_ONLY")
    connect()
    assert offered(open_composer(videos=(clip,))) == ["Everyone", "Only me"]


def test_rule_5_a_creator_who_is_offered_nothing_posts_nothing(
    sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    offer_levels(sandbox)
    connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    assert offered(composer) == []
    assert composer.form.audience.view.placeholderText() == "TikTok offers nobody"
    assert not composer.footer.schedule.isEnabled()


# --- 6: comments, duets, stitches -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "shut"),
    [
        ("mira.films", set()),
        ("studio.nord", {"duet", "stitch"}),
        ("kiki.quiet", {"comment"}),
        ("lena.private", {"duet", "stitch"}),
    ],
)
def test_rule_6_nothing_is_allowed_beforehand_and_what_is_turned_off_is_shut(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open, who: str, shut: set[str]
) -> None:
    connect(who)
    audience = open_composer(videos=(clip,)).form.audience
    for name in ("comment", "duet", "stitch"):
        box: Tick = getattr(audience, name)
        assert not box.isChecked()
        assert box.isEnabled() is (name not in shut)
        if name in shut:
            assert hover(box) == "Turned off in this account’s settings on TikTok."
            assert box.accessibleDescription() == box.toolTip()
            click(qtbot, box)
            assert not box.isChecked()


# --- 7: commercial content ------------------------------------------------------------------------


def test_rule_7_the_button_says_on_hover_what_is_still_to_be_disclosed(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    form, footer = composer.form, composer.footer
    form.audience.choose(Privacy.PUBLIC)
    assert not form.disclosure.switch.isChecked()
    assert not form.disclosure.your_brand.isVisible()
    qtbot.waitUntil(footer.schedule.isEnabled)
    click(qtbot, form.disclosure.switch)
    assert not form.disclosure.your_brand.isChecked()
    assert not form.disclosure.branded.isChecked()
    assert not form.disclosure.prompt.isVisible()
    qtbot.waitUntil(lambda: not footer.schedule.isEnabled())
    assert hover(footer.schedule) == INCOMPLETE
    assert footer.box.verdict.headline != "Ready for TikTok."
    click(qtbot, form.disclosure.your_brand)
    qtbot.waitUntil(footer.schedule.isEnabled)
    click(qtbot, form.disclosure.switch)
    assert not form.disclosure.is_your_brand
    click(qtbot, form.disclosure.switch)
    assert not form.disclosure.your_brand.isChecked()


@pytest.mark.parametrize(
    ("brands", "words"),
    [
        (("your_brand",), "Your photo/video will be labeled as 'Promotional content'"),
        (("branded",), "Your photo/video will be labeled as 'Paid partnership'"),
        (("your_brand", "branded"), "Your photo/video will be labeled as 'Paid partnership'"),
    ],
)
def test_rule_7_the_label_is_named_as_tiktok_words_it(
    qtbot: QtBot,
    connect: Connect,
    clip: Path,
    open_composer: Open,
    brands: tuple[str, ...],
    words: str,
) -> None:
    connect()
    disclosure = open_composer(videos=(clip,)).form.disclosure
    click(qtbot, disclosure.switch)
    for brand in brands:
        click(qtbot, getattr(disclosure, brand))
    assert disclosure.prompt.isVisible()
    assert disclosure.prompt.text() == words


# --- 8: branded content is never private ----------------------------------------------------------


def test_rule_8_with_branded_content_chosen_only_me_is_shut_and_says_why_on_hover(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    form = open_composer(videos=(clip,)).form
    click(qtbot, form.disclosure.switch)
    click(qtbot, form.disclosure.branded)
    view = form.audience.view
    view.showPopup()
    items = view.view()
    qtbot.waitUntil(items.isVisible)
    place = items.visualRect(view.model().index(view.findText("Only me"), 0)).center()
    first = items.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseMove(items.viewport(), first)  # highlighted, and not to be chosen by the click below
    assert hover(items.viewport(), place) == PRIVATE_WHY
    qtbot.mouseMove(items.viewport(), place)
    qtbot.mouseClick(items.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert form.audience.privacy is None
    assert items.isVisible()
    view.hidePopup()
    item = view.model().index(view.findData(str(Privacy.PRIVATE), PRIVACY_ROLE), 0)
    assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole) == PRIVATE_WHY


def test_rule_8_with_only_me_chosen_branded_content_is_shut_and_says_why(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    form = open_composer(videos=(clip,)).form
    click(qtbot, form.disclosure.switch)
    form.audience.choose(Privacy.PRIVATE)
    branded = form.disclosure.branded
    assert not branded.isEnabled()
    assert hover(branded) == PRIVATE_WHY
    click(qtbot, branded)
    assert not form.disclosure.is_branded
    form.audience.choose(Privacy.FRIENDS)
    assert branded.isEnabled()
    assert branded.toolTip() == ""


def test_rules_5_and_8_hold_when_tiktok_changes_its_mind(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    """The fresh answer comes in while choices are made: what is gone is taken back and named."""
    connect()
    creator = sandbox.state.creators["mira.films"]
    composer = open_composer(videos=(clip,), wall=EVENING)
    account = composer.form.chosen_account
    assert account is not None
    composer.form.audience.choose(Privacy.PUBLIC)
    click(qtbot, composer.form.audience.comment)
    creator.private, creator.comment_disabled = True, True
    composer.creators.ask(account, anew=True)
    qtbot.waitUntil(lambda: settled(composer))
    qtbot.waitUntil(lambda: "Everyone" in composer.footer.box.text)
    assert "Comments" in composer.footer.box.text
    assert composer.form.audience.privacy is None
    assert not composer.form.audience.comment.isChecked()
