"""What another tier would show: exactly what the gate lets through there and not here, and no deck to mail."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen import build
from reviewgen.edition import Measure
from reviewgen.errors import UsageError
from reviewgen.facts import Absent, Figure, Reason
from reviewgen.model import Ahead, Audience, Content, Kpi, Mode, Review, Rival, Sharing, Terms
from reviewgen.sharing.policy import Why
from reviewgen.sharing.redact import redact
from reviewgen.tiers import Ladder, at_tier, ladder
from tests import worlds
from tests.cli.shop import shop
from tests.sharing.reviews import HERE, Q3, kpi, record, review

SAMPLE = Path(__file__).parent.parent / "samples" / "verdier"
FREE = Terms("free", "Panel", HERE, approved_by="Ann")
SHUT = Terms("shut", "Panel", HERE, ask="Ann")
TERMS = st.sampled_from(((), (), (FREE,), (SHUT,), (FREE, SHUT)))
TIER = st.sampled_from((None, 1, 2, 3, 4))


def measures(one: Review) -> Mapping[str, Measure]:
    """What a client is told at the tier of the review, by KPI."""
    return {measure.id: measure for measure in redact(one, Audience.CLIENT).measures}


def beside(measure: Measure) -> set[str]:
    """What is told of a KPI beside our own value."""
    return {rival.name for rival in measure.rivals} | ({"outlook"} if measure.ahead is not None else set())


def bare(measure: Measure) -> Measure:
    return replace(measure, rivals=(), ahead=None)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    """A generated review, in which terms bar KPIs, modes say less of them, and the house keeps content back."""
    world = draw(worlds.worlds())
    with tempfile.TemporaryDirectory() as folder:
        (made,) = build.reviewed(build.open_workspace(worlds.write(world, Path(folder))), "2026-Q3", ("acme",))
    content = draw(st.dictionaries(st.sampled_from(list(Content)), TIER.map(Sharing), max_size=4))
    dressed = tuple(replace(one, kpi=draw(_dressed(one.kpi))) for one in made.kpis)
    return replace(made, kpis=dressed, content=content)


def _dressed(one: Kpi) -> st.SearchStrategy[Kpi]:
    mode = st.sampled_from((Mode.VALUE, Mode.VALUE, Mode.INDEX, Mode.STATUS))
    return st.builds(
        lambda mode, terms: replace(one, sharing=replace(one.sharing, mode=mode, base=Q3), terms=terms), mode, TERMS
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(reviews(), st.integers(1, 4))
def test_what_a_tier_reveals_is_the_difference_of_the_two_editions(made: Review, to: int) -> None:
    found, now, then = ladder(made, to), measures(made), measures(at_tier(made, to))
    assert [rung.kpi.id for rung in found.rungs if rung.now] == _in_order(found, now)
    assert [rung.kpi.id for rung in found.rungs if rung.then] == _in_order(found, then)
    assert {rung.kpi.id for rung in found.rungs if rung.revealed} == then.keys() - now.keys()
    assert {rung.kpi.id for rung in found.rungs if rung.taken_back} == now.keys() - then.keys()
    for rung in found.rungs:
        name = rung.kpi.id
        if name in now and name in then:
            assert bare(now[name]) == bare(then[name]), "a tier changes nothing else of a KPI"
            assert set(rung.gains) == beside(then[name]) - beside(now[name])
            assert set(rung.loses) == beside(now[name]) - beside(then[name])
        else:
            assert (rung.gains, rung.loses) == ((), ())
    assert (found.now.measures, found.then.measures) == (len(now), len(then))


def _in_order(found: Ladder, seen: Mapping[str, Measure]) -> list[str]:
    return [rung.kpi.id for rung in found.rungs if rung.kpi.id in seen]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(reviews())
def test_a_higher_tier_takes_nothing_back_and_counts_no_less(made: Review) -> None:
    lowest = at_tier(made, 1)
    steps = [ladder(lowest, to) for to in (1, 2, 3, 4)]
    assert all(not (rung.taken_back or rung.loses) for one in steps for rung in one.rungs)
    for kind in range(len(Content)):
        counts = [one.tallies[kind].then for one in steps]
        assert counts == sorted(counts) and counts[-1] <= steps[0].tallies[kind].held
        assert counts[0] == steps[0].tallies[kind].now


def test_a_kpi_that_terms_hold_back_is_revealed_at_no_tier_and_says_by_which() -> None:
    made = review(record(kpi("sales", Sharing(1))), record(kpi("panel", Sharing(3), terms=(FREE, SHUT))), tier=2)
    sales, panel = ladder(made).rungs
    assert (sales.now, sales.then, sales.bar) == (True, True, None)
    assert (panel.now, panel.then, panel.revealed) == (False, False, False)
    assert panel.bar is not None
    assert (panel.bar.terms, panel.bar.why, panel.bar.day) == (SHUT, Why.NOT_APPROVED, None)
    released = replace(SHUT, approved_by="Ann", approved_on=date(2026, 10, 13))
    later = replace(made, kpis=(made.kpis[0], record(kpi("panel", Sharing(3), terms=(released,)))))
    assert [rung.revealed for rung in ladder(later).rungs] == [False, False]
    assert [rung.revealed for rung in ladder(replace(later, as_of=date(2026, 10, 13))).rungs] == [False, True]


def test_kpis_stand_by_tier_the_lowest_first_and_those_never_shared_last() -> None:
    names = {"never": Sharing(), "four": Sharing(4), "one": Sharing(1), "two": Sharing(2), "first": Sharing(1)}
    made = review(*(record(kpi(name, sharing)) for name, sharing in names.items()), tier=1)
    assert [rung.kpi.id for rung in ladder(made).rungs] == ["one", "first", "two", "four", "never"]


@pytest.mark.parametrize(("tier", "to", "found"), [(1, None, 2), (3, None, 4), (4, None, 4), (4, 1, 1), (2, 2, 2)])
def test_the_next_tier_is_meant_unless_another_is_named(tier: int, to: int | None, found: int) -> None:
    assert ladder(review(record(kpi("sales", Sharing(1))), tier=tier), to).to == found


def test_scenarios_that_the_house_keeps_back_are_gains_of_a_kpi_that_is_seen_already() -> None:
    told = ((Q3, Figure(Decimal(7))),)
    rivals = (Rival("Acme Cola", told, Sharing(1)), Rival("market", told, Sharing(1)), Rival("client_actual", told))
    none = Absent(Reason.NO_ROWS)
    ahead = Ahead((), none, none, Sharing(1))
    content = {Content.COMPETITORS: Sharing(3), Content.OUTLOOK: Sharing(4), Content.MARKET: Sharing(None)}
    made = review(record(kpi("sales", Sharing(1)), rivals=rivals, ahead=ahead), tier=2, content=content)
    gains = {to: ladder(made, to).rungs[0].gains for to in (1, 2, 3, 4)}
    assert gains == {1: (), 2: (), 3: ("Acme Cola",), 4: ("Acme Cola", "outlook")}
    assert ladder(at_tier(made, 4), 2).rungs[0].loses == ("Acme Cola", "outlook")
    told_of = {one.content: (one.now, one.then, one.held, one.kept, one.first) for one in ladder(made).tallies}
    assert told_of[Content.COMPETITORS] == (0, 1, 1, True, 3)
    assert told_of[Content.OUTLOOK] == (0, 0, 1, True, 4)
    assert told_of[Content.MARKET] == (0, 0, 1, True, None)
    assert told_of[Content.CLIENT_ACTUAL] == (0, 0, 1, False, None)


def test_the_sample_s_tiers_are_a_pyramid() -> None:
    opened = build.open_workspace(SAMPLE)
    for made in build.reviewed(opened, "Q3"):
        seen = [sum(rung.then for rung in ladder(made, to).rungs) for to in (1, 2, 3, 4)]
        shared = [one.sharing.from_tier for one in opened.workspace.kpis]
        assert seen == [sum(first is not None and first <= to for first in shared) for to in (1, 2, 3, 4)]
        assert 0 < seen[0] < seen[1] < seen[2] < seen[3] < len(shared)


def clients_deck(folder: Path, out: Path) -> Mapping[str, bytes]:
    """The client's files of beta."""
    request = build.Request(folder, "2026-Q3", ("beta",), (Audience.CLIENT,), out=out)
    return {path.suffix: path.read_bytes() for path in build.build(request)[0].files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with a preview of beta, of tier 1, at tier 2."""
    folder = shop(tmp_path_factory.mktemp("preview") / "shop")
    build.preview(folder, "beta", 2, None, None)
    return folder


def test_a_preview_lies_in_our_own_folder_and_says_what_it_is(made: Path) -> None:
    files = {path.relative_to(made / "out").as_posix() for path in (made / "out").rglob("*") if path.is_file()}
    stem = "internal/2026-Q3/beta-2026-Q3-tier2-PREVIEW"
    assert files == {f"{stem}.pdf", f"{stem}.pptx"}


def test_a_preview_is_to_the_byte_the_deck_of_an_account_on_that_tier(made: Path, tmp_path: Path) -> None:
    held = {path.suffix: path.read_bytes() for path in (made / "out" / "internal" / "2026-Q3").iterdir()}
    risen = shop(tmp_path / "risen")
    account = risen / "accounts" / "beta.yml"
    assert clients_deck(risen, tmp_path / "before") != held
    account.write_text(account.read_text("utf-8").replace("tier: 1", "tier: 2"), "utf-8")
    assert clients_deck(risen, tmp_path / "after") == held


def test_a_preview_that_is_mailed_all_the_same_is_found_by_the_audit(made: Path) -> None:
    (deck,) = (made / "out" / "internal" / "2026-Q3").glob("*.pptx")
    leaks = build.audit_file(made, deck, "beta", "2026-Q3")
    assert any("KPI otif" in leak.what for leak in leaks)


def test_a_preview_of_nobody_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    with pytest.raises(UsageError, match="no account globex"):
        build.preview(folder, "globex", 2, "2026-Q3", None)
    assert not (folder / "out").exists()
