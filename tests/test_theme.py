"""A theme is data read once; what it lacks is told with what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from reviewgen import theme as themes
from reviewgen.deck import SHAPES, Tone
from reviewgen.errors import UsageError
from reviewgen.textfit import face
from reviewgen.theme import COLOURS, available, load

STATUSES = (Tone.ON_TRACK, Tone.WATCH, Tone.OFF_TRACK, Tone.NO_DATA)


def test_every_shipped_theme_is_whole() -> None:
    assert "default" in available()
    for name in available():
        made = load(name)
        assert made.name == name
        assert set(COLOURS) <= made.colours.keys()
        assert made.pptx.startswith(b"PK") and "slide.html.j2" in made.html
        assert {(one.weight, one.italic) for one in made.faces} >= {
            (400, False),
            (600, False),
            (700, False),
            (400, True),
        }


def test_every_tone_has_a_colour_and_every_status_its_own() -> None:
    made = load("default")
    assert all(made.tone(tone) for tone in Tone)
    assert len({made.tone(tone) for tone in STATUSES}) == len(STATUSES)


def test_a_status_is_told_without_colour_as_well() -> None:
    assert set(SHAPES) == set(STATUSES)
    assert len(set(SHAPES.values())) == len(STATUSES)


def test_the_fonts_have_every_sign_that_a_deck_writes() -> None:
    signs = {*SHAPES.values(), *"−–—≤€£$%·’“”«»éèàçœÉ…", "\u00a0", "\u202f"}
    for one in load("default").faces:
        known = face(one.data)._widths
        assert [sign for sign in sorted(signs) if ord(sign) not in known] == [], (one.weight, one.italic)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["ink", "grey", "on_track", "watch", "off_track"])
def test_text_stands_out_from_the_paper(name: str) -> None:
    """WCAG 2 AA: 4.5 to 1 for text, 3 to 1 for marks."""
    made = load("default")
    least = 4.5 if name in ("ink", "grey") else 3
    assert contrast(made.colour(name), made.colour("paper")) >= least


@pytest.mark.parametrize("name", ["nothing", "", "../default", "default/../default", "/etc", "a b"])
def test_a_theme_that_is_not_there_names_those_there_are(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(name)
    assert caught.value.message == f'there is no theme "{name}"'
    assert caught.value.hint == f"Themes: {', '.join(available())}."


Planted = Callable[[dict[str, object]], None]


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """A theme "made" with the colours of the default one, after changes to them."""
    real = themes.folder
    data = yaml.safe_load((real("themes") / "default" / "theme.yml").read_text("utf-8"))
    data["fonts"]["faces"] = []

    def write(changes: dict[str, object]) -> None:
        (tmp_path / "made").mkdir()
        data["colours"] = {key: value for key, value in (data["colours"] | changes).items() if value is not None}
        (tmp_path / "made" / "theme.yml").write_text(yaml.safe_dump(data), "utf-8")

    monkeypatch.setattr(themes, "folder", lambda name: tmp_path if name == "themes" else real(name))
    return write


@pytest.mark.parametrize("wrong", [None, "red", "12345", "1234567", "12345G", "#123456"])
def test_a_colour_that_is_missing_or_none_is_told_with_its_file(plant: Planted, wrong: object) -> None:
    plant({"watch": wrong})
    with pytest.raises(UsageError) as caught:
        load("made")
    assert caught.value.message == 'theme "made" lacks the colours watch'
    assert "RRGGBB" in caught.value.hint and caught.value.hint.rstrip(".").endswith("theme.yml")


def test_a_theme_without_css_of_its_own_is_whole(plant: Planted) -> None:
    plant({"accent": "123456"})
    made = load("made")
    assert (made.colour("accent"), made.css) == ("123456", "")
