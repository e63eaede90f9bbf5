"""The fiscal calendars that settings name: ours, and an account's own."""

from __future__ import annotations

from typing import get_args

from reviewgen.period import Calendar, Weeks
from reviewgen.workspace.files import AccountFile, FiscalWeeksFile, SettingsFile, Weekday


def house_calendar(settings: SettingsFile) -> Calendar:
    """Our own calendar."""
    return Calendar(settings.fiscal_year_start, _weeks(settings.fiscal_weeks), settings.fiscal_year_named)


def own_calendar(account: AccountFile, settings: SettingsFile) -> Calendar:
    """The account's calendar: as ours in what it does not say; a year of its own start is of months unless said."""
    ours = None if account.fiscal_year_start else settings.fiscal_weeks
    return Calendar(
        account.fiscal_year_start or settings.fiscal_year_start,
        _weeks(account.fiscal_weeks or ours),
        account.fiscal_year_named or settings.fiscal_year_named,
    )


def _weeks(given: FiscalWeeksFile | None) -> Weeks | None:
    if given is None:
        return None
    first, second, third = map(int, given.pattern.split("-"))
    return Weeks((first, second, third), get_args(Weekday).index(given.ends_on), given.year_end)
