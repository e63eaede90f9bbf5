"""YAML as version 1.2 reads it, with the line and column of every part, and an end to every file."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewgen.workspace.positions import DEPTH, PARTS, Number, parse


def read(text: str) -> Any:
    document = parse(text, "f.yml")
    assert document.problems == []
    return document.data


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("010", 10),
        ("0o10", "0o10"),
        ("0x1F", "0x1F"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("2026-10-12", "2026-10-12"),
        ("=", "="),
        ("'12'", "12"),
        (".inf", ".inf"),
        ("1.50", Number("1.50")),
        ("1e3", Number("1e3")),
        ("0.1000000000000000000000000000000000000000001", Number("0.1000000000000000000000000000000000000000001")),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, meant: Any) -> None:
    found = read(f"a: {written}")["a"]
    assert found == meant
    assert type(found) is type(meant)


def test_every_key_and_value_knows_its_line_and_column() -> None:
    document = parse("a:\n  - b: 1\n    c: two\n", "f.yml")
    assert str(document.key_place(("a", 0, "c"))) == "f.yml:3:5"
    assert str(document.place(("a", 0, "c"))) == "f.yml:3:8"
    assert str(document.place(("a", 0, "gone"))) == "f.yml:2:5"
    assert document.written[("a", 0, "b")] == "1"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3", "f.yml:3:1", 'key "a" stands twice, first in line 1'),
        ("x:\n  a: 1\n  a: 1", "f.yml:3:3", "stands twice"),
        ("a: [1", "f.yml:2:1", "not YAML"),
        ("a:\n\tb: 1", "f.yml:2:1", "not YAML"),
        ("a: x\nb: y\x07", "f.yml:2:5", "U+0007"),
        ("é: 1\nb: \x00", "f.yml:2:4", "U+0000"),
        ("a: &x [*x]", "f.yml:1:4", "holds itself"),
        ("? [a, b]\n: 1", "f.yml:1:3", "where a key belongs"),
        ("base: &b {x: 1}\na: {<<: *b}", "f.yml:2:5", "merge key"),
        ("a: 1\n---\na: 2", "f.yml:2:1", "another document"),
        ('a: 1\nb: "x\\x07"', "f.yml:2:4", "the text holds the control character U+0007"),
        ("a: " + "x" * 10_001, "f.yml:1:4", "the text is longer than 10000 signs"),
        ("a: *gone", "f.yml:1:4", "undefined alias"),
    ],
)
def test_what_is_no_yaml_is_told_at_its_place(text: str, place: str, message: str) -> None:
    (problem,) = parse(text, "f.yml").problems
    assert str(problem.place) == place
    assert message in problem.message
    assert problem.hint


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, f"more than {PARTS} parts"),
        ("[" * (DEPTH + 5) + "]" * (DEPTH + 5), f"nested deeper than {DEPTH} levels"),
        ("[" * 200_000, "nesting depth"),
        ("- " * 100_000 + "x", "nesting depth"),
        ("{a: " * 100_000, "nesting depth"),
    ],
    ids=["billion laughs", "deep", "very deep", "deep blocks", "deep maps"],
)
def test_a_bomb_ends_soon_and_with_a_message(text: str, message: str) -> None:
    start = time.perf_counter()
    (problem,) = parse(text, "f.yml").problems
    assert message in problem.message
    assert time.perf_counter() - start < 5


def test_a_number_of_many_digits_is_kept_and_not_computed() -> None:
    assert read("a: " + "9" * 6000) == {"a": Number("9" * 6000)}


def test_a_tag_makes_no_object() -> None:
    assert read("a: !!python/object/apply:os.system [echo]") == {"a": ["echo"]}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"%@`#,?~ \n\t\x00\ud800é0.") | st.characters(), max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    document = parse(text, "f.yml")
    assert document.data is None or not isinstance(document.data, bytes)
    for problem in document.problems:
        assert problem.message
        assert problem.place.line is not None
