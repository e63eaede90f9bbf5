"""Theme: colours, fonts and templates as data, read once so that renderers touch no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from reviewgen.deck import Tone
from reviewgen.errors import UsageError
from reviewgen.resources import folder

_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_PAGE = ("ink", "grey", "hairline", "accent", "tint", "paper", "prior", "track")
COLOURS = (*_PAGE, "on_track", "watch", "off_track", "no_data")


@dataclass(frozen=True)
class FontFace:
    """One static TrueType face; `weight` as in CSS (400, 600, 700)."""

    weight: int
    italic: bool
    data: bytes


@dataclass(frozen=True)
class Theme:
    """What a renderer needs to know of looks; colours are RRGGBB without '#'."""

    name: str
    family: str
    fallbacks: tuple[str, ...]
    colours: Mapping[str, str]
    faces: tuple[FontFace, ...]
    css: str
    html: Mapping[str, str]
    pptx: bytes

    def colour(self, name: str) -> str:
        """The RRGGBB of a named colour."""
        return self.colours[name]

    def tone(self, tone: Tone) -> str:
        """The RRGGBB that a tone is drawn in."""
        named = {Tone.PLAIN: "ink", Tone.MUTED: "grey", Tone.STRONG: "ink", Tone.ACCENT: "accent"}
        return self.colours[named.get(tone, tone.value)]


def load(name: str) -> Theme:
    """The shipped theme `name`. UsageError when there is none, or when its colours are incomplete."""
    base = folder("themes") / name
    if not re.fullmatch(r"[\w-]+", name) or not (base / "theme.yml").is_file():
        raise UsageError(f'there is no theme "{name}"', f"Themes: {', '.join(available())}.")
    data = yaml.safe_load((base / "theme.yml").read_text("utf-8"))
    colours = {key: str(value) for key, value in data["colours"].items()}
    bad = [key for key in COLOURS if not _HEX.fullmatch(colours.get(key, ""))]
    if bad:
        message = f'theme "{name}" lacks the colours {", ".join(bad)}'
        raise UsageError(message, f"Write each as RRGGBB in {base / 'theme.yml'}.")
    return Theme(
        name=name,
        family=data["fonts"]["family"],
        fallbacks=tuple(data["fonts"]["fallbacks"]),
        colours=colours,
        faces=tuple(_face(base, face) for face in data["fonts"]["faces"]),
        css=_optional(base / "theme.css"),
        html=_templates(folder("templates") / "html"),
        pptx=(folder("templates") / "pptx" / "review.pptx").read_bytes(),
    )


def available() -> tuple[str, ...]:
    """The names of the shipped themes."""
    return tuple(sorted(path.parent.name for path in folder("themes").glob("*/theme.yml")))


def _face(base: Path, face: Mapping[str, object]) -> FontFace:
    return FontFace(int(str(face["weight"])), bool(face.get("italic", False)), (base / str(face["file"])).read_bytes())


def _templates(base: Path) -> Mapping[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(base.iterdir()) if path.is_file()}


def _optional(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""
