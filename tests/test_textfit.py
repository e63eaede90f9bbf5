"""How wide and how tall text is: never less than a page needs, so that nothing is cut."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reviewgen.textfit import MM_PER_PT, SAFETY, Face, face, lines, longest_word
from reviewgen.theme import load

DATA = next(one.data for one in load("default").faces if one.weight == 400 and not one.italic)
FACE = face(DATA)
ROOM = 60.0
SIZE = 12.0
words = st.text("abcdeimMWéœß0123456789.,", min_size=1, max_size=30)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)


def test_a_letter_is_as_wide_as_the_font_says() -> None:
    font = TTFont(io.BytesIO(DATA))
    advance = font["hmtx"][font.getBestCmap()[ord("m")]][0] / font["head"].unitsPerEm
    assert FACE.ems("m") == pytest.approx(advance * SAFETY)
    assert FACE.width("m", 10) == pytest.approx(advance * SAFETY * 10 * MM_PER_PT)


def test_all_digits_are_equally_wide_so_that_columns_of_figures_line_up() -> None:
    assert len({FACE.ems(digit) for digit in "0123456789"}) == 1


def test_a_font_is_read_once() -> None:
    assert face(DATA) is FACE
    assert isinstance(FACE, Face)


def test_a_sign_that_the_font_lacks_counts_as_a_whole_em() -> None:
    assert FACE.ems("\U0001f600") == pytest.approx(SAFETY)


@given(texts, texts)
def test_two_texts_side_by_side_are_as_wide_as_both(one: str, other: str) -> None:
    assert FACE.ems(one + other) == pytest.approx(FACE.ems(one) + FACE.ems(other))


@given(texts, st.floats(10, 200), st.floats(10, 200))
def test_more_room_never_needs_more_lines(text: str, one: float, other: float) -> None:
    narrow, wide = sorted((one, other))
    assert lines(text, SIZE, wide, FACE) <= lines(text, SIZE, narrow, FACE)


@given(texts, st.floats(10, 200))
def test_the_lines_have_room_for_all_of_the_text(text: str, room: float) -> None:
    count = lines(text, SIZE, room, FACE)
    assert count * room >= FACE.width(text, SIZE) - count * FACE.width(" ", SIZE)
    assert count <= len(text)


@given(texts, words, st.floats(10, 200))
def test_a_longer_text_never_takes_fewer_lines(text: str, more: str, room: float) -> None:
    assert lines(f"{text} {more}", SIZE, room, FACE) >= lines(text, SIZE, room, FACE)


@given(texts, texts, st.floats(10, 200))
def test_a_line_break_starts_a_new_line(one: str, other: str, room: float) -> None:
    both = lines(f"{one}\n{other}", SIZE, room, FACE)
    assert both == lines(one, SIZE, room, FACE) + lines(other, SIZE, room, FACE)


def test_lines_break_at_spaces_by_hand() -> None:
    word = FACE.width("mmmm", SIZE)
    assert lines("mmmm mmmm", SIZE, word * 1.5, FACE) == 2
    assert lines("mmmm mmmm", SIZE, word * 2.5, FACE) == 1
    assert lines("", SIZE, ROOM, FACE) == 1


def test_a_space_that_does_not_break_keeps_number_and_unit_together() -> None:
    word = FACE.width("5.30\u00a0M€", SIZE)
    assert lines("sales 5.30\u00a0M€", SIZE, word * 1.1, FACE) == 2
    assert longest_word("sales 5.30\u00a0M€", SIZE, FACE) == pytest.approx(word)


def test_a_word_longer_than_the_line_is_broken_and_counted() -> None:
    assert lines("m" * 40, SIZE, FACE.width("m" * 10, SIZE), FACE) >= 4


@given(texts)
def test_in_the_room_of_its_longest_word_no_word_is_broken(text: str) -> None:
    room = longest_word(text, SIZE, FACE) * 1.0001
    assert lines(text, SIZE, room, FACE) <= len(text.split(" "))
