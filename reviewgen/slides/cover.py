"""Cover: account, period, edition mark, as-of date; for our own house the tier, which is no word for a client."""

from __future__ import annotations

from reviewgen.deck import Cover, Region, Slide
from reviewgen.edition import Mark
from reviewgen.slides.context import Context


def slides(context: Context) -> tuple[Slide, ...]:
    """The first page."""
    edition, locale = context.edition, context.locale
    subtitle = locale.say("cover.subtitle", period=locale.long_period(edition.period, edition.calendar))
    dates = [locale.say("cover.as_of", day=locale.long_day(edition.as_of))]
    if edition.review_on:
        dates.append(locale.say("cover.review_on", day=locale.long_day(edition.review_on)))
    tier = [locale.say("cover.tier", tier=edition.tier)] if edition.mark is Mark.INTERNAL else []
    lines = [*tier, " · ".join(dates)]
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
