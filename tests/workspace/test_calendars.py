"""The fiscal calendars that settings name, and every mistake in them told once, with what may stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewgen.period import Calendar, Weeks
from tests.workspace.folders import ACCOUNT, SETTINGS, complaints, loaded

FOUR_FOUR_FIVE = Weeks((4, 4, 5), 5, "last")
RETAIL = "fiscal_year_start: 2\nfiscal_weeks: {pattern: 4-5-4, year_end: nearest}\nfiscal_year_named: start\n"
NRF = Calendar(2, Weeks((4, 5, 4), 5, "nearest"), "start")


@pytest.mark.parametrize(
    ("written", "calendar"),
    [
        ("", Calendar()),
        ("fiscal_year_start: 10\n", Calendar(10)),
        ("fiscal_weeks: {pattern: 4-4-5}\n", Calendar(1, FOUR_FOUR_FIVE)),
        ("fiscal_weeks: {pattern: 5-4-4, ends_on: sunday}\n", Calendar(1, Weeks((5, 4, 4), 6, "last"))),
        ("fiscal_weeks: {pattern: 4-4-5, ends_on: monday}\n", Calendar(1, Weeks((4, 4, 5), 0, "last"))),
        (RETAIL, NRF),
    ],
)
def test_ours_is_as_the_settings_say(tmp_path: Path, written: str, calendar: Calendar) -> None:
    found = loaded(tmp_path, {"reviewgen.yml": SETTINGS + written})
    assert found.calendar == calendar
    assert found.accounts[0].calendar == calendar


@pytest.mark.parametrize(
    ("ours", "written", "calendar"),
    [
        ("fiscal_year_start: 4\n", RETAIL, NRF),
        (RETAIL, "", NRF),
        (RETAIL, "fiscal_year_start: 10\n", Calendar(10, None, "start")),
        (RETAIL, "fiscal_year_start: 10\nfiscal_year_named: end\n", Calendar(10)),
        (RETAIL, "fiscal_weeks: {pattern: 4-4-5}\n", Calendar(2, FOUR_FOUR_FIVE, "start")),
    ],
)
def test_an_account_s_own_is_as_ours_in_what_it_does_not_say(
    tmp_path: Path, ours: str, written: str, calendar: Calendar
) -> None:
    found = loaded(tmp_path, {"reviewgen.yml": SETTINGS + ours, "accounts/acme.yml": ACCOUNT + written})
    assert found.accounts[0].calendar == calendar


@pytest.mark.parametrize("file", ["reviewgen.yml", "accounts/acme.yml"])
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("fiscal_weeks: {pattern: 4-4-4}", '"4-4-4" is no pattern'),
        ("fiscal_weeks: {pattern: 445}", "445 is no pattern"),
        ("fiscal_weeks: {pattern: 4-4-5, ends_on: Saturday}", '"Saturday" is no ends_on'),
        ("fiscal_weeks: {pattern: 4-4-5, ends_on: 6}", "6 is no ends_on"),
        ("fiscal_weeks: {pattern: 4-4-5, year_end: first}", '"first" is no year_end'),
        ("fiscal_weeks: {ends_on: friday}", '"pattern" is missing'),
        ("fiscal_weeks: {pattern: 4-4-5, end_on: friday}", 'unknown key "end_on"'),
        ("fiscal_weeks: 4-4-5", '"4-4-5" is not what belongs here'),
        ("fiscal_year_named: last", '"last" is no fiscal_year_named'),
    ],
)
def test_a_mistake_is_told_once_with_what_to_write(tmp_path: Path, file: str, written: str, told: str) -> None:
    text = {"reviewgen.yml": SETTINGS, "accounts/acme.yml": ACCOUNT}[file]
    (found,) = complaints(tmp_path, {file: f"{text}{written}\n"})
    place, _, hint = found.partition(told)
    assert place.startswith(f"{file}:{text.count(chr(10)) + 1}:")
    assert len(hint) > 10
