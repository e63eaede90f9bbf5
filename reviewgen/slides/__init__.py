"""Slides: compose(edition) -> Deck. One file a slide kind; SLIDES says which there are, in the order of the deck."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewgen.deck import Deck, Slide
from reviewgen.edition import Edition, Mark
from reviewgen.locale import Locale, load
from reviewgen.scorecard import scorecard as score
from reviewgen.slides import (
    actions,
    appendix,
    cover,
    outlook,
    perspective,
    profit,
    relations,
    scorecard,
    summary,
    withheld,
)
from reviewgen.slides.context import Context

SLIDES: Mapping[str, Callable[[Context], tuple[Slide, ...]]] = {
    "cover": cover.slides,
    "summary": summary.slides,
    "scorecard": scorecard.slides,
    "perspectives": perspective.slides,
    "outlook": outlook.slides,
    "profit": profit.slides,
    "relations": relations.slides,
    "actions": actions.slides,
    "withheld": withheld.slides,
    "appendix": appendix.slides,
}


def compose(edition: Edition) -> Deck:
    """The deck of `edition`, in the edition's language; a kind with nothing to say adds no slide."""
    locale = load(edition.locale, edition.currency)
    context = Context(edition, score(edition), locale)
    return Deck(
        title=locale.say("deck.title", account=edition.account, period=_period(edition, locale)),
        language=locale.tag,
        author=edition.company,
        footer=locale.say(
            "deck.footer", company=edition.company, account=edition.account, period=_period(edition, locale)
        ),
        mark=locale.say(f"mark.{edition.mark.value}"),
        warning=locale.say("warning.internal") if edition.mark is Mark.INTERNAL else "",
        as_of=locale.say("deck.as_of", day=locale.day(edition.as_of)),
        created=edition.as_of.isoformat(),
        slides=tuple(slide for make in SLIDES.values() for slide in make(context)),
    )


def _period(edition: Edition, locale: Locale) -> str:
    return locale.period(edition.period, edition.calendar)
