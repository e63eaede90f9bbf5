"""Files inside files: each is read in its own format, at its own place, down to a depth that no honest file passes."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest

from reviewgen.audit.nested import DEEPEST
from reviewgen.audit.search import search as audit
from reviewgen.errors import ReviewgenError
from tests.audit.makers import DISCLOSED, PLANT, SECRETS, WHAT, deck, html_pdf, places, repacked, with_pdf


def zipped(name: str, data: bytes) -> bytes:
    """A zip with one member."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return target.getvalue()


def attached(data: bytes) -> bytes:
    """A PDF with `data` attached."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["inner"] = pikepdf.AttachedFileSpec(pdf, data)

    return with_pdf(change)


def embedded(data: bytes) -> bytes:
    """A deck with `data` embedded."""
    return repacked(deck(), {"ppt/embeddings/inner.dat": data})


INNERMOST = {
    "a PDF in a deck": ("a.pptx", embedded(html_pdf(PLANT)), "part ppt/embeddings/inner.dat, page 2, text"),
    "a PDF after other bytes": ("a.pptx", embedded(b"\0" * 99 + html_pdf(PLANT)), "inner.dat, page 2, text"),
    "a PDF in a zip in a deck": ("a.pptx", embedded(zipped("x", html_pdf(PLANT))), "inner.dat, part x, page 2, text"),
    "a deck in a PDF in a deck": (
        "a.pptx",
        embedded(attached(deck(lambda prs: setattr(prs.slides[1].shapes.title, "text", PLANT)))),
        "attachment, slide 2, shape 'Title 1'",
    ),
    "a PDF in a deck in a PDF": ("a.pdf", attached(embedded(html_pdf(PLANT))), "inner.dat, page 2, text"),
    "a PDF in a PDF in a PDF": ("a.pdf", attached(attached(html_pdf(PLANT))), "attachment, page 2, text"),
}


@pytest.mark.parametrize("case", INNERMOST)
def test_what_is_planted_in_the_innermost_file_is_found_and_its_place_named(case: str) -> None:
    name, data, place = INNERMOST[case]
    leaks = audit(name, data, SECRETS, DISCLOSED)
    for what in WHAT:
        assert any(place in each for each in places(leaks, what)), leaks


@pytest.mark.parametrize("wrap", [attached, embedded])
def test_files_nested_too_deep_are_refused(wrap: object) -> None:
    assert callable(wrap)
    data = html_pdf("x")
    for _ in range(DEEPEST):
        data = wrap(data)
    name = "a.pdf" if wrap is attached else "a.pptx"
    with pytest.raises(ReviewgenError, match=f"nested more than {DEEPEST} deep"):
        audit(name, data, SECRETS, DISCLOSED)


@pytest.mark.parametrize("inner", [b"%PDF-1.7 and then nothing", b"PK\x03\x04 and then nothing"])
def test_an_inner_file_that_cannot_be_read_is_refused(inner: bytes) -> None:
    with pytest.raises(ReviewgenError, match=r'"a\.pptx" cannot be read'):
        audit("a.pptx", embedded(inner), SECRETS, DISCLOSED)


def test_inner_files_together_may_not_unpack_to_more_than_one_file_may() -> None:
    bomb = zipped("zeros", b"\0" * (40 * 2**20))
    with pytest.raises(ReviewgenError, match="unpacks to more than"):
        audit("a.pptx", repacked(deck(), {f"ppt/embeddings/{n}.dat": bomb for n in range(6)}), SECRETS, DISCLOSED)
