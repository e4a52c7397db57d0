"""The widths of the columns."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.rounds import Round
from tikscheduler.ui.queue.columns import NARROW
from tikscheduler.ui.queue.page import QueuePage


def test_the_columns_fit_their_room_to_the_pixel(go_round: Round, qtbot: QtBot) -> None:
    page = go_round.page("queue")
    assert isinstance(page, QueuePage)
    qtbot.waitUntil(lambda: page.model.counted)
    columns = page.table.columns
    columns.setStretchLastSection(False)  # which would hide what is left over
    for room in range(sum(NARROW.values()), 1700):
        columns.share_out(room)
        assert columns.length() <= room, room
