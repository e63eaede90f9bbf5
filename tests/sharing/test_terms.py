"""Terms of use, overrides and kinds of content: what each keeps from the client, on which day, and who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reviewgen import build
from reviewgen.assemble import assemble
from reviewgen.edition import Edition
from reviewgen.errors import DataError
from reviewgen.facts import Figure, Side
from reviewgen.model import (
    NEVER,
    Action,
    Ahead,
    Audience,
    Comment,
    Content,
    Milestone,
    Project,
    Review,
    Rival,
    Sharing,
    Terms,
)
from reviewgen.sharing.policy import Why, visible_milestones, visible_projects, withheld
from reviewgen.sharing.redact import redact
from reviewgen.sharing.secrets import without_hidden
from tests.sharing.modes_shop import SETTINGS, built, shop
from tests.sharing.reviews import CALENDAR, HERE, Q3, SHARED, kpi, record, review
from tests.workspace.folders import write

TODAY = date(2026, 10, 12)
"""The as-of date of a review made by hand."""
YESTERDAY, TOMORROW = date(2026, 10, 11), date(2026, 10, 13)


def panel(**changes: Any) -> Terms:
    """Terms that let a client see what stands under them."""
    return replace(Terms("panel", "Panel SA", HERE, approved_by="Ann", ask="Bea"), **changes)


DAYS: list[tuple[str, dict[str, Any], Why | None, date | None]] = [
    ("approved", {}, None, None),
    ("approved by nobody", {"approved_by": ""}, Why.NOT_APPROVED, None),
    ("approved from tomorrow", {"approved_on": TOMORROW}, Why.NOT_APPROVED, TOMORROW),
    ("approved today", {"approved_on": TODAY}, None, None),
    ("approved yesterday", {"approved_on": YESTERDAY}, None, None),
    ("embargo until tomorrow", {"embargo_until": TOMORROW}, Why.EMBARGO, TOMORROW),
    ("embargo until today", {"embargo_until": TODAY}, None, None),
    ("valid until yesterday", {"valid_until": YESTERDAY}, Why.EXPIRED, YESTERDAY),
    ("valid until today", {"valid_until": TODAY}, None, None),
    ("for our own house", {"clients": False}, Why.HOUSE, None),
    ("for our own house and expired", {"clients": False, "valid_until": YESTERDAY}, Why.HOUSE, None),
    (
        "approved by nobody and expired",
        {"approved_by": "", "valid_until": YESTERDAY},
        Why.NOT_APPROVED,
        None,
    ),
]


@pytest.mark.parametrize(("changes", "why", "day"), [one[1:] for one in DAYS], ids=[one[0] for one in DAYS])
def test_terms_keep_a_kpi_back_until_all_that_they_ask_for_is_there(
    changes: dict[str, Any], why: Why | None, day: date | None
) -> None:
    held = review(record(kpi(sharing=SHARED, terms=(panel(**changes),))), record(kpi("otif", SHARED)))
    found = withheld(held.kpis[0].kpi, held)
    shown = ["otif"] if why else ["sales", "otif"]
    assert (found and found.why, found and found.day, found and found.ask) == (why, day, why and "Bea")
    assert [one.id for one in redact(held, Audience.CLIENT).measures] == shown
    assert [one.kpi.id for one in without_hidden(held, Audience.CLIENT).kpis] == shown
    assert [one.id for one in redact(held, Audience.INTERNAL).measures] == ["sales", "otif"]
    assert [one.why for one in redact(held, Audience.INTERNAL).withheld] == ([why.value] if why else [])


def test_where_nobody_is_named_the_holder_is_asked() -> None:
    made = kpi(sharing=SHARED, terms=(panel(approved_by="", ask=""),))
    found = withheld(made, review(record(made)))
    assert found is not None and found.ask == "Panel SA"


def test_every_one_of_several_terms_must_let_it_pass() -> None:
    for terms in ((panel(), panel(valid_until=YESTERDAY)), (panel(valid_until=YESTERDAY), panel())):
        made = kpi(sharing=SHARED, terms=terms)
        found = withheld(made, review(record(made)))
        assert found is not None and found.why is Why.EXPIRED


@pytest.mark.parametrize(("sharing", "why", "tier"), [(NEVER, Why.NEVER, None), (Sharing(3), Why.TIER, 3)])
def test_the_policy_goes_before_the_terms(sharing: Sharing, why: Why, tier: int | None) -> None:
    made = kpi(sharing=sharing, terms=(panel(valid_until=YESTERDAY),))
    found = withheld(made, review(record(made)))
    assert found is not None and (found.why, found.tier, found.day) == (why, tier, None)


TERMS = "terms: {panel: {holder: Panel SA, attribution: The panel}}\n"
CATALOGUE = """kpis:
  - {id: sales, label: Sales, perspective: finance, unit: currency, sharing: {from_tier: 1}}
  - id: share
    label: Share
    perspective: market
    unit: percent
    rollup: ratio
    numerator: ours
    denominator: all
    sharing: {from_tier: 1}
  - {id: mix, label: Mix, perspective: market, unit: count, sharing: {from_tier: 1}}
  - {id: clean, label: Clean, perspective: market, unit: count, sharing: {from_tier: 1}}
