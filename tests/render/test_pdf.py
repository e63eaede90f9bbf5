"""Every PDF can be read by a machine and by a person who hears it, and holds nothing that nobody asked for."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pikepdf import Array, Dictionary, Name, Stream

from reviewgen.deck import Deck
from tests import made
from tests.render import drawn

DECKS = tuple(drawn.HAND_LAID)
INFO = {"/Title", "/Author", "/Producer", "/CreationDate", "/ModDate"}
PDFUA = Path(__file__).parent.parent.parent.parent / "shared" / "tools" / "pdfua-check"
SLOW_TO_DRAW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def check(deck: Deck, data: bytes) -> None:
    """All that holds for any PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == len(deck.slides)
        assert bookmarks(pdf) == [one_line(slide.title) for slide in deck.slides]
        tagged(pdf, deck.language)
        embedded(pdf)
        assert set(pdf.docinfo.keys()) <= INFO
        assert not {"/AcroForm", "/OpenAction", "/AA", "/Names", "/AF"} & set(pdf.Root.keys())
        assert links(pdf) == []
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
        assert width / height == pytest.approx(16 / 9, abs=0.002)


def one_line(text: str) -> str:
    """A title as a bookmark holds it."""
    return " ".join(text.split())


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    """The titles of the outline, each of which leads to the page of its number."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        for number, item in enumerate(outline.root):
            assert item.destination is not None
            assert pages[item.destination[0].objgen] == number
            assert not item.children
        return [one_line(item.title) for item in outline.root]


def tagged(pdf: pikepdf.Pdf, language: str) -> None:
    """A tree of tags with a language, a heading for each page, words for each picture and heads for each table."""
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang) == language
    tags = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/Type") == Name.StructElem]
    kinds = [str(tag.S) for tag in tags]
    assert kinds.count("/H1") == len(pdf.pages)
    assert all("/Alt" in tag for tag in tags if Name.Figure == tag.S)
    assert kinds.count("/TH") >= kinds.count("/Table")
    assert all("/StructParents" in page.obj for page in pdf.pages)


def embedded(pdf: pikepdf.Pdf) -> None:
    """The file brings its own fonts."""
    fonts = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/Type") == Name.Font]
    simple = [font for font in fonts if font.Subtype != Name.Type0]
    assert simple
    for font in simple:
        if font.Subtype != Name.Type3:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()), font.BaseFont


def links(pdf: pikepdf.Pdf) -> list[object]:
    """Every address that the file names."""
    return [value for each in pdf.objects for key, value in _entries(each) if key in ("/URI", "/F", "/UF", "/EF")]


def _entries(item: object) -> Iterator[tuple[str, object]]:
    if isinstance(item, Dictionary | Stream):
        for key, value in item.items():
            yield key, value
            if isinstance(value, Dictionary) and not value.is_indirect:
                yield from _entries(value)


@pytest.mark.parametrize("name", DECKS)
def test_a_hand_laid_deck_is_tagged_bookmarked_and_complete(name: str) -> None:
    check(drawn.deck(name), drawn.file(name, "pdf"))


@SLOW_TO_DRAW
@given(made.decks())
def test_any_deck_is_tagged_bookmarked_and_complete(deck: Deck) -> None:
    check(*drawn.render(deck, "pdf"))


@pytest.mark.parametrize("name", DECKS)
def test_metadata_say_title_author_date_and_our_own_name_alone(name: str) -> None:
    deck = drawn.deck(name)
    with pikepdf.open(io.BytesIO(drawn.file(name, "pdf"))) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert (info["/Title"], info["/Author"]) == (deck.title, deck.author)
        assert info["/CreationDate"].startswith("D:" + deck.created.replace("-", ""))
        words = pdf.Root.Metadata.read_bytes().decode()
    for told in (info["/Producer"], words):
        assert "reviewgen" in told
        assert "WeasyPrint" not in told


@pytest.mark.parametrize("name", DECKS)
def test_the_same_deck_gives_the_same_bytes(name: str) -> None:
    assert drawn.render(drawn.HAND_LAID[name](), "pdf")[1] == drawn.file(name, "pdf")


@pytest.mark.parametrize("name", DECKS)
def test_qpdf_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    path = tmp_path / "deck.pdf"
    path.write_bytes(drawn.file(name, "pdf"))
    found = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "WARNING" not in found.stderr


@pytest.mark.slow
@pytest.mark.skipif(
    not PDFUA.exists() and "REVIEWGEN_REQUIRE_DATA" not in os.environ, reason="the validator of PDF/UA is not here"
)
def test_every_deck_passes_the_rules_of_pdf_ua(tmp_path: Path) -> None:
    assert PDFUA.exists(), "REVIEWGEN_REQUIRE_DATA is set, but the validator is missing"
    paths = []
    for name in DECKS:
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(drawn.file(name, "pdf"))

    @SLOW_TO_DRAW
    @given(made.decks())
    def draw(deck: Deck) -> None:
        paths.append(tmp_path / f"made-{len(paths)}.pdf")
        paths[-1].write_bytes(drawn.render(deck, "pdf")[1])

    draw()
    found = subprocess.run([PDFUA, "ua1", *paths], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:]
    assert found.stdout.count("PASS") == len(paths) == len(DECKS) + 12


def test_a_bookmark_that_leads_elsewhere_would_be_seen() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn.file("shared", "pdf"))) as pdf:
        with pdf.open_outline() as outline:
            outline.root[1].destination = Array([pdf.pages[0].obj, Name.Fit])
        pdf.save(target)
    with pytest.raises(AssertionError):
        check(drawn.deck("shared"), target.getvalue())
