"""A template may ask for the theme's fonts and the deck's own pictures, and for nothing else in the world."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from reviewgen.deck import Chart
from reviewgen.errors import AssetError
from reviewgen.render import RENDERERS
from tests.render import drawn

SECRET = "the house's own key"


def drawn_with(addition: str, template: str = "slide.html.j2") -> bytes:
    """The shared deck with `addition` at the end of a template."""
    theme = drawn.theme()
    html = {**theme.html, template: theme.html[template] + addition}
    return RENDERERS["pdf"](drawn.deck("shared"), replace(theme, html=html))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that no template may read."""
    path = tmp_path / "key.txt"
    path.write_text(SECRET)
    return path


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="x" src="file://{path}">', '<img alt="x" src="FILE://{path}">', '<img alt="x" src="{path}">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">', '<img alt="x" src="https://example.org/x.png">',
        '<img alt="x" src="//example.org/x.png">', '<img alt="x" src="x.png">', '<img alt="x" src="../x.png">',
        '<img alt="x" src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">',
        '<img alt="x" src="asset:unknown">', '<img alt="x" src="ftp://example.org/x">', '<img alt="x" src="http://[::1]:9/x">',
        '<object data="file://{path}"></object>', '<embed src="file://{path}">',
        '<link rel="stylesheet" href="file://{path}">', '<link rel="attachment" href="file://{path}">',
        '<style>@import "file://{path}";</style>', '<style>p {{ background: url(file://{path}) }}</style>',
        '<style>@font-face {{ font-family: X; src: url(file://{path}) }} p {{ font-family: X }}</style>',
        '<style>p::before {{ content: url("file://{path}") }}</style>', '<a rel="attachment" href="file://{path}">x</a>',
        '<svg width="9" height="9"><image href="file://{path}" width="9" height="9"/></svg>',
    ],
)  # fmt: skip
def test_every_other_address_is_refused(markup: str, secret: Path) -> None:
    try:
        data = drawn_with(markup.format(path=secret))
    except AssetError as error:
        assert error.hint
        assert error.exit_code == 1
    else:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            streams = [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
            assert not pdf.attachments
        assert not any(SECRET.encode() in stream for stream in streams)
        pytest.fail("a page was drawn although its template asked for something foreign")


@pytest.mark.parametrize(
    "escape",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ deck.__class__.__init__.__globals__ }}",
        "{{ self.__init__.__globals__ }}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__['os'].environ }}", "{{ (deck|attr('__class__')).__base__ }}",
        "{{ '%s'.__class__.format('{0.__class__}', deck) }}", "{{ '{0.__class__.__init__.__globals__}'.format(deck) }}",
        "{{ badge.__globals__ }}", "{{ deck.slides.__class__.__base__.__subclasses__() }}",
        "{% for x in range(10 ** 9) %}x{% endfor %}",
    ],
)  # fmt: skip
def test_a_template_cannot_get_out_of_its_sandbox(escape: str) -> None:
    with pytest.raises(AssetError):
        drawn_with(escape)


@pytest.mark.parametrize(
    "template", ["slide.html.j2", "cover.html.j2", "base.html.j2", "blocks.html.j2", "deck.css.j2"]
)
def test_an_unknown_name_in_a_template_is_an_error_that_names_both(template: str) -> None:
    with pytest.raises(AssetError, match="dekc") as failed:
        drawn_with("{{ dekc.title }}", template)
    assert template in failed.value.message
    assert failed.value.hint


def test_a_template_that_is_no_template_is_an_error_that_names_it() -> None:
    with pytest.raises(AssetError, match=r"slide\.html\.j2"):
        drawn_with("{% if %}")


def test_a_style_of_the_theme_is_held_to_the_same(secret: Path) -> None:
    styled = replace(drawn.theme(), css=f"p {{ background: url(file://{secret}) }}")
    with pytest.raises(AssetError):
        RENDERERS["pdf"](drawn.deck("shared"), styled)


def test_a_picture_that_cannot_be_drawn_is_an_error_and_not_a_gap() -> None:
    first = drawn.deck("shared").slides[3]
    (region, chart), *rest = first.blocks
    assert isinstance(chart, Chart)
    broken = replace(chart, categories=("Q1\x0b",) * len(chart.categories))
    deck = replace(drawn.deck("shared"), slides=(replace(first, blocks=((region, broken), *rest)),))
    try:
        data = RENDERERS["pdf"](deck, drawn.theme())
    except AssetError as error:
        assert "cannot be drawn" in error.message
    else:
        text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
        assert text.count("Q1") >= len(chart.categories)
