"""Times of day where there is little room."""

from __future__ import annotations

import re
from datetime import datetime

from PySide6.QtCore import QLocale, QTime

from tikscheduler.ui.words import clock, in_halves

_MINUTES = re.compile(r"[^a-zA-Z]?mm")


def hour_words(moment: datetime, locale: QLocale | None = None) -> str:
    """A time beside its line: 7 AM where that is the custom and the hour is full, else 07:00."""
    locale = locale or QLocale()
    if moment.minute or not in_halves(locale):
        return clock(moment, locale)
    pattern = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return locale.toString(QTime(moment.hour, 0), _MINUTES.sub("", pattern))


def short_clock(moment: datetime, locale: QLocale | None = None) -> str:
    """A time whose half of the day is plain from where it stands: 1:00."""
    if not in_halves(locale):
        return clock(moment, locale)
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02}"
