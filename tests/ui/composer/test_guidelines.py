"""What TikTok's content sharing guidelines demand of the page a post is made on (section 9)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from pytestqt.qtbot import QtBot

from tests.ui.composer.conftest import Connect, Open, settled
from tikscheduler.domain.post import Mode, Privacy
from tikscheduler.sandbox import Sandbox
from tikscheduler.ui.composer.audience import Audience
from tikscheduler.ui.composer.checks import Tone
from tikscheduler.ui.composer.composer import Composer
from tikscheduler.ui.composer.ticks import Switch, Tick

EVENING = datetime(2026, 11, 24, 18, 30)  # noqa: DTZ001 - a wall time is naive
MUSIC = "By posting, you agree to TikTok’s Music Usage Confirmation"
BOTH = "By posting, you agree to TikTok’s Branded Content Policy and Music Usage Confirmation"


def click(qtbot: QtBot, box: Tick | Switch) -> None:
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(9, box.height() // 2))


def consent(composer: Composer) -> str:
    from PySide6.QtGui import QTextDocumentFragment

    text = QTextDocumentFragment.fromHtml(composer.footer.consent.text()).toPlainText()
    return text.replace("\u00a0", " ")


def only_me_is_open(audience: Audience) -> tuple[bool, str]:
    model = audience.view.model()
    assert isinstance(model, QStandardItemModel)
    item = model.item(audience.view.findText("Only me"))
    return item.isEnabled(), item.toolTip()


def test_nothing_is_chosen_or_allowed_beforehand(
    connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    form = open_composer(videos=(clip,)).form
    assert form.audience.privacy is None
    assert form.audience.view.currentIndex() == -1
    for box in (form.audience.comment, form.audience.duet, form.audience.stitch):
        assert not box.isChecked()
        assert box.isEnabled()
    assert not form.disclosure.switch.isChecked()
    assert not form.disclosure.your_brand.isVisible()
    assert not form.disclosure.prompt.isVisible()
    assert not form.ai.isChecked()


def test_shows_the_nickname_and_the_creators_own_options(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect("studio.nord")
    sandbox.state.creators["studio.nord"].private = True  # since the account was connected
    form = open_composer(videos=(clip,)).form
    assert "Studio Nord" in form.account.currentText()
    view = form.audience.view
    assert [view.itemText(n) for n in range(view.count())] == ["Followers", "Friends", "Only me"]
    for box in (form.audience.duet, form.audience.stitch):
        assert (box.isEnabled(), box.why) == (False, "off")
        assert box.toolTip() == "Turned off in this account’s settings on TikTok."
        click(qtbot, box)
        assert not box.isChecked()
    assert form.audience.comment.isEnabled()


def test_a_right_to_left_nickname_keeps_its_handle_beside_it(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, open_composer: Open
) -> None:
    sandbox.state.creators["mira.films"].nickname = "נועה כהן"
    connect("mira.films")
    text = open_composer().form.account.currentText()
    assert text == "\u2068נועה כהן\u2069 · @mira.films"


def test_disclosure_names_the_label_only_once_it_is_chosen(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    form, footer = composer.form, composer.footer
    form.audience.choose(Privacy.PUBLIC)
    qtbot.waitUntil(footer.schedule.isEnabled)
    assert consent(composer) == MUSIC
    click(qtbot, form.disclosure.switch)
    incomplete = "You need to indicate if your content promotes yourself, a third party, or both."
    qtbot.waitUntil(lambda: footer.schedule.toolTip() == incomplete)
    assert not footer.schedule.isEnabled()
    assert not form.disclosure.prompt.isVisible()
    click(qtbot, form.disclosure.your_brand)
    prompt = form.disclosure.prompt
    assert prompt.text() == "Your photo/video will be labeled as 'Promotional content'"
    assert prompt.isVisible()
    qtbot.waitUntil(footer.schedule.isEnabled)
    assert consent(composer) == MUSIC
    click(qtbot, form.disclosure.branded)
    assert prompt.text() == "Your photo/video will be labeled as 'Paid partnership'"
    qtbot.waitUntil(lambda: consent(composer) == BOTH)
    html = footer.consent.text()
    assert "tiktok.com/legal/page/global/bc-policy/en" in html
    assert "tiktok.com/legal/page/global/music-usage-confirmation/en" in html


def test_branded_content_is_never_private_whichever_comes_first(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    form = open_composer(videos=(clip,)).form
    why = "Branded content visibility cannot be set to private."
    click(qtbot, form.disclosure.switch)
    click(qtbot, form.disclosure.branded)
    assert only_me_is_open(form.audience) == (False, why)
    form.audience.view.setFocus()
    for _ in range(5):
        qtbot.keyClick(form.audience.view, Qt.Key.Key_Down)
    assert form.audience.privacy is Privacy.FRIENDS
    click(qtbot, form.disclosure.branded)
    assert only_me_is_open(form.audience) == (True, "")
    qtbot.keyClick(form.audience.view, Qt.Key.Key_Down)
    assert form.audience.privacy is Privacy.PRIVATE
    assert not form.disclosure.branded.isEnabled()
    assert form.disclosure.branded.toolTip() == why
    click(qtbot, form.disclosure.branded)
    assert not form.disclosure.is_branded


def test_the_prompt_is_seen_without_scrolling(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,))
    form = composer.form
    before = composer.height()
    click(qtbot, form.disclosure.switch)
    click(qtbot, form.disclosure.branded)
    qtbot.waitUntil(lambda: composer.height() > before)
    area = form.parentWidget()

    def seen() -> bool:
        prompt = form.disclosure.prompt
        foot = prompt.mapTo(form, QPoint(0, prompt.height())).y() + form.y()
        return bool(foot <= area.height())

    qtbot.waitUntil(seen)


def test_a_creator_who_cannot_post_now_is_told_to_try_later(
    qtbot: QtBot, sandbox: Sandbox, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    sandbox.state.creators["mira.films"].banned = True
    composer = open_composer(videos=(clip,), wall=EVENING)
    assert composer.footer.box.verdict.tone is Tone.FAILED
    assert "try again later" in composer.footer.box.text
    assert not composer.footer.schedule.isEnabled()


def test_another_account_takes_back_what_it_does_not_have(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    mira, lena = connect("mira.films"), connect("lena.private")
    composer = open_composer(videos=(clip,), wall=EVENING, account_id=mira.id)
    form = composer.form
    form.audience.choose(Privacy.PUBLIC)
    click(qtbot, form.audience.comment)
    click(qtbot, form.audience.duet)
    form.account.setFocus()
    qtbot.keyClick(form.account, Qt.Key.Key_Down)
    assert form.chosen_account is not None
    assert form.chosen_account.id == lena.id
    qtbot.waitUntil(lambda: settled(composer))
    assert form.audience.privacy is None
    assert not form.audience.duet.isChecked()
    assert form.audience.comment.isChecked()
    qtbot.waitUntil(lambda: "does not offer" in composer.footer.box.text)
    for word in ("@lena.private", "Everyone", "Duet"):
        assert word in composer.footer.box.text
    assert not composer.footer.schedule.isEnabled()


def test_a_draft_says_what_tiktok_drops(
    qtbot: QtBot, connect: Connect, clip: Path, open_composer: Open
) -> None:
    connect()
    composer = open_composer(videos=(clip,), wall=EVENING)
    form = composer.form
    assert not form.draft_part.isVisible()
    click(qtbot, form.draft)
    assert form.draft_part.isVisible()
    for word in ("caption", "cover", "who can view it", "labels"):
        assert word in form.draft_part.note.text()
    assert not form.audience.view.isEnabled()
    assert not form.disclosure.isEnabled()
    qtbot.waitUntil(composer.footer.schedule.isEnabled)  # who can view it is chosen in TikTok
    assert composer.state().choices.mode is Mode.DRAFT
