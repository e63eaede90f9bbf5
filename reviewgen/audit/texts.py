"""Finding secret texts: the same words in any case, spacing, ligature or hyphenation."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from reviewgen.audit.secrets import Secret

SHORTEST = 4
"""Characters below which a text secret is too common a word to hunt."""

SHORTEST_IN_MARKUP = 8
"""Characters below which a text secret is not hunted in markup and raw bytes, where any short word may stand."""

SQUEEZED = 12
"""Letters and digits from which a text secret is also hunted with everything between them removed."""

INVISIBLE = dict.fromkeys(
    (
        0x02,
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x2070),
        *range(0xFE00, 0xFE10),
        0xFEFF,
        0xFFFE,
        0xFFFF,
    )
)
"""Soft hyphens, joiners and direction marks; 0x02 and 0xFFFE are how PDFium writes a hyphen at a line's end."""

_BROKEN_WORD = re.compile(r"(?<=\w)[-\u2010\u00ad\ufffe\x02][ \t]*\r?\n[ \t]*(?=\w)")
_WORD = re.compile(r"[^\W_]+")


def normal(text: str) -> str:
    """`text` with one spelling for every way of writing it: NFKC, no case, single spaces, nothing invisible."""
    folded = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def squeezed(text: str) -> str:
    """The letters and digits of a normal text, nothing between them."""
    return "".join(_WORD.findall(text))


def rejoined(text: str) -> str:
    """`text` with the words that hyphens broke over lines whole again."""
    return _BROKEN_WORD.sub("", text)


class TextIndex:
    """The secret texts, less those the reader is shown anyway, ready to be found in one pass over a text."""

    def __init__(self, secrets: Iterable[Secret], disclosed: Sequence[str]) -> None:
        shown = [normal(text) for text in disclosed]
        told = "\0".join(shown)
        told_squeezed = "\0".join(squeezed(text) for text in shown)
        self._by_start: defaultdict[str, list[tuple[str, Secret]]] = defaultdict(list)
        self._by_squeezed: defaultdict[str, list[tuple[str, Secret]]] = defaultdict(list)
        for secret, needle in _needles(secrets):
            letters = squeezed(needle)
            if _stands_in(needle, told) or (len(letters) >= SQUEEZED and letters in told_squeezed):
                continue
            self._by_start[needle[:SHORTEST]].append((needle, secret))
            if len(letters) >= SQUEEZED:
                self._by_squeezed[letters[:SQUEEZED]].append((letters, secret))

    def find(self, text: str, shortest: int = SHORTEST) -> Iterator[tuple[Secret, str]]:
        """Each secret whose text of at least `shortest` characters stands in `text` as whole words, or spaced out."""
        haystack = normal(text)
        yield from self._words(haystack, shortest)
        yield from self._squeezed(squeezed(haystack))

    def _words(self, haystack: str, shortest: int) -> Iterator[tuple[Secret, str]]:
        for word in _WORD.finditer(haystack):
            start = word.start()
            for needle, secret in self._by_start.get(haystack[start : start + SHORTEST], ()):
                if len(needle) >= shortest and haystack.startswith(needle, start) and _ends(haystack, start, needle):
                    yield secret, needle

    def _squeezed(self, haystack: str) -> Iterator[tuple[Secret, str]]:
        if not self._by_squeezed:
            return
        for start in range(len(haystack) - SQUEEZED + 1):
            for letters, secret in self._by_squeezed.get(haystack[start : start + SQUEEZED], ()):
                if haystack.startswith(letters, start):
                    yield secret, letters


def _needles(secrets: Iterable[Secret]) -> Iterator[tuple[Secret, str]]:
    for secret in secrets:
        for text in secret.texts:
            needle = re.sub(r"^[\W_]+|[\W_]+$", "", normal(text))
            if len(needle) >= SHORTEST:
                yield secret, needle


def _stands_in(needle: str, haystack: str) -> bool:
    start = haystack.find(needle)
    while start >= 0:
        if (start == 0 or not haystack[start - 1].isalnum()) and _ends(haystack, start, needle):
            return True
        start = haystack.find(needle, start + 1)
    return False


def _ends(haystack: str, start: int, needle: str) -> bool:
    end = start + len(needle)
    return end == len(haystack) or not haystack[end].isalnum()
