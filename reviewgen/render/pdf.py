"""PDF by WeasyPrint: tagged for PDF/UA-1, bookmarked by slide title, the same bytes each run."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from reviewgen.deck import Deck
from reviewgen.errors import AssetError, RenderUnavailable
from reviewgen.render.html import SCHEME, Asset, document
from reviewgen.theme import Theme

PRODUCER = "reviewgen"
_LEFT_OUT = ("Failed to", "Relative URI", "Content discarded", "Unsupported stylesheet")
HINT = (
    "Install Pango: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`"
    " or `brew install pango`; `--format pptx` works without it."
)


def render(deck: Deck, theme: Theme) -> bytes:
    """The deck as a PDF. AssetError when a template asks for anything but the theme's fonts and the deck's charts."""
    weasyprint = _library()
    made = document(deck, theme)
    fetcher = _fetcher(made.assets)
    with _complaints() as complaints:
        try:
            html = weasyprint.HTML(string=made.html, url_fetcher=fetcher, base_url=SCHEME)
            data = html.write_pdf(pdf_variant="pdf/ua-1", finisher=_sign)
        except weasyprint.urls.FatalURLFetchingError as error:
            cause = error.__cause__
            raise cause if isinstance(cause, AssetError) else AssetError(str(error)) from error
    for refused in fetcher.refused:
        raise refused
    for complaint in complaints:
        raise AssetError(f"a page cannot be drawn as it stands: {complaint}", "Mend the files in templates/html.")
    assert isinstance(data, bytes)
    return data


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What the library could not draw and left out: it logs an error and goes on."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if str(record.msg).startswith(_LEFT_OUT):
                found.append(record.getMessage())

    listener, logger = Listener(logging.ERROR), logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield found
    finally:
        logger.removeHandler(listener)


def _sign(document: Any, pdf: Any) -> None:
    """Name the project as producer, without a library's version: files of two installs would differ by it."""
    made_by = str(pdf.info["Producer"].string)
    pdf.info["Producer"].string = PRODUCER
    for part in pdf.objects:
        if getattr(part, "extra", {}).get("Subtype") == "/XML":
            part.stream = [piece.replace(made_by.encode(), PRODUCER.encode()) for piece in part.stream]


def _library() -> Any:
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as error:
        raise RenderUnavailable(f"the PDF renderer cannot load its text library: {error}", HINT) from error
    return weasyprint


def _fetcher(assets: Mapping[str, Asset]) -> Any:
    """A fetcher that serves `assets` from memory and stops the rendering at any other URL."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self.refused: list[AssetError] = []

        def fetch(self, url: str, headers: object = None) -> object:
            found = assets.get(url)
            if found is None:
                refused = AssetError(
                    f"the page asks for {url[:120]}, which is neither the theme's nor the deck's own",
                    "Templates and styles may name nothing outside the theme; take the reference out.",
                )
                self.refused.append(refused)
                raise refused
            return URLFetcherResponse(url, found.data, {"Content-Type": found.mime})

    return Fetcher()
