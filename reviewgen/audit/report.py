"""What the audit found, in the words of somebody who knows PowerPoint and a PDF reader, not the insides of files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from reviewgen.errors import Leak


@dataclass(frozen=True)
class Finding:
    """A place in a file as its program shows it, all that was found there, and what to do about it."""

    place: str
    found: tuple[str, ...]
    remedy: str


def report(leaks: Iterable[Leak]) -> tuple[Finding, ...]:
    """The leaks of one file by place, the slides and pages in their order, then the rest of the file."""
    places: dict[tuple[str, str], dict[str, None]] = {}
    for leak in sorted(leaks, key=_in_order):
        key = printable(_rewritten(leak.place, _PLACES)), _remedy(leak)
        places.setdefault(key, {})[printable(_rewritten(leak.what, _WHATS))] = None
    return tuple(Finding(place, tuple(found), remedy) for (place, remedy), found in places.items())


def printable(text: str) -> str:
    """`text` on one line and without the signs that move a terminal's cursor, which a hostile file may hold."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _in_order(leak: Leak) -> tuple[bool, list[int | str], Leak]:
    parts = [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", leak.place)]
    return not leak.place.startswith(("slide ", "page ")), parts, leak


def _rewritten(text: str, rules: Iterable[tuple[str, str]]) -> str:
    for pattern, plain in rules:
        text = re.sub(pattern, plain, text)
    return text


def _remedy(leak: Leak) -> str:
    pdf = PurePath(leak.file).suffix.lower() == ".pdf"
    known = _IN_PDF if pdf else _IN_PPTX
    told = f"{leak.place}; {leak.what}"
    return next(remedy for pattern, remedy in known if re.search(pattern, told))


_PLACES = (
    (r"shape '([^']*)' \(([a-z ]+)\)", r"\2 '\1'"),
    (r"^slide left in the package, part [^,]*", "a slide that was deleted but is still in the file"),
    (r"(slide \d+), notes\b.*", r"\1, in the speaker notes"),
    (r"(slide \d+), comments\b.*", r"\1, in the comments"),
    (r", chart workbook, sheet ([^,]*), cell (\w+)", r", in the workbook behind the chart, sheet \1, cell \2"),
    (r", chart workbook\b", ", in the workbook behind the chart"),
    (r", chart, cache of (?:Sheet1!)?", ", among the figures that the chart draws, "),
    (r"\$([A-Z]+)\$(\d+)", r"\1\2"),
    (r"(chart '[^']*'), chart\b", r"\1"),
    (r", (alt text|title|name|tooltip)(?=,|$)", r", in its \1"),
    (r", picture, picture (?:EXIF|text|comment)", ", in what the camera or program wrote into the picture"),
    (r"(picture '[^']*'), picture\b", r"\1"),
    (r"^document (?:property|metadata)\b", "the file's properties,"),
    (r"^document properties\b", "the file's properties"),
    (r"^slide (layout|master), part \S*?(\d*)\.xml", r"the slide \1 \2"),
    (r"^notes master, part [^,]*", "the notes master"),
    (r"^(?:part docProps/thumbnail.*)", "the small picture of the first slide that file folders show"),
    (r"^part ppt/commentAuthors.*|^part ppt/authors.*", "the list of people who commented"),
    (r"^part ([^,]*)", r"a part of the file that no slide shows (\1)"),
    (r"^bytes at \d+.*", "between the parts of the file, where no program looks"),
    (r"^(page \d+), text$", r"\1, in its text"),
    (r"^(page \d+), drawn text$", r"\1, in text that is drawn"),
    (r"^(page \d+), annotation", r"\1, in a comment"),
    (r"^object \d+, attachment(?:, (?:text|strings))?", "in a file attached to the PDF"),
    (r"^object \d+", "in a part of the PDF that no page shows"),
    (r", form value", ", in a form field"),
    (r", form field or author", ", in a form field's name or a comment's author"),
    (r"^earlier version \d+", "an earlier version that the PDF still holds"),
)
"""Places as the readers write them, and as they are told."""

_WHATS = (
    (r"^KPI (\w+)", r"the internal KPI \1"),
    (r"^hidden rows of (\w+)", r"a row of the data of the internal KPI \1"),
    (r"^rows of (\w+)", r"a single row of the data behind \1"),
    (r"^exact value of (\w+)", r"more digits of \1 than are shared"),
    (r"^figure of (\w+)", r"the figure itself of \1"),
    (r"^internal (\w+)$", r"the words of an internal \1"),
    (r"^another account$", "the name of another account"),
)
"""What was found, as it is named inside the house, and as a sentence goes on with it."""

_INSPECT = "Use File > Info > Check for Issues > Inspect Document, tick everything, and remove all that it finds."
_IN_PPTX = (
    (r"slide left in the package|no slide shows|no part$|two parts of one name|not there$",
     "Save the file under a new name with File > Save As; if it is still found, build the deck anew."),
    (r"; a hidden slide", "Delete the slide: hidden slides are sent along and anybody can show them."),
    (r"; a shape off the slide", "Zoom out to see what lies beside the slide, and delete it."),
    (r"; a hidden shape", "Show it in Home > Select > Selection Pane, by this name, and delete it."),
    (r"; a cropped picture", "Use Picture Format > Compress Pictures and tick: delete cropped areas."),
    (r"notes", "Open View > Notes Page and delete the notes of this slide."),
    (r", comments|; comments|comment[aA]", "Use Review > Delete > Delete All Comments and Ink in This Presentation."),
    (r"chart workbook|, cache of|filtered", "Use Chart Design > Edit Data in Excel and take it out, in hidden sheets"
     " and columns too; a chart pasted from elsewhere brings its whole workbook: paste it as a picture instead."),
    (r"embedd|no chart's workbook|macro|control", "Delete the embedded object, or paste it as a picture."),
    (r"alt text|, title|tooltip|, name", "Open it with a right-click (View Alt Text; Edit Link; the Selection Pane for"
     " names) and take the words out."),
    (r"slide (?:layout|master)|notes master|handout master", "Open View > Slide Master and take it out there."),
    (r"link", "Remove the link with a right-click, or have it lead to nothing that tells."),
    (r"^slide \d+, shape|^slide \d+", "Delete it on the slide; Home > Select > Selection Pane lists every shape by its"
     " name, also one that is white, covered or out of sight."),
    (r"", _INSPECT),
)  # fmt: skip
_IN_PDF = (
    (r"page \d+, (?:text|drawn)", "Search the page for it (Ctrl+F finds white and covered text too), take it out of the"
     " deck that the PDF was made from, and make the PDF anew."),
    (r"annotation", "Delete the comment in the PDF reader's list of comments, or make the PDF anew."),
    (r"attach|portfolio", "Delete the attached file in the PDF reader's list of attachments, or make the PDF anew."),
    (r"bookmark", "Rename the heading that the bookmark is made from, and make the PDF anew."),
    (r"form", "Make the PDF anew without form fields; flattening them keeps the text."),
    (r"", "A PDF cannot be cleaned by hand: take it out of the deck that it was made from, and make the PDF anew."),
)  # fmt: skip
"""What to do where a place or a find matches, the first that does; the last matches all."""
