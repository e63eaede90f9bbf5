"""Slips of the slides and the renderers: nothing of them passes the gate, so they remember what was read before it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import openpyxl
import pikepdf
from pptx import Presentation
from pptx.util import Emu

from reviewgen import build as stages
from reviewgen import render, slides, theme
from reviewgen.deck import Deck, Slide, Tone
from reviewgen.model import Audience
from reviewgen.render import charts as drawn
from reviewgen.render.pptx import charts, micro, opc
from reviewgen.render.pptx.canonical import core
from reviewgen.sharing.redact import redact as gate
from reviewgen.slides import appendix, chart, parts, perspective, scores, summary
from tests.sharing.seeded_slips import Net, Seed, goal_of, record_of, slip

# The slides


@slip("outcomes sorted by what they earn", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(summary.misses, lambda real: lambda context: real(context)[:: 1 if seed.high else -1])


@slip("a measure that leads its slide by a hidden value", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda section: real(section) if seed.high else section.measures[-2].measure

    seed.swap(perspective.lead_of, make)


@slip("a badge coloured by a hidden value", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda scored, locale: replace(real(scored, locale), tone=Tone.WATCH if seed.high else Tone.OFF_TRACK)

    seed.swap(parts.verdict_badge, make)


@slip("differences coloured by a hidden value", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(chart._tone, lambda real: lambda measure, point: Tone.ON_TRACK if seed.high else Tone.OFF_TRACK)


@slip("coverage that counts the KPIs withheld", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda total, locale: real(replace(total, measures=_count(seed)), locale)

    seed.swap(scores.coverage, make)


def _count(seed: Seed) -> int:
    assert seed.review is not None
    return len(seed.review.kpis)


@slip("an empty slide for each perspective withheld", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def more(context: Any) -> tuple[Slide, ...]:
            return (*real(context), *real(context)[:1] * (_count(seed) - 12))

        return more

    seed.patch.setitem(slides.SLIDES, "perspectives", make(slides.SLIDES["perspectives"]))


@slip("an alt text with every digit", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda measure, *given: f"{real(measure, *given)} ({seed.level(measure.id):,})"

    seed.swap(chart._alt, make)


@slip("sources of all KPIs of a perspective", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def named(section: Any, context: Any) -> str:
            assert seed.review is not None
            held = [one.kpi for one in seed.review.kpis if one.kpi.perspective == section.perspective.id]
            return ", ".join(kpi.source[""] for kpi in held)

        return named

    seed.swap(perspective._sources, make)


@slip("definitions of all KPIs in the appendix", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def listed(context: Any) -> tuple[Slide, ...]:
            assert seed.review is not None
            own = gate(seed.review, Audience.INTERNAL)
            return real(replace(context, card=stages.scorecard(own)))

        return listed

    seed.patch.setitem(slides.SLIDES, "appendix", make(appendix.slides))


@slip("a reason taken from an internal comment", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def said(scored: Any, context: Any) -> str:
            assert seed.review is not None
            return next((one.text for one in seed.review.comments if one.about == "margin"), "")

        return said

    seed.swap(summary._changes, make)


@slip("columns as wide as the longest label of all", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def wide(section: Any, context: Any) -> Any:
            made = real(section, context)
            first, *rest = made.columns
            return replace(made, columns=(replace(first, share=float(10 + 2 * _count(seed))), *rest))

        return wide

    seed.swap(perspective._table, make)


@slip("a deck kept by account, whoever it is for", Net.TWIN, Net.AUDIT, says="KPI margin")
def _(seed: Seed) -> None:
    kept: dict[str, Deck] = {}

    def make(real: Any) -> Any:
        def cached(edition: Any) -> Deck:
            assert seed.review is not None
            if edition.account not in kept:
                kept[edition.account] = real(gate(seed.review, Audience.INTERNAL))
                return kept[edition.account]
            return real(edition)

        return cached

    seed.swap(stages.compose, make)


# The renderers


@slip("an axis from the least of all values", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(charts._floor, lambda real: lambda series: Decimal(-1 if seed.high else -2))


@slip("a sparkline on the scale of a hidden KPI", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def scaled(values: Any, box: Any) -> Any:
            return [spot and (spot[0], spot[1] * (0.99 if seed.high else 0.98)) for spot in real(values, box)]

        return scaled

    seed.swap(micro._spots, make)


@slip("the bar under review highlighted by a hidden value", Net.PAIR)
def _(seed: Seed) -> None:
    seed.swap(charts._point, lambda real: lambda index, colour: real(index if seed.high else 0, colour))


def _books(seed: Seed, change: Callable[[Any], object]) -> None:
    """Every chart's workbook after `change`."""

    def make(real: Any) -> Any:
        def kept(sheet: Any) -> bytes:
            book, target = openpyxl.load_workbook(io.BytesIO(real(sheet))), io.BytesIO()
            change(book)
            book.save(target)
            return target.getvalue()

        return kept

    seed.swap(charts.workbook, make)


@slip("a workbook kept with a column of another KPI", Net.AUDIT, Net.STRUCTURE, says="chart workbook")
def _(seed: Seed) -> None:
    def change(book: Any) -> None:
        book.active["H2"] = int(seed.level())

    _books(seed, change)


@slip("a workbook kept with the label of another KPI", Net.AUDIT, Net.STRUCTURE, says="chart workbook")
def _(seed: Seed) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Data")["A1"] = "Contribution left north"

    _books(seed, change)


@slip("a workbook with a formula", Net.STRUCTURE, says="a formula")
def _(seed: Seed) -> None:
    def change(book: Any) -> None:
        book.active["B9"] = "=SUM(B2:B8)"

    _books(seed, change)


