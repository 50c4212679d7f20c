"""Working days in China: public holidays off, the weekends worked instead on."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar


def is_working_day(day: date) -> bool:
    """By the State Council's notices; Monday to Friday in a year whose notice the calendar does not have yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after_working_days(day: date, count: int) -> date:
    """The day that is so many working days after ``day``, which does not count itself.

    >>> after_working_days(date(2026, 9, 30), 2)
    datetime.date(2026, 10, 9)
    """
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
