"""`reviewgen show`: a scorecard for a person in a terminal, and for a script in a pipe."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from reviewgen.cli.terminal import BARS, scorecard, spark
from reviewgen.deck import SHAPES
from reviewgen.edition import Edition, Mark
from reviewgen.locale import load
from reviewgen.scorecard import scorecard as score
from tests.cli.shop import MARGIN, Command, piped
from tests.factories import edition, goal, measure

ANSI = re.compile(r"\x1b\[")
ANSI_CODE = re.compile(r"\x1b\[[\d;]*m")


def told(*measures: object, width: int | None = None, monkeypatch: pytest.MonkeyPatch, language: str = "en") -> str:
    """The scorecard of `measures` in a pipe, or in `width` columns."""
    monkeypatch.delenv("COLUMNS", raising=False)
    if width:
        monkeypatch.setenv("COLUMNS", str(width))
    target = io.StringIO()
    made = edition(*measures, locale=language)  # type: ignore[arg-type]
    console = Console(file=target, highlight=False, width=width)
    scorecard(made, score(made), load(language, "EUR"), console)
    return target.getvalue()


def test_each_measure_has_a_line_with_value_goal_change_and_status(run: Command, standing: Path) -> None:
    shown = run("show", "2026-Q3", "--workspace", standing).out.replace("\u00a0", " ")
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[0] == "Acme · Q3 2026 · Internal edition"
    sales = next(line for line in lines if line.startswith("Net sales"))
    assert re.split(r" {2,}", sales) == ["Net sales", "3.14 M€", "3.00 M€", "+8.3 %", "▁▂▄▆█", "● On track"]
    assert any(line.startswith("Gross margin") and line.endswith("○ Not scored") for line in lines)
    assert any(line.startswith("Logistics  0 / 100, 1 of 1 scored") for line in lines)


def test_the_client_is_shown_what_is_shared_in_its_own_language(run: Command, standing: Path) -> None:
    shown = run("show", "--audience", "client", "--workspace", standing).out
    assert "Édition partagée" in shown and "Ventes nettes" in shown and "À l’heure et complet" in shown
    assert "margin" not in shown.lower() and MARGIN[:4] not in shown
    beta = run("show", "--audience", "client", "--account", "beta", "--workspace", standing).out
    assert "Net sales" in beta and "On time in full" not in beta


@pytest.mark.parametrize("words", [("--account", "acme"), ("--account", "beta"), ("--audience", "client")])
@pytest.mark.parametrize("columns", ["80", "100", "120"])
def test_no_line_is_wider_than_the_terminal_nor_broken(
    run: Command, standing: Path, monkeypatch: pytest.MonkeyPatch, columns: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("show", "--workspace", standing, *words).out.splitlines()
    assert max(map(cell_len, lines)) <= int(columns)
    marks = [line for line in lines if any(shape in line for shape in SHAPES.values())]
    assert len(marks) == {"acme": 3, "beta": 3, "client": 2}[words[1]]
    assert len({min(line.index(shape) for shape in SHAPES.values() if shape in line) for line in marks}) == 1


LONG = "Share of the account's purchases of soft drinks and waters that we deliver"


def test_a_narrow_terminal_gives_up_columns_before_it_breaks_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    made = measure(["90", "95", "99", "100", "104"], goal("100", "90"), label="Net sales of all ranges")
    wide = told(made, monkeypatch=monkeypatch)
    assert "8 quarters" in wide and "On last year" in wide
    narrower = told(made, width=66, monkeypatch=monkeypatch)
    assert "8 quarters" not in narrower and "On last year" in narrower and "Net sales of all ranges" in narrower
    narrow = told(made, width=52, monkeypatch=monkeypatch)
    assert "On last year" not in narrow and "Goal" in narrow and "Net sales of all ranges" in narrow


def test_a_label_that_fits_nowhere_is_broken_at_a_space_and_loses_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = told(measure(["100"], goal("100", "90"), label=LONG), width=60, monkeypatch=monkeypatch)
    assert max(map(cell_len, shown.splitlines())) <= 60
    assert [word for word in LONG.split() if word not in shown] == []
    assert LONG in told(measure(["100"], goal("100", "90"), label=LONG), monkeypatch=monkeypatch)


def test_a_quarter_with_months_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from reviewgen.facts import Absent, Figure, Point, Reason
    from tests.factories import Q3

    partial = Point(Q3, Figure(Decimal(7), 2, 3), Absent(Reason.NO_TARGET))
    assert "Net sales (2 of 3 months)" in told(measure(["1"], points=(partial,)), monkeypatch=monkeypatch)
    french = told(measure(["1"], points=(partial,)), monkeypatch=monkeypatch, language="fr")
    assert "Net sales (2 mois sur 3)" in french


OURS = replace(
    edition(
        measure(["95", "100"], goal("100", "90"), weight=Decimal(3)),
        measure(["100", None], goal("100", "90"), id="stock", label="Stock cover", perspective="logistics"),
        mark=Mark.INTERNAL,
    ),
    shared=edition(measure(["95", "100"], goal("100", "90"))),
)


def told_of(made: Edition, width: int | None = None) -> str:
    target = io.StringIO()
    console = Console(file=target, highlight=False, width=width, force_terminal=width is not None, no_color=True)
    scorecard(made, score(made), load(made.locale, "EUR"), console)
    return ANSI_CODE.sub("", target.getvalue()).replace("\u00a0", " ")


def test_our_score_stands_beside_the_client_s_with_what_moved_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = told_of(OURS).splitlines()
    assert lines[1:3] == [
        "Overall  67 / 100, 1 of 2 scored, 75 % of the weight; client sees 67, 1 of 1 scored",
        "Score 67, 13 more than in Q2 2026: net sales +16, stock cover −3",
    ]
    assert "Logistics  no score, 0 of 1 scored; client sees —" in lines
    outside = told_of(edition(*OURS.measures))
    assert outside.splitlines()[1:3] == [
        "Overall  67 / 100, 1 of 2 scored",
        "Score 67, 13 more than in Q2 2026: carried by net sales, held back by stock cover",
    ]
    assert "weight" not in outside and "client" not in outside


def test_what_is_said_of_the_score_is_broken_to_the_width_and_loses_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    narrow = told_of(OURS, 50)
    assert max(map(cell_len, narrow.splitlines())) <= 50
    assert re.sub(r"\s+", " ", narrow).count("75 % of the weight; client sees 67, 1 of 1 scored") == 1


def test_a_terminal_tells_weeks_answers_and_why_there_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    from reviewgen.facts import Absent, Figure, Grain, Point, Reason
    from tests.factories import Q3

    absent = Absent(Reason.NO_TARGET)
    weeks = Point(Q3, Figure(Decimal(7), 11, 13, Grain.WEEK, Decimal(12)), absent)
    shown = told(measure(["1"], points=(weeks,)), monkeypatch=monkeypatch).replace("\u00a0", " ")
    assert "Net sales (11 of 13 weeks, n = 12, few cases)" in shown
    few = told(measure(["1"], points=(Point(Q3, Absent(Reason.INCOMPLETE), absent),)), monkeypatch=monkeypatch)
    assert "○ Months missing" in few


def test_bars_run_from_the_lowest_quarter_to_the_highest() -> None:
    assert spark(measure(["1", "2", "3", "4", "5", "6", "7", "8"])) == BARS
    assert spark(measure(["5", None, "9"])) == "     ▁ █"
    assert spark(measure(["5", "5"])) == "      ▄▄"
    assert spark(measure([None, "5"])) == ""
    assert spark(measure([str(value) for value in range(20)])) == BARS


def test_markup_in_a_label_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[red]Net[/red] :smile:" in told(measure(["1"], label="[red]Net[/red] :smile:"), monkeypatch=monkeypatch)


def test_a_pipe_gets_no_colour(standing: Path) -> None:
    found = piped("show", "--workspace", standing)
    assert (found.code, found.err) == (0, "")
    assert not ANSI.search(found.out) and "● On track" in found.out


def terminal(*words: object, **env: str) -> str:
    """What the command writes to a terminal."""
    main, side = pty.openpty()
    kept = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "COLUMNS"}}
    with subprocess.Popen(
        [sys.executable, "-m", "reviewgen", *map(str, words)],
        stdout=side,
        stderr=side,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "xterm-256color", "COLUMNS": "100", **env},
    ) as process:
        os.close(side)
        found = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            found += part
        assert process.wait(60) == 0, found
    os.close(main)
    return found.decode()


def test_a_terminal_gets_colour_unless_it_asks_for_none(standing: Path) -> None:
    assert "\x1b[32m● On track" in terminal("show", "--workspace", standing)
    plain = terminal("show", "--workspace", standing, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", plain) and "● On track" in plain


def test_building_on_a_terminal_shows_a_bar_and_ends_with_the_paths(standing: Path, tmp_path: Path) -> None:
    said = terminal("build", "Q3", "--workspace", standing, "--format", "pptx", "--out", tmp_path)
    assert re.search(r"[0-4]/4", said), "steps of the bar: two accounts, two editions"
    left = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said).splitlines() if line.strip()]
    assert [Path(line).name for line in left[-6:]] == [
        "acme-2026-Q3.pptx",
        "acme-2026-Q3-INTERNAL.pptx",
        "acme-2026-Q3-INTERNAL.manifest.json",
        "beta-2026-Q3.pptx",
        "beta-2026-Q3-INTERNAL.pptx",
        "beta-2026-Q3-INTERNAL.manifest.json",
    ]


def test_json_is_one_document_of_numbers_and_nulls(standing: Path) -> None:
    found = piped("show", "--workspace", standing, "--json")
    assert (found.code, found.err) == (0, "")
    document = json.loads(found.out)
    assert list(document) == [
        *("account", "period", "edition", "as_of", "score", "status", "scored", "of", "percent_of_weight"),
        *("client_score", "perspectives", "movement", "measures"),
    ]
    assert (document["account"], document["period"], document["as_of"]) == ("Acme", "2026-Q3", "2026-10-12")
    by_id = {one["id"]: one for one in document["measures"]}
    assert list(by_id["net_sales"]) == [
        *("id", "label", "perspective", "unit", "value", "goal", "change_on_year", "change_in_percent"),
        *("status", "rule", "score", "weight", "months", "months_expected", "grain", "n"),
        *("year_to_date", "last_twelve", "shown"),
    ]
    assert (by_id["net_sales"]["value"], by_id["net_sales"]["goal"]) == (3_140_000, 3_000_000)
    assert by_id["gross_margin"]["value"] == float(MARGIN)
    assert (by_id["gross_margin"]["goal"], by_id["gross_margin"]["score"]) == (None, None)
    assert by_id["net_sales"]["shown"] == {
        "value": "3.14\u00a0M€",
        "goal": "3.00\u00a0M€",
        "change_on_year": "+8.3\u00a0%",
    }
    assert [one["id"] for one in document["perspectives"]] == ["logistics", "finance"]


def test_a_client_document_holds_no_more_than_the_client_edition(run: Command, standing: Path) -> None:
    shown = run("show", "--workspace", standing, "--audience", "client", "--json").out
    assert [one["id"] for one in json.loads(shown)["measures"]] == ["otif", "net_sales"]
    assert "margin" not in shown


def test_a_document_holds_both_scores_and_what_moved_them_and_the_client_s_no_weights(standing: Path) -> None:
    ours = json.loads(piped("show", "--workspace", standing, "--json").out)
    theirs = json.loads(piped("show", "--workspace", standing, "--json", "--audience", "client").out)
    assert ours["client_score"] == {"score": round(theirs["score"]), "scored": theirs["scored"], "of": theirs["of"]}
    assert theirs["client_score"] is None and all(one["client_score"] is None for one in theirs["perspectives"])
    parts = ours["movement"]["parts"]
    assert sum(one["points"] for one in parts) == pytest.approx(ours["score"] - ours["movement"]["before"], abs=0.51)
    assert set(theirs["movement"]) == {"before", "now", "change", "carried_by", "held_back_by", "shown"}
    assert {one["weight"] for one in theirs["measures"]} == {None}
    by_id = {one["id"]: one for one in ours["measures"]}
    assert by_id["net_sales"]["weight"] == 1 and by_id["net_sales"]["rule"] == "goal_met"
    assert by_id["gross_margin"]["rule"] == "no_goal"
    assert set(by_id["net_sales"]["year_to_date"]) == {"actual", "target", "prior"}
    assert by_id["net_sales"]["last_twelve"] > by_id["net_sales"]["year_to_date"]["actual"] > 3_140_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--account", "gamma"), ["no account gamma", "Accounts: acme, beta."]),
        (("2031-Q1",), ["2031-Q1 is not in the data", "from 2025-Q3 to 2026-Q3"]),
        (("Q5",), ['"Q5" is not a period', "write 2026-09"]),
        (("2026-09",), ['"2026-09" is not a quarter', "such as 2026-Q3"]),
    ],
)
def test_what_is_not_there_is_usage_and_says_what_there_is(
    run: Command, standing: Path, words: tuple[str, ...], told: list[str]
) -> None:
    found = run("show", *words, "--workspace", standing)
    assert found.code == 2
    assert [part for part in told if part not in found.err] == []


@pytest.mark.parametrize(
    ("asked", "shown"), [("Q3", "Q3 2026"), ("q2", "Q2 2026"), ("2025-Q4", "Q4 2025"), (None, "Q3 2026")]
)
def test_a_quarter_may_be_named_short(run: Command, standing: Path, asked: str | None, shown: str) -> None:
    words = () if asked is None else (asked,)
    assert run("show", *words, "--workspace", standing).out.startswith(f"Acme · {shown} · ")


def test_a_fiscal_quarter_is_named_by_its_fiscal_year(run: Command, workspace: Path) -> None:
    settings = (workspace / "reviewgen.yml").read_text("utf-8")
    (workspace / "reviewgen.yml").write_text(settings + "fiscal_year_start: 10\n", "utf-8")
    assert run("show", "FY26-Q3", "--workspace", workspace).out.startswith("Acme · Q3 FY26 · ")
    assert run("show", "Q3", "--workspace", workspace).out.startswith("Acme · Q3 FY26 · ")
