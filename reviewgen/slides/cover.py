"""Cover: account, period, edition mark, as-of date; for our own house the tier, which is no word for a client."""

from __future__ import annotations

from collections.abc import Iterator

from reviewgen.deck import Cover, Region, Slide
from reviewgen.edition import Edition, Mark
from reviewgen.locale import Locale
from reviewgen.period import Calendar
from reviewgen.slides.context import Context


def slides(context: Context) -> tuple[Slide, ...]:
    """The first page."""
    edition, locale = context.edition, context.locale
    subtitle = locale.say("cover.subtitle", period=locale.long_period(edition.period, edition.calendar))
    dates = [locale.say("cover.as_of", day=locale.long_day(edition.as_of))]
    if edition.review_on:
        dates.append(locale.say("cover.review_on", day=locale.long_day(edition.review_on)))
    tier = [locale.say("cover.tier", tier=edition.tier)] if edition.mark is Mark.INTERNAL else []
    lines = [*tier, " · ".join(dates), *_theirs(edition, locale)]
    if edition.manager:
        lines.append(locale.say("cover.manager", name=edition.manager))
    mark = locale.say(f"mark.{edition.mark.value}")
    block = Cover(edition.company, edition.account, subtitle, mark, tuple(lines))
    return (
        Slide(
            "cover",
            "cover",
            "",
            locale.say("cover.title", account=edition.account, subtitle=subtitle),
            ((Region.FULL, block),),
        ),
    )


def _theirs(edition: Edition, locale: Locale) -> list[str]:
    """Which of the account's own fiscal quarters the period is, or which it lies in and where they meet."""
    if edition.theirs is None:
        return []
    quarters = locale.listing(tuple(_quarters(edition, edition.theirs, locale)))
    return [locale.say("cover.theirs", account=edition.account, quarters=quarters)]


def _quarters(edition: Edition, theirs: Calendar, locale: Locale) -> Iterator[str]:
    period, quarter = edition.period, theirs.quarter_of(edition.period.start)
    if quarter.start == period.start and quarter.end == period.end:
        yield locale.period(quarter, theirs)
    elif period.last_day < quarter.end:
        yield locale.say("cover.theirs.part", quarter=locale.period(quarter, theirs))
    else:
        yield locale.say(
            "cover.theirs.to", quarter=locale.period(quarter, theirs), day=locale.long_day(quarter.last_day)
        )
        while (quarter := theirs.shift(quarter, 1)).start < period.end:
            name, day = locale.period(quarter, theirs), locale.long_day(quarter.start)
            yield locale.say("cover.theirs.from", quarter=name, day=day)
