"""Writes templates/pptx/review.pptx part by part: our own 16:9 template, with nothing left over from another's.

python tools/make_pptx_template.py [FILE]. The same bytes on every run.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "templates" / "pptx" / "review.pptx"
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
PML = "application/vnd.openxmlformats-officedocument.presentationml"
WIDTH, HEIGHT = 12192000, 6858000
SLOTS = {
    "dk1": "ink",
    "lt1": "paper",
    "dk2": "grey",
    "lt2": "tint",
    "accent1": "accent",
    "accent2": "on_track",
    "accent3": "watch",
    "accent4": "off_track",
    "accent5": "prior",
    "accent6": "no_data",
    "hlink": "accent",
    "folHlink": "grey",
}


def mm(value: float) -> int:
    """Millimetres in EMU."""
    return round(value * 36000)


def theme() -> str:
    """The theme: colours of themes/default, Inter with the metrics that a substitute should have."""
    colours = yaml.safe_load((ROOT / "themes" / "default" / "theme.yml").read_text("utf-8"))["colours"]
    slots = "".join(f'<a:{slot}><a:srgbClr val="{colours[name]}"/></a:{slot}>' for slot, name in SLOTS.items())
    font = '<a:latin typeface="Inter" panose="020B0604020202020204"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Review">'
        f'<a:themeElements><a:clrScheme name="Review">{slots}</a:clrScheme>'
        f'<a:fontScheme name="Review"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Review"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def placeholder(
    number: int, name: str, kind: str, box: tuple[float, float, float, float], style: str, text: str
) -> str:
    """A placeholder of master or layout; `style` is its first-level run style."""
    x, y, w, h = map(mm, box)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>"
        f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></a:bodyPr>'
        f"<a:lstStyle>{style}</a:lstStyle><a:p>{text}</a:p></p:txBody></p:sp>"
    )


def level(size: int, colour: str, *, bold: bool = False, align: str = "l") -> str:
    """The run style of a placeholder's first level, size in hundredths of a point."""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
        f'<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl1pPr>'
    )


TITLE = (16.0, 13.0, 270.0, 21.0)
FOOTER = (16.0, 179.6, 280.0, 5.0)
NUMBER = (302.67, 179.6, 20.0, 5.0)
PROMPT = '<a:r><a:rPr lang="en"/><a:t>Title: the finding</a:t></a:r>'
FIELD = '<a:fld id="{6C1D2A5E-0B7B-4C0E-9E55-1A2B3C4D5E6F}" type="slidenum"><a:rPr lang="en"/><a:t>‹#›</a:t></a:fld>'
EMPTY = '<a:endParaRPr lang="en"/>'


def tree(shapes: str) -> str:
    """A shape tree."""
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree>"
    )


def rule(number: int) -> str:
    """The hairline over the footer."""
    return (
        f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{number}" name="Footer rule"/><p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{mm(16)}" y="{mm(177.3)}"/><a:ext cx="{mm(306.67)}" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="6350"><a:solidFill><a:schemeClr val="tx2"><a:lumMod val="20000"/>'
        '<a:lumOff val="80000"/></a:schemeClr></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def master() -> str:
    """The one master: title, footer and number; no body, since every slide draws its own."""
    shapes = placeholder(2, "Title", 'type="title"', TITLE, "", PROMPT)
    shapes += placeholder(3, "Body", 'type="body" idx="1"', (16, 38, 306.67, 136), "", EMPTY)
    shapes += placeholder(4, "Footer", 'type="ftr" sz="quarter" idx="11"', FOOTER, level(800, "tx2"), EMPTY)
    shapes += placeholder(
        5, "Number", 'type="sldNum" sz="quarter" idx="12"', NUMBER, level(800, "tx2", align="r"), FIELD
    )
    other = "".join(
        f'<a:lvl{n}pPr marL="0" indent="0"><a:buNone/><a:defRPr sz="1300"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill>'
        f'<a:latin typeface="+mn-lt"/></a:defRPr></a:lvl{n}pPr>'
        for n in range(1, 10)
    )
    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/><a:defRPr sz="2200" b="1"><a:solidFill>'
        '<a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+mj-lt"/></a:defRPr></a:lvl1pPr>'
    )
    return (
        f'{HEAD}<p:sldMaster {NAMESPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
        f"{tree(shapes)}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
        'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/><p:sldLayoutId id="2147483650" r:id="rId2"/></p:sldLayoutIdLst>'
        f"<p:txStyles><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{other}</p:bodyStyle><p:otherStyle>{other}</p:otherStyle></p:txStyles>"
        "</p:sldMaster>"
    )


