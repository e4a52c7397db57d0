"""Short messages at the foot of the page: what was done, with Undo, and what went wrong."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QGraphicsOpacityEffect, QWidget

from tikscheduler.ui.kit import Kit
from tikscheduler.ui.outcome_words import done_words, trouble_words
from tikscheduler.ui.theme import reduced_motion
from tikscheduler.ui.toast_card import SHADOW, Message, Toast

if TYPE_CHECKING:
    from tikscheduler.services.plan import Outcome

MOST = 3
WIDTH = 420
GAP = 8
HEADER = 72
"""Kept free above: the page's header with its buttons."""
MOVE_MS = 150
DONE_SECONDS = 10


class Toasts(QObject):
    """Shows up to three messages over the page; more wait their turn. None is shown twice."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._window = kit, window
        self._waiting: deque[Message] = deque()
        self._had_focus: QWidget | None = None
        self._moves: dict[Toast, QPropertyAnimation] = {}
        self.shown: list[Toast] = []
        stack = getattr(window, "stack", None)
        self._page: QWidget = stack if isinstance(stack, QWidget) else window
        self._page.installEventFilter(self)
        if self._page is not window:
            window.installEventFilter(self)
        kit.signals.plan_changed.connect(self._on_plan_changed)
        kit.signals.problem.connect(self._on_problem)
        kit.signals.remark.connect(self._on_remark)
        kit.actions.undo_changed.connect(self._on_undo_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def show(self, message: Message) -> None:
        """Show a message, or let it wait while there is no room."""
        for toast in self.shown:
            if toast.message.same(message):
                toast.begin_again()
                return
        if not any(message.same(one) for one in self._waiting):
            self._waiting.append(message)
        self._fill()

    # --- what is told ----------------------------------------------------------------------

    def _on_plan_changed(self, outcome: Outcome) -> None:
        for toast in [one for one in self.shown if one.message.plan]:
            self._close(toast)  # Undo takes back the latest only
        self._waiting = deque(one for one in self._waiting if not one.plan)
        done, trouble = done_words(outcome), trouble_words(outcome)
        details = [*outcome.notes]
        if trouble and done:
            details.append(trouble)
        details += [f"{what}: {why}" for what, why in outcome.problems]
        if not done and not details:
            return
        self.show(
            Message(
                text=done or trouble or details.pop(0),
                details=tuple(details),
                kind="done" if not outcome.problems else "problem",
                seconds=DONE_SECONDS if not outcome.problems else 0,
                plan=True,
                action=self._way_back(outcome) if done else "",
            )
        )

    def _way_back(self, outcome: Outcome) -> str:
        if outcome.undone:
            return "redo" if outcome.can_redo else ""
        return "undo" if outcome.can_undo else ""

    def _on_undo_changed(self, undo: object, redo: object) -> None:
        for toast in self.shown:
            if (toast.message.action == "undo" and undo is None) or (
                toast.message.action == "redo" and redo is None
            ):
                toast.take_action_away()

    def _on_problem(self, text: str) -> None:
        self.show(Message(text=text, kind="problem"))

    def _on_remark(self, text: str) -> None:
        self.show(Message(text=text, kind="remark", seconds=DONE_SECONDS))

    # --- coming and going ------------------------------------------------------------------

    def _fill(self) -> None:
        while self._waiting and len(self.shown) < MOST:
            toast = Toast(self._kit, self._waiting[0], self._window)
            height = toast.height_in(self._width())
            if self.shown and height + GAP > self._room():
                toast.deleteLater()
                return  # it comes when another goes
            self._waiting.popleft()
            self._add(toast)

    def _add(self, toast: Toast) -> None:
        toast.closed.connect(lambda: self._close(toast))
        toast.chosen.connect(lambda: self._act(toast))
        self.shown.append(toast)
        toast.ensurePolished()
        self._arrange(moving=True, new=toast)
        toast.show()
        toast.raise_()
        toast.begin_again()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    def _act(self, toast: Toast) -> None:
        redo = toast.message.action == "redo"
        self._close(toast)
        (self._kit.actions.redo if redo else self._kit.actions.undo)()

    def _close(self, toast: Toast) -> None:
        if toast not in self.shown:
            return
        self.shown.remove(toast)
        self._moves.pop(toast, None)
        if toast.isAncestorOf(QApplication.focusWidget() or toast.window()):
            self._give_focus_back()
        toast.hide()
        toast.deleteLater()
        self._arrange(moving=True)
        self._fill()

    def _give_focus_back(self) -> None:
        before = self._had_focus
        if before is not None and before.isVisible():
            before.setFocus()

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and any(toast.isAncestorOf(new) for toast in self.shown)
        if new is not None and not inside and new.window() is self._window:
            if self._had_focus is not None:
                self._had_focus.destroyed.disconnect(self._on_gone)
            self._had_focus = new
            new.destroyed.connect(self._on_gone)

    def _on_gone(self) -> None:
        self._had_focus = None

    # --- where they stand ------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay at the foot of the page when that moves or changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._arrange(moving=False)
        return super().eventFilter(watched, event)

    def _width(self) -> int:
        return min(WIDTH, self._page.width() - 2 * GAP) + 2 * SHADOW

    def _room(self) -> int:
        taken = sum(toast.height_in(self._width()) + GAP - 2 * SHADOW for toast in self.shown)
        return self._page.height() - HEADER - 2 * GAP - taken

    def _arrange(self, *, moving: bool, new: Toast | None = None) -> None:
        foot = self._page.mapTo(self._window, QPoint(0, self._page.height()))
        width = self._width()
        left = foot.x() + (self._page.width() - width) // 2
        bottom = foot.y() - 2 * GAP + SHADOW
        for toast in reversed(self.shown):
            height = toast.height_in(width)
            place = QRect(left, bottom - height, width, height)
            bottom -= height - 2 * SHADOW + GAP
            if not moving or reduced_motion():
                self._moves.pop(toast, None)
                toast.setGeometry(place)
            elif toast is new:
                toast.setGeometry(place.translated(0, 2 * GAP))
                self._slide(toast, place.topLeft())
                self._fade_in(toast)
            else:
                toast.resize(place.size())
                self._slide(toast, place.topLeft())

    def _slide(self, toast: Toast, to: QPoint) -> None:
        move = QPropertyAnimation(toast, b"pos", toast)
        move.setDuration(MOVE_MS)
        move.setEndValue(to)
        move.setEasingCurve(QEasingCurve.Type.OutCubic)
        if toast in self._moves:
            self._moves[toast].stop()
        self._moves[toast] = move
        move.start()

    def _fade_in(self, toast: Toast) -> None:
        effect = QGraphicsOpacityEffect(toast)
        toast.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", toast)
        fade.setDuration(MOVE_MS)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.finished.connect(toast.drop_effect)
        fade.start()
