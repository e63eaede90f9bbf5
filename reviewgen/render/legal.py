"""The characters that a document of XML can hold; text that a person typed may hold others."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)
