"""Every defect for which PowerPoint repairs a file is made in a real one, and found."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping

import pytest

from reviewgen.render.pptx.check import check_package
from tests.render import drawn

Parts = dict[str, bytes]
DECK, SLIDE, CHART = "ppt/presentation.xml", "ppt/slides/slide2.xml", "ppt/charts/chart1.xml"
P14 = 'xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def members(data: bytes) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(parts: Mapping[str, bytes], twice: str = "") -> bytes:
    """Parts as a package, one of them twice if it is named."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for name, data in [*parts.items(), *([(twice, parts[twice])] if twice else [])]:
            archive.writestr(name, data)
    return target.getvalue()


def rels(name: str) -> str:
    """The part with the relationships of a part."""
    folder, _, base = name.rpartition("/")
    return f"{folder}/_rels/{base}.rels"


def swap(name: str, old: str, new: str) -> Callable[[Parts], None]:
    """The first place that matches `old` in a part becomes `new`."""

    def change(parts: Parts) -> None:
        text, count = re.subn(old, new, parts[name].decode(), count=1, flags=re.DOTALL)
        assert count == 1, (name, old)
        parts[name] = text.encode()

    return change


def drop(name: str) -> Callable[[Parts], None]:
    """A part that is no more there."""
    return lambda parts: parts.pop(name) and None


def add(name: str, data: bytes = b"<x/>") -> Callable[[Parts], None]:
    """A part that was not there."""
    return lambda parts: parts.__setitem__(name, data)


