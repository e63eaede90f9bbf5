"""Actions: what was promised, by whom, until when, and whether it was done."""

from __future__ import annotations

from reviewgen.deck import Badge, Cell, Column, Region, Row, Slide, Table, Tone
from reviewgen.edition import Promise
from reviewgen.slides.context import Context
from reviewgen.story import capital


def slides(context: Context) -> tuple[Slide, ...]:
    """The actions of the last review and those still open; nothing when there are none."""
    promises = context.edition.promises
    if not promises:
        return ()
    say = context.locale.say
    columns = (
        Column(say("column.action"), 52),
        Column(say("column.side"), 18),
        Column(say("column.owner"), 20),
        Column(say("column.due"), 15),
        Column(say("column.status"), 22),
    )
    ordered = sorted(promises, key=lambda one: (_rank(one, context), one.due or context.edition.period.end, one.action))
    table = Table(columns, tuple(_row(promise, context) for promise in ordered), say("table.alt.actions"))
    return (Slide("actions", "actions", say("kicker.actions"), _title(context), ((Region.FULL, table),)),)


def late(promise: Promise, context: Context) -> bool:
    """True when the due date had passed on the as-of date and nothing was reported done."""
    return promise.done is None and promise.due is not None and promise.due < context.edition.as_of


def _rank(promise: Promise, context: Context) -> int:
    return 0 if late(promise, context) else 1 if promise.done is None else 2


def _title(context: Context) -> str:
    promises, locale = context.edition.promises, context.locale
    if len(promises) == 1:
        state = ("late", "open", "done")[_rank(promises[0], context)]
        return capital(locale.say(f"story.actions.only.{state}"))
    done = sum(promise.done is not None for promise in promises)
    title = locale.say("story.actions.title", count=done, done=locale.word(done), all=locale.word(len(promises)))
    overdue = sum(late(promise, context) for promise in promises)
    if not overdue:
        return capital(title)
    behind = locale.say("story.actions.late", count=overdue, late=locale.word(overdue))
    return capital(locale.say("story.but", first=title, second=behind))


def _row(promise: Promise, context: Context) -> Row:
    locale = context.locale
    edition = context.edition
    side = locale.say(f"side.{promise.side.value}", company=edition.company, account=edition.account)
    due = locale.day(promise.due) if promise.due else locale.say("action.undated")
    what = f"{promise.action} ({locale.say('action.carried')})" if promise.carried else promise.action
    cells = (Cell(what), Cell(side), Cell(promise.owner), Cell(due), Cell(content=_state(promise, context)))
    return Row(cells)


def _state(promise: Promise, context: Context) -> Badge:
    locale = context.locale
    if promise.done is not None:
        return Badge(locale.say("action.done", day=locale.day(promise.done)), Tone.ON_TRACK)
    if late(promise, context):
        return Badge(locale.say("action.late"), Tone.OFF_TRACK)
    return Badge(locale.say("action.open"), Tone.NO_DATA)
