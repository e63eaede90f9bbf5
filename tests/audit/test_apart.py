"""The reading of a hostile file happens in a process of its own: it may break, stall or swell, and is never cleared."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.audit import Secret, audit
from reviewgen.audit.apart import LIMITS, Limits, Unread
from reviewgen.audit.search import search
from reviewgen.audit.secrets import secret, written
from reviewgen.errors import ReviewgenError
from tests.audit.makers import DISCLOSED, PLANT, SECRETS, deck, html_pdf, repacked

FINDS = (".pptx", deck(lambda prs: setattr(prs.slides[1].shapes.title, "text", PLANT))), (".pdf", html_pdf(PLANT))
HEAVY = repacked(deck(), {"ppt/readme.xml": b"<x>" + b"<y>1234567.25</y>" * 1_000_000 + b"</x>"})
"""A package of a few KiB with a million numbers in it, at which the reader works for a long time."""


@pytest.mark.parametrize(("suffix", "data"), FINDS, ids=[".pptx", ".pdf"])
def test_apart_the_same_is_found_as_here(suffix: str, data: bytes) -> None:
    found = audit(f"review{suffix}", data, SECRETS, DISCLOSED)
    assert found and found == search(f"review{suffix}", data, SECRETS, DISCLOSED)


@pytest.mark.parametrize("name", ["review.pptx", "review.pdf", "review.docx"])
def test_what_cannot_be_read_is_refused_in_the_same_words(name: str) -> None:
    with pytest.raises(ReviewgenError) as here:
        search(name, b"PK\x03\x04", SECRETS, DISCLOSED)
    with pytest.raises(ReviewgenError) as apart:
        audit(name, b"PK\x03\x04", SECRETS, DISCLOSED)
    assert (apart.value.message, apart.value.hint, apart.value.exit_code) == (here.value.message, here.value.hint, 1)


def test_the_limits_are_two_minutes_and_two_gibibytes() -> None:
    assert Limits(120, 2 * 2**30) == LIMITS


def test_a_file_at_which_the_reader_stalls_is_given_up_and_not_cleared() -> None:
    start = time.monotonic()
    with pytest.raises(Unread, match=r'"a\.pptx" could not be read .* not cleared: reading it takes more than 2 sec'):
        audit("a.pptx", HEAVY, SECRETS, DISCLOSED, Limits(seconds=2))
    assert time.monotonic() - start < 7


def test_a_file_that_swells_its_reader_is_given_up_and_not_cleared() -> None:
    swollen = repacked(deck(), {"ppt/media/a.dat": b"\0" * (150 * 2**20)})
    with pytest.raises(Unread, match="reading it takes more than 256 MiB of memory"):
        audit("a.pptx", swollen, SECRETS, DISCLOSED, Limits(memory=2**28))


STANDINS = {
    "breaks": ("import ctypes; ctypes.string_at(0)", "the program that reads it broke down"),
    "fails": ("raise SystemExit(3)", "the program that reads it broke down"),
    "ends without a word": ("import os; os._exit(0)", "the program that reads it did not finish"),
    "swells": ("raise MemoryError", "reading it takes more than 2048 MiB of memory"),
}
"""What stands in for the library that draws a PDF, and fails as such libraries have."""


def library(folder: Path, body: str) -> None:
    """A pypdfium2 in `folder` that does `body` where the real one opens a file."""
    lines = ["def PdfDocument(data):", f"    {body}", "    return Document()", *REST.splitlines()]
    (folder / "pypdfium2.py").write_text("\n".join(lines), "utf-8")


REST = """
class Document:
    def __iter__(self):
        return iter(())
    def close(self):
        pass
"""


@pytest.mark.parametrize("case", STANDINS)
def test_a_file_at_which_a_library_fails_is_not_cleared(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, words = STANDINS[case]
    library(tmp_path, body)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(Unread, match=words) as caught:
        audit("a.pdf", html_pdf(), SECRETS, DISCLOSED)
    assert caught.value.exit_code == 4 and "keep it in the house" in caught.value.hint


def test_what_a_library_writes_to_the_output_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library(tmp_path, """import os; os.write(1, b'{"leaks": []}'); os.write(2, b"!")""")
    monkeypatch.syspath_prepend(str(tmp_path))
    leaks = audit("a.pdf", html_pdf() + PLANT.encode(), SECRETS, DISCLOSED)
    assert any("after the file's end" in leak.place for leak in leaks)


TEXTS = st.lists(st.text(), max_size=3).map(tuple)
NUMBERS = st.lists(st.decimals(allow_nan=False, allow_infinity=False), max_size=3).map(tuple)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.builds(Secret, st.text(), TEXTS, NUMBERS, TEXTS, NUMBERS))
def test_a_secret_comes_to_the_other_process_as_it_was(one: Secret) -> None:
    there = secret(json.loads(json.dumps(written(one)).encode()))
    assert there == one
    assert [value.as_tuple() for value in there.values] == [Decimal(value).as_tuple() for value in one.values]
