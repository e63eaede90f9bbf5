"""PDF by WeasyPrint: tagged for PDF/UA-1, bookmarked by slide title, the same bytes each run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reviewgen.deck import Deck
from reviewgen.errors import AssetError, RenderUnavailable
from reviewgen.render.html import Asset, document
from reviewgen.theme import Theme

PRODUCER = "reviewgen"
HINT = (
    "Install Pango: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`"
    " or `brew install pango`; `--format pptx` works without it."
)


def render(deck: Deck, theme: Theme) -> bytes:
    """The deck as a PDF. AssetError when a template asks for anything but the theme's fonts and the deck's charts."""
    weasyprint = _library()
    made = document(deck, theme)
    fetcher = _fetcher(made.assets)
    try:
        html = weasyprint.HTML(string=made.html, url_fetcher=fetcher, base_url=None)
        data = html.write_pdf(pdf_variant="pdf/ua-1", finisher=_sign)
    except weasyprint.urls.FatalURLFetchingError as error:
        cause = error.__cause__
        raise cause if isinstance(cause, AssetError) else AssetError(str(error)) from error
    assert isinstance(data, bytes)
    return data


def _sign(document: Any, pdf: Any) -> None:
    """Name the project as producer, without a library's version: files of two installs would differ by it."""
    made_by = str(pdf.info["Producer"].string)
    pdf.info["Producer"].string = PRODUCER
    for part in pdf.objects:
        if getattr(part, "extra", {}).get("Subtype") == "/XML":
            part.stream = [piece.replace(made_by.encode(), PRODUCER.encode()) for piece in part.stream]


def _anonymous(document: Any, pdf: Any) -> None:
    """Take the name and version of the PDF library out: a shared file holds no number that no slide shows."""
    pdf.info.pop("Producer", None)


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

        def fetch(self, url: str, headers: object = None) -> object:
            found = assets.get(url)
            if found is None:
                raise AssetError(
                    f"the page asks for {url[:120]}, which is neither the theme's nor the deck's own",
                    "Templates and styles may name nothing outside the theme; take the reference out.",
                )
            return URLFetcherResponse(url, found.data, {"Content-Type": found.mime})

    return Fetcher()
