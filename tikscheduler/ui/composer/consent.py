"""What the creator agrees to by pressing the button: the line that stands right above it.

The wording and the links are those of TikTok's content sharing guidelines.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from tikscheduler.ui.theme import Theme
from tikscheduler.ui.words import tr

MUSIC = "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
BRANDED = "https://www.tiktok.com/legal/page/global/bc-policy/en"


class ConsentLine(QLabel):
    """Its links open in the browser, by mouse and by keyboard."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._branded = False
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setOpenExternalLinks(True)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        theme.changed.connect(self._say)
        self._say()

    def set_branded(self, branded: bool) -> None:
        """Say it for branded content, or for any other."""
        if branded != self._branded:
            self._branded = branded
            self._say()

    def _say(self) -> None:
        tokens = self._theme.tokens
        text = consent(branded=self._branded, colour=tokens.accent)
        self.setText(f'<span style="font-size:12px;color:{tokens.dim}">{text}</span>')


def consent(*, branded: bool, colour: str) -> str:
    """The line as rich text with links."""
    music = f'<a href="{MUSIC}" style="color:{colour};text-decoration:none">%s</a>'
    music %= tr("Music Usage Confirmation", "Disclosure").replace(" ", "&nbsp;")
    if not branded:
        return tr("By posting, you agree to TikTok’s %1", "Disclosure").replace("%1", music)
    policy = f'<a href="{BRANDED}" style="color:{colour};text-decoration:none">%s</a>'
    policy %= tr("Branded Content Policy", "Disclosure").replace(" ", "&nbsp;")
    both = tr("By posting, you agree to TikTok’s %1 and %2", "Disclosure")
    return both.replace("%1", policy).replace("%2", music)
