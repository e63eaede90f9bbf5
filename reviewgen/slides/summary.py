"""Executive summary: outcomes first, then misses, the scores and the ask."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.deck import Align, Block, Callout, Cell, Column, Fact, Facts, Prose, Region, Row, Slide, Table, Tone
from reviewgen.facts import Absent, Figure, Reason, Status
from reviewgen.locale import Locale
from reviewgen.scorecard import Scored, Total
from reviewgen.slides.context import Context
from reviewgen.slides.parts import attributions, badge, bullet, whole
from reviewgen.slides.scores import shared_scores
from reviewgen.story import best, headline, reading, remark_on, remarks_on, step, summary_title, worst
from reviewgen.trend import on_prior, on_year

FACTS, OUTCOMES, MISSES = 5, 3, 2
"""A page has five facts: three outcomes and two misses, more of one kind where there are fewer of the other."""


def slides(context: Context) -> tuple[Slide, ...]:
    """One page that tells the quarter."""
    blocks: list[tuple[Region, Block]] = []
    good, bad = outcomes(context), misses(context)
    told = (*good[: max(OUTCOMES, FACTS - len(bad))], *bad[: max(MISSES, FACTS - len(good))])
    told += unjudged(context)[: FACTS - len(told)]
    facts = tuple(_fact(one, context) for one in told)
    if facts:
        blocks.append((Region.LEFT, Facts(facts)))
    blocks.append((Region.RIGHT, _scores(context)))
    blocks += [(Region.RIGHT, prose) for prose in _said(context)]
    ask = remark_on(context.edition, "ask")
    if ask:
        blocks.append((Region.RIGHT, Callout(context.locale.say("summary.ask"), ask.text)))
    title = summary_title(context.edition, context.card, context.locale)
    foot = attributions(one.measure for one in told)
    return (Slide("summary", "summary", context.locale.say("kicker.summary"), title, tuple(blocks), foot),)


def _said(context: Context) -> Iterator[Prose]:
    """What people say of the whole quarter and of the next one."""
    for about in ("review", "next"):
        texts = [remark.text for remark in remarks_on(context.edition, about)]
        if texts:
            yield Prose(context.locale.say(f"summary.{about}"), " ".join(texts))


def outcomes(context: Context) -> tuple[Scored, ...]:
    """The best of each perspective that is on track, the one of the title first."""
    sections = [list(section.measures) for section in context.card.sections]
    leads = [one for one in (best(section) for section in sections) if one]
    first = best([one for section in sections for one in section])
    ordered = sorted(leads, key=lambda one: (one is not first, -one.measure.weight))
    return tuple(ordered)


def misses(context: Context) -> tuple[Scored, ...]:
    """The measures that are not on track, the worst first, as many as a page has facts."""
    left = [one for section in context.card.sections for one in section.measures]
    found: list[Scored] = []
    while len(found) < FACTS and (one := worst(left)):
        found.append(one)
        left.remove(one)
    return tuple(found)


def unjudged(context: Context) -> tuple[Scored, ...]:
    """The measures that have a figure but no goal: they tell of the quarter where there is room."""
    every = (one for section in context.card.sections for one in section.measures)
    return tuple(one for one in every if one.status is Status.NOT_SCORED and isinstance(one.measure.now.actual, Figure))


def _fact(scored: Scored, context: Context) -> Fact:
    measure, locale = scored.measure, context.locale
    remark = remark_on(context.edition, measure.id)
    return Fact(
        figure=reading(measure, measure.now.actual, locale),
        headline=headline(measure, locale, context.edition),
        detail=remark.text if remark else _changes(scored, context),
        badge=badge(scored.status, locale),
    )


def _changes(scored: Scored, context: Context) -> str:
    measure, locale = scored.measure, context.locale
    year, prior = on_year(measure, context.edition.calendar), on_prior(measure, context.edition.calendar)
    on_last_year, on_last_period = step(measure, year, locale), step(measure, prior, locale)
    if isinstance(year, Absent) and isinstance(prior, Absent):
        few = Reason.TOO_FEW in (year.reason, prior.reason)
        return locale.say("summary.too_few" if few else "summary.no_change")
    if isinstance(year, Absent):
        return locale.say("summary.change_prior", prior=on_last_period)
    key = "summary.change_year" if isinstance(prior, Absent) else "summary.change"
    return locale.say(key, year=on_last_year, prior=on_last_period)


def _scores(context: Context) -> Table:
    locale, card = context.locale, context.card
    rows = [_row(section.perspective.label, section.total, context) for section in card.sections]
    rows.append(_row(locale.say("score.overall"), card.overall, context, Tone.STRONG))
    columns = [
        Column(locale.say("summary.scores"), 46),
        Column("", 34),
        Column(locale.say("column.score"), 20, Align.RIGHT),
    ]
    shared = shared_scores(context.edition)
    if shared:
        columns += [Column(locale.say("column.shared"), 20, Align.RIGHT), Column("", 16, Align.RIGHT)]
        seen = [shared.sections.get(section.perspective.id) for section in card.sections]
        rows = [_beside(row, total, locale) for row, total in zip(rows, (*seen, shared.overall), strict=True)]
    return Table(tuple(columns), tuple(rows), locale.say("table.alt.scores"))


def _row(label: str, total: Total, context: Context, tone: Tone = Tone.PLAIN) -> Row:
    shown = total.status if total.score is not None else Status.NO_DATA
    score = Cell(_whole(total, context.locale), Tone.STRONG)
    return Row((Cell(label, tone), Cell(content=bullet(total.score, shown, context.locale)), score))


def _beside(row: Row, total: Total | None, locale: Locale) -> Row:
    """The row with the score that the client sees and how much it is made of; a dash where the client sees nothing."""
    if total is None or not total.measures:
        return Row((*row.cells, Cell(locale.say("absent"), Tone.MUTED), Cell()))
    covered = locale.say("summary.shared", scored=total.scored, measures=total.measures)
    return Row((*row.cells, Cell(_whole(total, locale), Tone.MUTED), Cell(covered, Tone.MUTED)))


def _whole(total: Total, locale: Locale) -> str:
    return locale.say("absent") if total.score is None else str(whole(total.score))
