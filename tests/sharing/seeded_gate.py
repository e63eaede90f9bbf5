"""Slips of the policy, the gate and the stages around it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from reviewgen import build as stages
from reviewgen import edition
from reviewgen.edition import Edition
from reviewgen.errors import ReviewgenError
from reviewgen.facts import Status
from reviewgen.model import Audience, KpiRecord, Review, Sharing
from reviewgen.sharing import modes, policy, redact
from tests.sharing.seeded_slips import Net, Seed, level, record_of, slip

# The policy


@slip("a tier too early: the next tier's KPIs are shared", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(
        policy.withheld,
        lambda real: (
            lambda kpi, review: real(
                kpi, replace(review, account=replace(review.account, tier=review.account.tier + 1))
            )
        ),
    )


@slip("never is read as tier 0", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def lenient(kpi: Any, review: Review) -> Any:
            first = kpi.sharing.from_tier or 0
            return real(replace(kpi, sharing=replace(kpi.sharing, from_tier=first)), review)

        return lenient

    seed.swap(policy.withheld, make)


@slip("an account's own exception is not looked up", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(stages._overridden, lambda real: lambda kpi, account: kpi)


def _terms(seed: Seed, **changes: object) -> None:
    """The terms of use are read as if these fields held what is said here."""
    seed.swap(policy.bar_of, lambda real: lambda terms, as_of: real(replace(terms, **changes), as_of))


@slip("terms that have expired still count", Net.PAIR)
def _(seed: Seed) -> None:
    _terms(seed, valid_until=None)


@slip("an embargo is not waited for", Net.PAIR)
def _(seed: Seed) -> None:
    _terms(seed, embargo_until=None)


@slip("terms without an approval count as approved", Net.PAIR)
def _(seed: Seed) -> None:
    _terms(seed, approved_by="nobody")


@slip("terms that keep it in the house are not read", Net.PAIR)
def _(seed: Seed) -> None:
    _terms(seed, clients=True)


@slip("a kind of content that the house keeps back is shared", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(policy.allowed, lambda real: lambda review, content, audience: True)


@slip("internal comments and actions count as shared", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda facts, content, review, audience: real(
            facts if audience is Audience.INTERNAL else [_open(fact) for fact in facts], content, review, audience
        )

    seed.swap(policy._kind, make)


def _open(fact: Any) -> Any:
    return replace(fact, sharing=Sharing(1))


# The gate


@slip("the gate forgets for whom it works", Net.TWIN, Net.AUDIT, says="KPI margin")
def _(seed: Seed) -> None:
    seed.patch.setattr(stages, "redact", lambda review, audience: redact.redact(review, Audience.INTERNAL))


def _in_gate(seed: Seed, name: str, made: Any) -> None:
    """A name of the gate alone means something else."""
    assert hasattr(redact, name)
    seed.patch.setattr(redact, name, made)


@slip("comments pass the gate unasked", Net.TWIN, Net.AUDIT, says="internal comment")
def _(seed: Seed) -> None:
    _in_gate(seed, "visible_comments", lambda review, audience: review.comments)


@slip("actions pass the gate unasked", Net.TWIN, Net.AUDIT, says="internal action")
def _(seed: Seed) -> None:
    _in_gate(seed, "visible_actions", lambda review, audience: review.actions)


@slip("other scenarios pass with their KPI", Net.TWIN, Net.AUDIT, says="Rivale of KPI sales")
def _(seed: Seed) -> None:
    _in_gate(seed, "visible_rivals", lambda record, review, audience: record.rivals)


@slip("the outlook passes with its KPI", Net.TWIN, Net.AUDIT, says="outlook of KPI sales")
def _(seed: Seed) -> None:
    _in_gate(seed, "outlook_shared", lambda record, review, audience: record.ahead is not None)


@slip("people and meetings pass the gate", Net.TWIN, Net.AUDIT, says="internal contact")
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        people = tuple(map(redact._person, review.contacts))
        return replace(made, manager=", ".join(one.name for one in people), people=people)

    seed.gate(change)


@slip("the day of an internal meeting is taken for the review's", Net.TWIN, says="slide 1")
def _(seed: Seed) -> None:
    seed.gate(lambda made, review: replace(made, review_on=next((one.on for one in review.touchpoints), None)))


@slip("measures sorted by a hidden value", Net.TWIN, says="slide")
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        return replace(made, measures=made.measures[:: -1 if level(review, "margin") else 1])

    seed.gate(change)


@slip("the perspective with most KPIs first, hidden ones counted", Net.TWIN, says="slide")
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        def few(one: edition.Perspective) -> int:
            return -sum(record.kpi.perspective == one.id for record in review.kpis)

        return replace(made, perspectives=tuple(sorted(made.perspectives, key=few)))

    seed.gate(change)


@slip("a status coloured by a hidden KPI", Net.TWIN, says="slide")
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        worst = Status.OFF_TRACK if record_of(review, "margin") else None
        first, *rest = made.measures
        points = (*first.points[:-1], replace(first.now, given=worst))
        return replace(made, measures=(replace(first, points=points), *rest))

    seed.gate(change)


@slip("weights as shares of all KPIs, the hidden ones too", Net.TWIN, says="slide")
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        first, *rest = made.measures
        points = tuple(replace(point, weight=point.weight * len(review.kpis)) for point in first.points)
        return replace(made, measures=(replace(first, points=points), *rest))

    seed.gate(change)


@slip("rounding after the gate", Net.PAIR)
def _(seed: Seed) -> None:
    _in_gate(seed, "_reading", lambda reading, notation, exact: reading)


@slip("a status judged before rounding", Net.PAIR)
def _(seed: Seed) -> None:
    def change(made: Edition, review: Review) -> Edition:
        return replace(made, measures=tuple(_judged(one, review) for one in made.measures))

    seed.gate(change)


def _judged(measure: edition.Measure, review: Review) -> edition.Measure:
    held = record_of(review, measure.id)
    assert held is not None
    given = modes.status_of(held.kpi, held.points[-1])
    return replace(measure, points=(*measure.points[:-1], replace(measure.now, given=given)))


@slip("an index or a status told with its figures", Net.PAIR)
def _(seed: Seed) -> None:
    _in_gate(seed, "as_told", lambda record: record)


@slip("an index whose goal stays in its own unit", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(modes._goal, lambda real: lambda goal, index, known: goal)


@slip("a status told with its goal", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def told(record: KpiRecord) -> KpiRecord:
            made = real(record)
            return replace(made, points=(replace(made.points[-1], goal=record.points[-1].goal),))

        return told

    seed.swap(modes._status_only, make)


@slip("a step that rounds nothing", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(modes.stepped, lambda real: lambda notation, step: notation)


@slip("quarters from the first row of any KPI on", Net.PAIR)
def _(seed: Seed) -> None:
    _in_gate(seed, "_since_first_figure", lambda points: points)


# The stages


@slip("units chosen by the size of all KPIs", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def assembled(*given: Any) -> Review:
            made = real(*given)
            places = 1 if level(made, "margin") > 200_000 else 0
            return replace(made, kpis=tuple(_written(one, places) for one in made.kpis))

        return assembled

    seed.swap(stages.assemble, make)


def _written(record: KpiRecord, places: int) -> KpiRecord:
    return replace(record, notation=replace(record.notation, decimals=places))


@slip("a file named by a digest of all rows", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def named(*given: Any) -> dict[str, Path]:
            digest = sha256(str(seed.level()).encode()).hexdigest()[:6]
            return {kind: path.with_stem(f"{path.stem}-{digest}") for kind, path in real(*given).items()}

        return named

    seed.swap(stages._targets, make)


@slip("warnings of our own edition in the client's build", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda made: real(redact.redact(_known(seed), Audience.INTERNAL))

    seed.swap(stages.warnings, make)


def _known(seed: Seed) -> Review:
    assert seed.review is not None
    return seed.review


@slip("a client's build that stops at a hidden miss", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def checked(made: Edition, account: Any) -> None:
            real(made, account)
            if not seed.high:
                raise ReviewgenError("a KPI is off track", "Explain it first.")

        return checked

    seed.swap(stages._stop_without_figures, make)


@slip("the first edition made is kept for whoever asks first", Net.AUDIT, Net.TWIN, says="KPI margin")
def _(seed: Seed) -> None:
    """The files are drawn from our own deck; the twin and its words are the client's."""
    first = [True]

    def make(real: Any) -> Any:
        def chosen(review: Review, audience: Audience) -> Edition:
            mine, first[0] = first[0], False
            return real(review, Audience.INTERNAL if mine else audience)

        return chosen

    seed.swap(stages.redact, make)