def cover() -> str:
    """The layout of the first page: all accent."""
    shapes = placeholder(2, "Title", 'type="ctrTitle"', (16, 66, 300, 22), level(4400, "bg1", bold=True), PROMPT)
    shapes += placeholder(3, "Subtitle", 'type="subTitle" idx="1"', (16, 88, 300, 12), level(2000, "bg2"), EMPTY)
    shapes += placeholder(
        4, "Company", 'type="body" sz="quarter" idx="14"', (16, 15, 200, 7), level(1100, "bg1", bold=True), EMPTY
    )
    shapes += placeholder(
        5, "Edition", 'type="body" sz="quarter" idx="15"', (16, 158, 300, 20), level(1100, "bg2"), EMPTY
    )
    shapes += placeholder(
        6,
        "Warning",
        'type="body" sz="quarter" idx="13"',
        (202.67, 15, 120, 7),
        level(1100, "bg1", bold=True, align="r"),
        EMPTY,
    )
    back = '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
    return layout("Cover", "title", back, shapes)


def body() -> str:
    """The layout of every other page."""
    shapes = placeholder(2, "Title", 'type="title"', TITLE, "", PROMPT)
    shapes += placeholder(
        3, "Kicker", 'type="body" sz="quarter" idx="10"', (16, 7.2, 150, 4.6), level(900, "tx2"), EMPTY
    )
    shapes += placeholder(4, "Footer", 'type="ftr" sz="quarter" idx="11"', FOOTER, level(800, "tx2"), EMPTY)
    shapes += placeholder(
        5, "Number", 'type="sldNum" sz="quarter" idx="12"', NUMBER, level(800, "tx2", align="r"), FIELD
    )
    shapes += placeholder(
        6,
        "Warning",
        'type="body" sz="quarter" idx="13"',
        (172.67, 7.2, 150, 4.6),
        level(900, "accent4", bold=True, align="r"),
        EMPTY,
    )
    return layout("Title and body", "obj", "", shapes + rule(7))


def layout(name: str, kind: str, background: str, shapes: str) -> str:
    """A slide layout."""
    return (
        f'{HEAD}<p:sldLayout {NAMESPACES} type="{kind}" preserve="1"><p:cSld name="{name}">{background}{tree(shapes)}</p:cSld>'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def rels(*targets: tuple[str, str]) -> str:
    """The relationships of a part, numbered from rId1."""
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{RELS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def parts() -> dict[str, str]:
    """Every part of the package."""
    overrides = {
        "/ppt/presentation.xml": f"{PML}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{PML}.slideMaster+xml",
        "/ppt/slideLayouts/slideLayout1.xml": f"{PML}.slideLayout+xml",
        "/ppt/slideLayouts/slideLayout2.xml": f"{PML}.slideLayout+xml",
        "/ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/ppt/presProps.xml": f"{PML}.presProps+xml",
        "/ppt/viewProps.xml": f"{PML}.viewProps+xml",
        "/ppt/tableStyles.xml": f"{PML}.tableStyles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    content = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    presentation = (
        f'{HEAD}<p:presentation {NAMESPACES} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/></p:sldMasterIdLst>'
        f'<p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
    )
    return {
        "[Content_Types].xml": content,
        "_rels/.rels": rels(
            ("officeDocument", "ppt/presentation.xml"), ("extended-properties", "docProps/app.xml")
        ).replace(
            "</Relationships>", f'<Relationship Id="rId3" Type="{CORE}" Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
        "ppt/presentation.xml": presentation,
        "ppt/_rels/presentation.xml.rels": rels(
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("theme", "theme/theme1.xml"),
            ("presProps", "presProps.xml"),
            ("viewProps", "viewProps.xml"),
            ("tableStyles", "tableStyles.xml"),
        ),
        "ppt/slideMasters/slideMaster1.xml": master(),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": rels(
            ("slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("slideLayout", "../slideLayouts/slideLayout2.xml"),
            ("theme", "../theme/theme1.xml"),
        ),
        "ppt/slideLayouts/slideLayout1.xml": cover(),
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": rels(("slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideLayouts/slideLayout2.xml": body(),
        "ppt/slideLayouts/_rels/slideLayout2.xml.rels": rels(("slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/theme/theme1.xml": theme(),
        "ppt/presProps.xml": f"{HEAD}<p:presentationPr {NAMESPACES}/>",
        "ppt/viewProps.xml": f"{HEAD}<p:viewPr {NAMESPACES}/>",
        "ppt/tableStyles.xml": f'{HEAD}<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" def="{{2D5ABB26-0587-4C30-8999-92F81FD0307C}}"/>',
    }


def write(target: Path) -> None:
    """Write the package with fixed dates."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
