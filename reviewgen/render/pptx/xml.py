"""DrawingML in small pieces: boxes, paragraphs and runs, with theme colours and theme fonts only. Lengths in mm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reviewgen.deck import Tone
from reviewgen.layout import Box
from reviewgen.render.legal import clean

EMU_PER_MM = 36000
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_PALE = '<a:lumMod val="{mod}000"/><a:lumOff val="{off}000"/>'
COLOURS = {
    "ink": '<a:schemeClr val="tx1"/>',
    "paper": '<a:schemeClr val="bg1"/>',
    "grey": '<a:schemeClr val="tx2"/>',
    "tint": '<a:schemeClr val="bg2"/>',
    "accent": '<a:schemeClr val="accent1"/>',
    "on_track": '<a:schemeClr val="accent2"/>',
    "watch": '<a:schemeClr val="accent3"/>',
    "off_track": '<a:schemeClr val="accent4"/>',
    "prior": '<a:schemeClr val="accent5"/>',
    "no_data": '<a:schemeClr val="accent6"/>',
    "hairline": f'<a:schemeClr val="tx2">{_PALE.format(mod=20, off=80)}</a:schemeClr>',
    "track": f'<a:schemeClr val="tx2">{_PALE.format(mod=10, off=90)}</a:schemeClr>',
}
_TONES = {Tone.PLAIN: "ink", Tone.MUTED: "grey", Tone.STRONG: "ink", Tone.ACCENT: "accent"}


def emu(mm: float) -> int:
    """Millimetres as whole EMU."""
    return round(mm * EMU_PER_MM)


def quoted(text: str) -> str:
    """`text` as the value of an attribute."""
    return escape(clean(text), {'"': "&quot;", "\n": " ", "\r": " ", "\t": " "})


def tone_colour(tone: Tone) -> str:
    """The name of the colour that a tone is drawn in."""
    return _TONES.get(tone, tone.value)


def fill(colour: str) -> str:
    """A solid fill in a named colour."""
    return f"<a:solidFill>{COLOURS[colour]}</a:solidFill>"


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; `size` in points."""

    text: str
    size: float
    colour: str = "ink"
    bold: bool = False

    def xml(self, lang: str) -> str:
        """The run, its line breaks as breaks."""
        style = (
            f'lang="{quoted(lang)}" sz="{round(self.size * 100)}" b="{int(self.bold)}" dirty="0">{fill(self.colour)}'
            '<a:latin typeface="+mn-lt"/>'
        )
        parts = clean(self.text).split("\n")
        runs = [f"<a:r><a:rPr {style}</a:rPr><a:t>{escape(part)}</a:t></a:r>" for part in parts]
        return f"<a:br><a:rPr {style}</a:rPr></a:br>".join(runs)


def paragraph(runs: Iterable[Run], lang: str, *, align: str = "l", leading: float = 1.0) -> str:
    """A paragraph; `leading` is the line spacing as a share of the font's own.

    One without text keeps the size of its runs: at the program's default size it would push its row apart.
    """
    held = tuple(runs)
    inner = "".join(run.xml(lang) for run in held if run.text)
    spacing = f'<a:lnSpc><a:spcPct val="{round(leading * 100_000)}"/></a:lnSpc>'
    return (
        f'<a:p><a:pPr marL="0" indent="0" algn="{align}">{spacing}<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/></a:pPr>'
        f"{inner or _end(held)}</a:p>"
    )


def _end(runs: Sequence[Run]) -> str:
    return f'<a:endParaRPr sz="{round(runs[0].size * 100)}"/>' if runs else "<a:endParaRPr/>"


def body(paragraphs: str, *, tag: str = "p", anchor: str = "t", inset: float = 0.0) -> str:
    """A text body that keeps its size, with equal insets on all sides."""
    edge = emu(inset)
    return (
        f'<{tag}:txBody><a:bodyPr wrap="square" lIns="{edge}" tIns="{edge}" rIns="{edge}" bIns="{edge}" anchor="{anchor}">'
        f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs}</{tag}:txBody>"
    )


def frame(box: Box) -> str:
    """The place and size of a shape."""
    return f'<a:xfrm><a:off x="{emu(box.x)}" y="{emu(box.y)}"/><a:ext cx="{emu(box.w)}" cy="{emu(box.h)}"/></a:xfrm>'


class Canvas:
    """Collects the shapes of one slide in reading order and numbers them."""

    def __init__(self, lang: str, first_id: int) -> None:
        self.lang = lang
        self.shapes: list[str] = []
        self._next = first_id

    def number(self) -> int:
        """The next free shape id."""
        self._next += 1
        return self._next - 1

    def text(
        self, name: str, box: Box, paragraphs: str, *, anchor: str = "t", colour: str = "", inset: float = 0.0
    ) -> None:
        """A text box, filled when a colour is named."""
        filled = fill(colour) if colour else "<a:noFill/>"
        self.shapes.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.number()}" name="{quoted(name)}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
            f'<p:spPr>{frame(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{filled}</p:spPr>'
            f"{body(paragraphs, anchor=anchor, inset=inset)}</p:sp>"
        )

    def line(self, name: str, x: float, y: float, w: float, colour: str, points: float = 0.5) -> None:
        """A horizontal rule, which tells a reader nothing."""
        self.shapes.append(
            f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{self.number()}" name="{quoted(name)}">{DECORATIVE}</p:cNvPr><p:cNvCxnSpPr/>'
            f'<p:nvPr/></p:nvCxnSpPr><p:spPr>{frame(Box(x, y, w, 0.0))}<a:prstGeom prst="line"><a:avLst/></a:prstGeom>'
            f'<a:ln w="{round(points * 12700)}">{fill(colour)}</a:ln></p:spPr></p:cxnSp>'
        )

    def group(self, name: str, alt: str, box: Box, inner: str) -> None:
        """Shapes that are one picture, with the words that stand for it."""
        x, y, w, h = emu(box.x), emu(box.y), emu(box.w), emu(box.h)
        self.shapes.append(
            f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{self.number()}" name="{quoted(name)}" descr="{quoted(alt)}"/>'
            f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>"
            f'<a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/><a:chOff x="{x}" y="{y}"/><a:chExt cx="{w}" cy="{h}"/>'
            f"</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"
        )

    def shape(self, name: str, box: Box, geometry: str, colour: str) -> str:
        """A filled shape of a preset geometry, for a group."""
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.number()}" name="{quoted(name)}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{frame(box)}'
            f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>{fill(colour)}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
        )

    def path(
        self, name: str, box: Box, strokes: Iterable[list[tuple[float, float]]], colour: str, points: float
    ) -> str:
        """Open lines through points in mm on the page, for a group."""
        commands = "".join(_stroke(stroke, box) for stroke in strokes if len(stroke) > 1)
        w, h = max(1, emu(box.w)), max(1, emu(box.h))
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.number()}" name="{quoted(name)}"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{frame(box)}'
            f'<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
            f'<a:path w="{w}" h="{h}" fill="none">{commands}</a:path></a:pathLst></a:custGeom><a:noFill/>'
            f'<a:ln w="{round(points * 12700)}" cap="rnd">{fill(colour)}<a:round/></a:ln></p:spPr></p:sp>'
        )


DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


def _stroke(stroke: list[tuple[float, float]], box: Box) -> str:
    points = [f'<a:pt x="{emu(x - box.x)}" y="{emu(y - box.y)}"/>' for x, y in stroke]
    return f"<a:moveTo>{points[0]}</a:moveTo>" + "".join(f"<a:lnTo>{point}</a:lnTo>" for point in points[1:])
