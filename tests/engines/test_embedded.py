from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from tests.publishing.fakes import Bench
from tikscheduler.domain.post import PostStatus
from tikscheduler.engines.clock import Engine, utc_now
from tikscheduler.engines.embedded import EngineThread


class News(QObject):
    """As the window will have it: a signal whose sender lives in the UI thread."""

    post_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[int, bool]] = []
        self.post_changed.connect(self._on_post_changed)

    @Slot(int)
    def _on_post_changed(self, post_id: int) -> None:
        self.heard.append((post_id, QThread.currentThread() is self.thread()))


def test_news_of_the_engine_thread_arrive_on_the_ui_thread(qtbot: QtBot, bench: Bench) -> None:
    news = News()
    publisher = bench.publisher
    publisher._notify = news.post_changed.emit
    thread = EngineThread(Engine(publisher, stopping=bench.stopping))
    post_id = bench.schedule(utc_now())
    thread.start()
    qtbot.waitUntil(lambda: bench.post(post_id).status is PostStatus.PROCESSING, timeout=5000)
    qtbot.waitUntil(lambda: len(news.heard) >= 2, timeout=5000)
    thread.stop()
    assert not thread.isRunning()
    assert set(news.heard) == {(post_id, True)}


def test_it_may_be_stopped_before_it_starts_and_twice(qtbot: QtBot, bench: Bench) -> None:
    thread = EngineThread(Engine(bench.publisher, stopping=bench.stopping))
    thread.stop()
    thread.start()
    thread.stop()
    thread.stop()
    assert not thread.isRunning()
