"""Lines and columns of words in a terminal of any width: nothing is lost, and little sticks out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.cli.layout import LEAST, broken, columns

LAWS = settings(max_examples=150, deadline=None, derandomize=True)
WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=25).map(" ".join)
NAMES = st.text("abcdefgh", max_size=12)


def test_columns_stand_below_each_other() -> None:
    assert columns([("a", "7", "one"), ("bbb", "1,000", "two")], None, right={1}) == [
        "a        7  one",
        "bbb  1,000  two",
    ]


def test_the_last_column_breaks_inside_itself() -> None:
    assert columns([("name", "a sentence of some length that does not fit")], 36) == [
        "name  a sentence of some length that",
        "      does not fit",
    ]


def test_where_too_little_is_left_the_last_column_stands_below() -> None:
    assert columns([("a name as long as this", "the words beside it, or below")], 36) == [
        "a name as long as this",
        "      the words beside it, or below",
    ]


def test_a_line_breaks_with_its_indent_kept() -> None:
    assert broken("    a hint of several words that goes on", 30) == [
        "    a hint of several words",
        "        that goes on",
    ]


def test_a_wide_sign_takes_two_cells() -> None:
    assert columns([("日本", "x"), ("abc", "y")], None) == ["日本  x", "abc   y"]


@LAWS
@given(st.lists(st.tuples(NAMES, NAMES, WORDS), min_size=1, max_size=6), st.none() | st.integers(40, 120))
def test_columns_lose_no_word_and_keep_to_the_width(rows: list[tuple[str, str, str]], width: int | None) -> None:
    lines = columns(rows, width)
    assert " ".join(lines).split() == " ".join(" ".join(row) for row in rows).split()
    assert width is None or max(map(len, lines)) <= width
    assert width is not None or len(lines) == len(rows)


@LAWS
@given(WORDS, st.integers(0, 4), st.none() | st.integers(LEAST, 120))
def test_a_broken_line_loses_no_word(words: str, indent: int, width: int | None) -> None:
    lines = broken(" " * indent + words, width)
    assert " ".join(lines).split() == words.split()
    assert width is None or max(map(len, lines)) <= width
    assert lines[0].startswith(" " * indent)