"""


def reviewed(folder: Path) -> Review:
    opened = build.open_workspace(folder)
    subject = build.subject(opened.workspace, opened.workspace.accounts[0])
    return assemble(subject, opened.tables, Q3, opened.workspace.as_of)


def rows(*lines: str) -> str:
    return "account,kpi,period,value\n" + "".join(f"acme,{line}\n" for line in lines)


def test_the_terms_of_a_table_hold_for_every_kpi_with_a_row_there(tmp_path: Path) -> None:
    tables = "tables: {observations: [a.csv, {file: b.csv, terms: panel}]}\n"
    write(
        tmp_path,
        {
            "reviewgen.yml": "company: Maison\nas_of: 2026-10-12\n" + tables + TERMS,
            "kpis.yml": CATALOGUE,
            "accounts/acme.yml": "{id: acme, name: Acme, tier: 2}\n",
            "a.csv": rows("sales,2026-Q3,5", "ours,2026-Q3,4", "mix,2026-Q3,3", "clean,2026-Q3,2"),
            "b.csv": rows("all,2026-Q3,8", "mix,2025-Q3,1"),
        },
    )
    held = reviewed(tmp_path)
    under = {one.kpi.id: [terms.name for terms in one.kpi.terms] for one in held.kpis}
    assert under == {"sales": [], "share": ["panel"], "mix": ["panel"], "clean": []}
    found = redact(held, Audience.INTERNAL)
    assert [(one.label, one.why, one.ask) for one in found.withheld] == [
        ("Share", "not_approved", "Panel SA"),
        ("Mix", "not_approved", "Panel SA"),
    ]
    assert {one.id: one.attribution for one in found.measures}["share"] == ("The panel",)
    assert {one.id for one in redact(held, Audience.CLIENT).measures} == {"sales", "clean"}


def test_the_terms_of_raw_rows_hold_for_the_kpis_that_are_counted_of_them(tmp_path: Path) -> None:
    settings = """company: Maison
as_of: 2026-10-12
tables: {observations: a.csv}
rows:
  lines:
    file: lines.csv
    date: day
    account: client
    terms: panel
    measures:
      all: count(*)
"""
    write(
        tmp_path,
        {
            "reviewgen.yml": settings + TERMS,
            "kpis.yml": CATALOGUE,
            "accounts/acme.yml": "{id: acme, name: Acme, tier: 2}\n",
            "a.csv": rows("sales,2026-Q3,5", "ours,2026-07,1", "ours,2026-08,1", "ours,2026-09,1"),
            "lines.csv": "client,day\n" + "".join(f"acme,2026-0{month}-03\n" for month in (7, 8, 9)),
        },
    )
    held = reviewed(tmp_path)
    assert isinstance(held.kpis[0].points[-1].actual, Figure)
    assert {one.kpi.id for one in held.kpis if one.kpi.terms} == {"share"}


OVERRIDE = "sharing: {sales: {sharing: SHARING, reason: They compete with us}}\n"


@pytest.mark.parametrize(("sharing", "seen"), [("never", False), ("{from_tier: 3}", False), ("{from_tier: 2}", True)])
def test_an_override_holds_for_its_account_alone_and_bears_its_reason(sharing: str, seen: bool, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "reviewgen.yml": "company: Maison\nas_of: 2026-10-12\ntables: {observations: a.csv}\n",
            "kpis.yml": CATALOGUE,
            "accounts/acme.yml": "id: acme\nname: Acme\ntier: 2\n" + OVERRIDE.replace("SHARING", sharing),
            "accounts/beta.yml": "{id: beta, name: Beta, tier: 2}\n",
            "a.csv": "account,kpi,period,value\nacme,sales,2026-Q3,5\nbeta,sales,2026-Q3,5\n",
        },
    )
    opened = build.open_workspace(tmp_path)
    for account in opened.workspace.accounts:
        subject = build.subject(opened.workspace, account)
        held = assemble(subject, opened.tables, Q3, opened.workspace.as_of)
        kept = redact(held, Audience.INTERNAL).withheld
        shown = "sales" in {one.id for one in redact(held, Audience.CLIENT).measures}
        own = account.account.id == "acme"
        assert shown is (seen or not own)
        assert [one.reason for one in kept] == (["They compete with us"] if own and not seen else [])


def everything() -> Review:
    """A review in which the client sees one of everything."""
    about = {"owner": "Ann", "side": Side.OURS, "due": None, "done": None, "sharing": SHARED, "place": HERE}
    scenarios = tuple(
        Rival(name, ((Q3, Figure(Decimal(value))),), SHARED)
        for name, value in (("Lim", 5), ("client_actual", 6), ("forecast", 7), ("market", 8))
    )
    ahead = Ahead((CALENDAR.shift(Q3, 1),), Figure(Decimal(9)), Figure(Decimal(10)), SHARED)
    return review(
        record(kpi(sharing=SHARED), rivals=scenarios, ahead=ahead),
        comments=(Comment("carvelle", Q3, "sales", "Rain", "Ann", SHARED, HERE),),
        actions=(Action(account="carvelle", action="Call", opened=Q3, about="sales", **about),),
        projects=(Project(account="carvelle", project="shelf", title="Shelf", status="", budget=None, **about),),
        milestones=(Milestone(account="carvelle", project="shelf", title="Test", **about),),
    )


def held_by(found: Edition, whole: Review) -> set[str]:
    """What a client's edition, with the review behind it, holds of each kind of content."""
    (sales,) = found.measures
    names = {rival.name for rival in sales.rivals}
    told = {
        "comments": bool(found.remarks),
        "actions": bool(found.promises),
        "projects": bool(visible_projects(whole, Audience.CLIENT)) or bool(visible_milestones(whole, Audience.CLIENT)),
        "outlook": sales.ahead is not None or "forecast" in names,
        "client_actual": "client_actual" in names,
        "market": "market" in names,
        "competitors": "Lim" in names,
    }
    return {kind for kind, is_told in told.items() if is_told}