def both(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    """One change after the other."""

    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def relation(kind: str, target: str, more: str = "") -> str:
    """A relationship with the id rId99."""
    return f'<Relationship Id="rId99" Type="{REL}/{kind}" Target="{target}"{more}/></Relationships>'


def section(*ids: str) -> str:
    """A list of sections at the end of the presentation, one slide in each."""
    inner = "".join(
        f'<p14:section name="s" id="{{0}}"><p14:sldIdLst><p14:sldId id="{one}"/></p14:sldIdLst></p14:section>'
        for one in ids
    )
    return (
        f'<p:extLst><p:ext uri="x"><p14:sectionLst {P14}>{inner}</p14:sectionLst></p:ext></p:extLst></p:presentation>'
    )


TIMING = '<p:timing><p:tnLst><p:spTgt spid="9999"/></p:tnLst></p:timing></p:sld>'
C16 = 'xmlns:c16="http://schemas.microsoft.com/office/drawing/2014/chart"'
ONE_ID = f'<c16:uniqueId {C16} val="{{1}}"/>'
SERIES_ID = f'<c:extLst><c:ext uri="x">{ONE_ID}{ONE_ID}</c:ext></c:extLst></c:ser>'
LISTED = r'<p:sldId [^>]*?r:id="([^"]+)"[^>]*/>'
NOTES = f'<Relationship Id="rId97" Type="{REL}/notesSlide" Target="../slides/slide3.xml"/>'

DEFECTS: dict[str, tuple[Callable[[Parts], None], str]] = {
    "a shape's id twice": (
        swap(SLIDE, r'(<p:cNvPr id=")\d+(".*?<p:cNvPr id=")\d+', r"\g<1>77\g<2>77"),
        "shape id 77 stands 2 times",
    ),
    "a part that is not there": (drop("ppt/theme/theme1.xml"), "leads to ppt/theme/theme1.xml, which is not there"),
    "a reference to no relationship": (
        swap(SLIDE, r'(<c:chart [^>]*r:id=")[^"]+|</p:sld>', r'<a:x xmlns:a="a" r:id="rId98"/></p:sld>'),
        "rId98 leads nowhere",
    ),
    "a run without text": (swap(SLIDE, r"<a:t>[^<]*</a:t>", ""), "a run without text"),
    "a body without a paragraph": (
        swap(SLIDE, r"(<p:txBody>.*?)<a:p>.*?(</p:txBody>)", r"\1\2"),
        "a text body without a paragraph",
    ),
    "a slide's id twice": (
        swap(DECK, r'(<p:sldId [^>]*?id=")256(".*?<p:sldId [^>]*?id=")257', r"\g<1>257\g<2>257"),
        "slide 257 is listed twice",
    ),
    "a slide listed twice": (
        swap(DECK, LISTED + r'<p:sldId ([^>]*?)r:id="[^"]+"', r'<p:sldId id="999" r:id="\1"/><p:sldId \2r:id="\1"'),
        "is listed twice",
    ),
    "a slide that is not listed": (swap(DECK, LISTED, ""), "is not in the list of slides"),
    "no type of its own": (
        swap("[Content_Types].xml", r'<Override PartName="/ppt/slides/slide2\.xml"[^>]*/>', ""),
        "slide2.xml: has no content type",
    ),
    "a type of nothing": (
        swap("[Content_Types].xml", "</Types>", '<Override PartName="/ppt/no.xml" ContentType="x/y"/></Types>'),
        "has a content type but is not there",
    ),
    "a part that nothing leads to": (add("ppt/media/left.xml"), "left.xml: nothing leads to it"),
    "a section with a slide that is not there": (
        swap(DECK, "</p:presentation>", section("4711")),
        "a section names slide 4711",
    ),
    "a slide in no section": (swap(DECK, "</p:presentation>", section("256")), "stands in no section"),
    "a slide in two sections": (
        swap(DECK, "</p:presentation>", section("256", "256")),
        "slide 256 stands in 2 sections",
    ),
    "a show of a slide that is not there": (
        swap(DECK, "</p:presentation>", '<p:custShowLst><p:sld r:id="rId98"/></p:custShowLst></p:presentation>'),
        "rId98 leads nowhere",
    ),
    "a row with a cell too few": (swap(SLIDE, r"(<a:tr [^>]*>)<a:tc[ >].*?</a:tc>", r"\1"), "a table row with"),
    "two slides with one chart": (
        swap(rels(SLIDE), "</Relationships>", relation("chart", "../charts/chart1.xml")),
        "chart1.xml: belongs to 2 parts",
    ),
    "an animation of no shape": (swap(SLIDE, "</p:sld>", TIMING), "an animation moves shape 9999"),
    "two series of one id": (swap(CHART, "</c:ser>", SERIES_ID), "2 series have the id {1}"),
    "no XML": (swap(SLIDE, "</p:sld>", "</p:sl>"), "slide2.xml: not XML"),
    "a negative axis": (swap(CHART, r'<c:axId val="\d+"/>', '<c:axId val="-5"/>'), "axis id -5 is not between"),
    "an axis past the highest": (
        swap(CHART, r'<c:axId val="\d+"/>', '<c:axId val="4294967295"/>'),
        "axis id 4294967295 is not between",
    ),
    "an axis that is not there": (swap(CHART, r'<c:axId val="\d+"/>', '<c:axId val="77"/>'), "axis 77 is not there"),
    "a slide without a layout": (swap(rels(SLIDE), r"<Relationship [^>]*slideLayout[^>]*/>", ""), "has 0 layouts"),
    "a slide with two layouts": (
        swap(rels(SLIDE), "</Relationships>", relation("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "has 2 layouts",
    ),
    "two pages of notes": (
        swap(rels(SLIDE), "</Relationships>", NOTES + relation("notesSlide", "../slides/slide4.xml")),
        "has 2 pages of notes",
    ),
    "a link out of the file": (
        swap(rels(SLIDE), "</Relationships>", relation("hyperlink", "file:///x", ' TargetMode="External"')),
        "rId99 leads out of the file",
    ),
    "a slide that is a layout": (
        swap(rels(DECK), r'(Type="[^"]*/)slide("[^>]*Target="slides/slide2)', r"\1slideLayout\2"),
        "leads to a part of the kind slideLayout, not slide",
    ),
    "no list of types": (drop("[Content_Types].xml"), "[Content_Types].xml is missing"),
    "no presentation": (drop(DECK), "ppt/presentation.xml is missing"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_found(defect: str) -> None:
    change, expected = DEFECTS[defect]
    parts = members(drawn.file("shared", "pptx"))
    change(parts)
    assert any(expected in finding for finding in check_package(package(parts)))


def test_a_part_that_stands_twice_is_found() -> None:
    found = check_package(package(members(drawn.file("shared", "pptx")), twice=SLIDE))
    assert f"{SLIDE}: stands twice in the zip" in found


def test_a_sound_package_has_no_finding_however_it_is_zipped() -> None:
    assert check_package(package(members(drawn.file("shared", "pptx")))) == ()


def test_all_slides_in_sections_are_no_finding() -> None:
    parts = members(drawn.file("shared", "pptx"))
    ids = re.findall(r'<p:sldId [^>]*?\bid="(\d+)"', parts[DECK].decode())
    swap(DECK, "</p:presentation>", section(*ids))(parts)
    assert check_package(package(parts)) == ()
