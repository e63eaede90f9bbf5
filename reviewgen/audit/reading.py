"""What a reader brings out of a file: a text, the place it stands in, and how it is to be searched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a text is searched.

    CONTENT is for people: every text secret, every number. LABEL is for people, but its digits are counters or
    versions: texts only. STRUCTURE is markup: texts of 8 characters and decimals of 6 digits. RAW is bytes of no known
    form: texts of 8 characters.
    """

    CONTENT = "content"
    LABEL = "label"
    STRUCTURE = "structure"
    RAW = "raw"


@dataclass(frozen=True)
class Reading:
    """A text of the file at a place that a person can find; a `fallback` place is told only when no better one is."""

    place: str
    text: str
    kind: Kind = Kind.CONTENT
    fallback: bool = False


@dataclass(frozen=True)
class Inner:
    """A file inside the file, in a format of its own; whoever knows all formats opens it."""

    place: str
    data: bytes


Found = Reading | Inner