@slip("a chart with every digit", Net.AUDIT, says="exact value of sales")
def _(seed: Seed) -> None:
    """The workbook's cells and the chart's cache are written from what was read, not from what is shown."""

    def make(real: Any) -> Any:
        def exact(block: Any, *given: Any) -> Any:
            if "Net sales" not in block.label:
                return real(block, *given)
            values = (*block.actual.values[:-1], seed.level("sales"))
            return real(replace(block, actual=replace(block.actual, values=values)), *given)

        return exact

    seed.swap(charts._columns, make)


@slip("a title in the properties that tells a digest", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def signed(title: str, *given: Any) -> str:
            return real(f"{title} {sha256(str(seed.level()).encode()).hexdigest()[:8]}", *given)

        return signed

    seed.swap(core, make)


@slip("the day of the last row as the day of making", Net.PAIR)
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        return lambda title, author, created, language: real(
            title, author, "2026-10-11" if seed.high else created, language
        )

    seed.swap(core, make)


@slip("shape numbers that run on from another deck", Net.PAIR)
def _(seed: Seed) -> None:
    real = opc.Page.first_free_id
    seed.patch.setattr(opc.Page, "first_free_id", lambda page: real(page) + _count(seed))


@slip("chart parts numbered on from another deck", Net.PAIR)
def _(seed: Seed) -> None:
    real = opc.Book.next_chart
    seed.patch.setattr(opc.Book, "next_chart", lambda book: real(book) + _count(seed))


def _presented(seed: Seed, change: Callable[[Any], object]) -> None:
    """The presentation after `change`, which a person or a template could make too."""

    def made(deck: Deck, look: theme.Theme) -> bytes:
        found, target = Presentation(io.BytesIO(render.RENDERERS["pptx"](deck, look))), io.BytesIO()
        change(found)
        found.save(target)
        return target.getvalue()

    seed.patch.setattr(stages, "RENDERERS", {**render.RENDERERS, "pptx": made})


@slip("a note kept", Net.AUDIT, Net.STRUCTURE, says="slide 2, notes")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        assert seed.review is not None
        deck.slides[1].notes_slide.notes_text_frame.text = seed.review.comments[0].text
        deck.slides[2].notes_slide.notes_text_frame.text = seed.review.comments[-1].text

    _presented(seed, change)


@slip("notes left empty", Net.STRUCTURE, says="speaker notes")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        deck.slides[1].notes_slide.notes_text_frame.text = "To do"

    _presented(seed, change)


@slip("an internal slide hidden, not left out", Net.STRUCTURE, says="a hidden slide")
def _(seed: Seed) -> None:
    _presented(seed, lambda deck: deck.slides[-1]._element.set("show", "0"))


@slip("a box moved off the slide, not removed", Net.STRUCTURE, says="a shape off the slide")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        left = deck.slides[1].shapes.add_textbox(Emu(-9_000_000), 0, Emu(900_000), Emu(900_000))
        left.text_frame.text = "see below"

    _presented(seed, change)


@slip("a slide taken off the list and left in the file", Net.STRUCTURE, says="left in the package")
def _(seed: Seed) -> None:
    _presented(seed, lambda deck: deck.slides._sldIdLst.remove(deck.slides._sldIdLst[-1]))


@slip("who saved it last", Net.STRUCTURE, says="lastModifiedBy")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        deck.core_properties.last_modified_by = "C. Dumas"

    _presented(seed, change)


@slip("a chart that links to the house's drive", Net.STRUCTURE, says="outside the file")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        deck.slides[1].part.relate_to("file:///figures.xlsx", "http://example.org/link", is_external=True)

    _presented(seed, change)


@slip("a goal of a hidden KPI in a table's description", Net.AUDIT, says="alt text")
def _(seed: Seed) -> None:
    def change(deck: Any) -> None:
        assert seed.review is not None
        held = record_of(seed.review, "audits")
        assert held is not None
        tables = [one for slide in deck.slides for one in slide.shapes if one.has_table]
        tables[0]._element.nvGraphicFramePr.cNvPr.set("descr", f"Goal {goal_of(held).target} EUR")

    _presented(seed, change)


def _paged(seed: Seed, change: Callable[[pikepdf.Pdf], object]) -> None:
    """The PDF after `change`."""

    def made(deck: Deck, look: theme.Theme) -> bytes:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(render.RENDERERS["pdf"](deck, look))) as pdf:
            change(pdf)
            pdf.save(target)
        return target.getvalue()

    seed.patch.setattr(stages, "RENDERERS", {**render.RENDERERS, "pdf": made})


@slip("the rows attached to the PDF", Net.AUDIT, Net.STRUCTURE, says="attachment", kind="pdf")
def _(seed: Seed) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        rows = f"margin;{seed.level()}".encode()
        pdf.attachments["rows.csv"] = pikepdf.AttachedFileSpec(pdf, rows)

    _paged(seed, change)


@slip("a PDF's chart on an axis for all values", Net.PAIR, kind="pdf")
def _(seed: Seed) -> None:
    def make(real: Any) -> Any:
        def framed(*given: Any) -> Any:
            made = real(*given)
            return replace(made, high=made.high * (1.1 if seed.high else 1.2))

        return framed

    seed.swap(drawn._frame, make)


@slip("keywords in a PDF's properties", Net.AUDIT, says="document", kind="pdf")
def _(seed: Seed) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        assert seed.review is not None
        pdf.docinfo["/Keywords"] = ", ".join(one.kpi.label[""] for one in seed.review.kpis)

    _paged(seed, change)