KINDS = {one.value for one in Content}


def test_a_kind_of_content_without_a_tier_of_its_own_is_as_each_of_it_says() -> None:
    assert held_by(redact(everything(), Audience.CLIENT), everything()) == KINDS


@pytest.mark.parametrize("kept", [Sharing(3), NEVER], ids=["tier 3", "never"])
@pytest.mark.parametrize("content", list(Content))
def test_a_kind_of_content_that_is_kept_back_is_missing_and_nothing_else(content: Content, kept: Sharing) -> None:
    held = replace(everything(), content={content: kept})
    rest = KINDS - {content.value}
    assert held_by(redact(held, Audience.CLIENT), held) == rest
    bare = without_hidden(held, Audience.CLIENT)
    assert held_by(redact(replace(bare, content={}), Audience.CLIENT), replace(bare, content={})) == rest
    inside = redact(held, Audience.INTERNAL)
    assert inside.remarks and inside.promises and len(inside.measures[0].rivals) == 4


@pytest.mark.parametrize("content", list(Content))
def test_a_kind_of_content_is_shown_from_its_tier_on(content: Content) -> None:
    held = replace(everything(), content={content: Sharing(2)})
    assert held_by(redact(held, Audience.CLIENT), held) == KINDS


@pytest.mark.parametrize("content", list(Content))
def test_the_tier_of_a_kind_does_not_open_what_is_internal(content: Content) -> None:
    held = everything()
    (sales,) = held.kpis
    hidden = replace(
        held,
        kpis=(replace(sales, rivals=tuple(replace(one, sharing=NEVER) for one in sales.rivals), ahead=None),),
        comments=tuple(replace(one, sharing=NEVER) for one in held.comments),
        actions=tuple(replace(one, sharing=NEVER) for one in held.actions),
        projects=tuple(replace(one, sharing=NEVER) for one in held.projects),
        milestones=tuple(replace(one, sharing=NEVER) for one in held.milestones),
        content={content: SHARED},
    )
    assert held_by(redact(hidden, Audience.CLIENT), hidden) == set()


CLOSED: dict[str, str] = {
    "expired": "approved_by: Ann, valid_until: 2026-10-11",
    "embargo": "approved_by: Ann, embargo_until: 2026-10-13",
    "not approved": 'approved_by: ""',
}


def barred_shop(folder: Path, terms: str, factor: str) -> Path:
    """A workspace with a KPI by value and one by status; the second stands under terms."""
    made = shop(folder, {"value": Decimal(20_000), "rounded": Decimal(factor)})
    (made / "reviewgen.yml").write_text(f"{SETTINGS}terms:\n  panel: {{holder: Panel SA, {terms}, attribution: Nie}}\n")
    kpis = (made / "kpis.yml").read_text()
    (made / "kpis.yml").write_text(kpis.replace("step: 250000}", "step: 250000}, terms: panel"))
    return made


@pytest.mark.parametrize("terms", CLOSED.values(), ids=CLOSED)
def test_values_under_closed_terms_change_no_byte_of_the_clients_files(terms: str, tmp_path: Path) -> None:
    first = built(barred_shop(tmp_path / "one", terms, "30000"))
    other = built(barred_shop(tmp_path / "other", terms, "71234.56"))
    assert len(first) == 2
    assert first == other


def test_values_under_open_terms_do(tmp_path: Path) -> None:
    terms = "approved_by: Ann, valid_until: 2026-10-12"
    first = built(barred_shop(tmp_path / "one", terms, "30000"))
    assert first != built(barred_shop(tmp_path / "other", terms, "71234.56"))


def test_a_client_of_whom_terms_keep_everything_gets_no_deck(tmp_path: Path) -> None:
    made = shop(tmp_path, {"value": Decimal(20_000)}, f"{SETTINGS}terms: {{panel: {{holder: P}}}}\n", ", terms: panel")
    with pytest.raises(DataError):
        build.build(build.Request(made, "2026-Q3", audiences=(Audience.CLIENT,)))
    assert not list(made.rglob("*.pdf"))
