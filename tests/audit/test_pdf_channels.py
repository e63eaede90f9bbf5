"""Every channel of a PDF in which something has been seen to leak: what is planted there is found, and named."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
import weasyprint
from pikepdf import Array, Dictionary, Name, Stream, String

from reviewgen.audit import glyphs
from reviewgen.audit.search import search as audit
from tests.audit.makers import DISCLOSED, HARMLESS, PLANT, SECRETS, WHAT, deck, html_pdf, jpeg, places, with_pdf

BOTH, TEXT, NUMBER = WHAT, WHAT[:1], WHAT[1:]
Maker = Callable[[str], bytes]


def _in_body(markup: str, **options: object) -> Maker:
    return lambda plant: html_pdf(markup.format(plant), **options)


def _in_head(markup: str, **options: object) -> Maker:
    return lambda plant: html_pdf(head=markup.format(plant), **options)


def _attached(name: str, content: Callable[[str], bytes]) -> Maker:
    def make(plant: str) -> bytes:
        file = weasyprint.Attachment(string=content(plant), name=name.format(plant))
        return html_pdf(attachments=[file])

    return make


def _changed(change: Callable[[pikepdf.Pdf, str], object]) -> Maker:
    return lambda plant: with_pdf(lambda pdf: change(pdf, plant))


def _note(pdf: pikepdf.Pdf, plant: str) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=String(plant))
    pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(note)])


def _script(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{plant}')"))


def _script_stream(pdf: pikepdf.Pdf, plant: str) -> None:
    code = pdf.make_stream(f"app.alert('{plant}')".encode())
    pdf.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), Dictionary(JS=code)])))


def _orphan(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.make_indirect(Dictionary(Left=String(plant)))
    pdf.Root["/KeepAll"] = Array([pdf.make_indirect(Dictionary(Left=String(plant)))])


def _loose_stream(text: Callable[[str], bytes]) -> Callable[[pikepdf.Pdf, str], None]:
    def change(pdf: pikepdf.Pdf, plant: str) -> None:
        pdf.Root["/Loose"] = pdf.make_indirect(Stream(pdf, text(plant)))

    return change


def _xmp(pdf: pikepdf.Pdf, plant: str) -> None:
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = plant


def _xmp_comment(pdf: pikepdf.Pdf, plant: str) -> None:
    data = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- {plant} -->
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>""".encode()
    pdf.Root["/Metadata"] = pdf.make_indirect(Stream(pdf, data, Type=Name.Metadata, Subtype=Name.XML))


def _struct(key: str) -> Callable[[pikepdf.Pdf, str], None]:
    def change(pdf: pikepdf.Pdf, plant: str) -> None:
        items = [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/Type") == "/StructElem"]
        next(each for each in items if "/Pg" in each)[key] = String(plant)

    return change


def _page_label(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.Root["/PageLabels"] = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String(plant))]))


def _layer(pdf: pikepdf.Pdf, plant: str) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(plant)))
    pdf.Root["/OCProperties"] = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def _private(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.pages[0].obj["/PieceInfo"] = Dictionary(Editor=Dictionary(Private=String(plant)))


def _trailer(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.trailer["/House"] = String(plant)


def _info(key: str) -> Callable[[pikepdf.Pdf, str], None]:
    def change(pdf: pikepdf.Pdf, plant: str) -> None:
        pdf.docinfo[key] = plant

    return change


def _info_key(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.docinfo["/" + plant] = "x"


def _marked_inline(pdf: pikepdf.Pdf, plant: str) -> None:
    code = b"/Span <</ActualText (" + plant.encode() + b")>> BDC EMC"
    pdf.pages[1].contents_add(pdf.make_stream(code))


def _form_never_drawn(plant: str) -> bytes:
    """The letters of `plant` are on the page in another order, so that its font has them; the form says it."""
    letters = "".join(sorted(set(plant)))
    return with_pdf(lambda pdf: _form(pdf, plant), html_pdf(f'<p style="font-family: DejaVu Serif">x{letters}x</p>'))


def _form(pdf: pikepdf.Pdf, plant: str) -> None:
    fonts = pdf.pages[1].resources["/Font"]
    for name, font in fonts.items():
        codes = {letter: code for code, letter in glyphs._glyphs(font).items()}
        if set(plant) <= set(codes):
            shown = "".join(f"{codes[letter]:04x}" for letter in plant)
            form = Stream(pdf, f"BT {name} 9 Tf <{shown}> Tj ET".encode(), Type=Name.XObject, Subtype=Name.Form)
            form["/Resources"] = Dictionary(Font=Dictionary({name: font}))
            pdf.Root["/Unused"] = pdf.make_indirect(form)
            return
    raise AssertionError("no font has every letter")


def _photo(picture: Callable[[str], bytes]) -> Callable[[pikepdf.Pdf, str], None]:
    def change(pdf: pikepdf.Pdf, plant: str) -> None:
        image = Stream(pdf, picture(plant), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
        image["/Filter"] = Name.DCTDecode
        pdf.Root["/Photo"] = pdf.make_indirect(image)

    return change


def _annotated(**entries: object) -> Callable[[pikepdf.Pdf, str], None]:
    """An annotation on the second page; where an entry is a name of its own, the plant stands there."""

    def change(pdf: pikepdf.Pdf, plant: str) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]))
        for key, value in entries.items():
            note[f"/{key}"] = value(pdf, plant) if callable(value) and not isinstance(value, Name) else value
        pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(note)])

    return change


def _said(pdf: pikepdf.Pdf, plant: str) -> String:
    return String(plant)


def _stamped(pdf: pikepdf.Pdf, plant: str) -> Dictionary:
    """The look of a stamp, drawn in a standard font."""
    form = Stream(pdf, f"BT /F 9 Tf ({plant}) Tj ET".encode(), Type=Name.XObject, Subtype=Name.Form)
    form["/Resources"] = Dictionary(Font=Dictionary(F=_helvetica()))
    form["/BBox"] = Array([0, 0, 300, 20])
    return Dictionary(N=pdf.make_indirect(form))


def _helvetica() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def _unseen(pdf: pikepdf.Pdf, plant: str) -> None:
    """Text in rendering mode 3, which leaves no mark on the page."""
    pdf.pages[1].add_resource(pdf.make_indirect(_helvetica()), Name.Font, Name.Added)
    pdf.pages[1].contents_add(pdf.make_stream(f"BT 3 Tr /Added 9 Tf 50 50 Td ({plant}) Tj ET".encode()))


def _output_intent(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.Root["/OutputIntents"] = Array([Dictionary(Type=Name.OutputIntent, S=Name("/GTS_PDFA1"), Info=String(plant))])


def _named_target(pdf: pikepdf.Pdf, plant: str) -> None:
    target = Array([String(plant), Array([pdf.pages[0].obj, Name.Fit])])
    pdf.Root["/Names"] = Dictionary(Dests=Dictionary(Names=target))


def _font_name(pdf: pikepdf.Pdf, plant: str) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + plant))
    pdf.pages[1].add_resource(pdf.make_indirect(font), Name.Font, Name.Added)


def _thread(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.Root["/Threads"] = Array([pdf.make_indirect(Dictionary(I=Dictionary(Title=String(plant))))])


def _destination(pdf: pikepdf.Pdf, plant: str) -> None:
    pdf.Root["/Dests"] = Dictionary({f"/{plant}": Array([pdf.pages[0].obj, Name.Fit])})


def _earlier_version(plant: str) -> bytes:
    """A file that was saved once more by appending, its second page now empty."""
    old = html_pdf(plant)
    with pikepdf.open(io.BytesIO(old)) as pdf:
        page, root, size = pdf.pages[1].obj["/Contents"].objgen[0], pdf.Root.objgen[0], len(pdf.objects) + 1
    before = int(old.rsplit(b"startxref", 1)[1].split()[0])
    body = f"\n{page} 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n"
    table = f"xref\n{page} 1\n{len(old) + 1:010} 00000 n \ntrailer\n<</Size {size} /Root {root} 0 R /Prev {before}>>\n"
    return old + (body + table + f"startxref\n{len(old) + len(body)}\n%%EOF\n").encode()


def _spaced(plant: str) -> bytes:
    return html_pdf(f'<p style="letter-spacing: 0.5em">{plant.replace(",", "").replace(".", "")}</p>')


FORM = '<form><input name="{}" value="x"></form>'
SVG = '<svg width="300" height="40"><text y="20" {}>{{}}</text></svg>'
IMG = (
    '<img alt="{}" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY'
    '42YAAAAASUVORK5CYII=">'
)

CHANNELS: dict[str, tuple[Maker, str, tuple[str, ...]]] = {
    "text": (_in_body("<p>{}</p>"), "page 2, text", BOTH),
    "white text": (_in_body('<p style="color: white">{}</p>'), "page 2, text", BOTH),
    "transparent text": (_in_body('<p style="color: transparent">{}</p>'), "page 2, text", BOTH),
    "opacity": (_in_body('<p style="opacity: 0">{}</p>'), "page 2, text", BOTH),
    "tiny text": (_in_body('<p style="font-size: 0.2px">{}</p>'), "page 2, text", BOTH),
    "clipped text": (_in_body('<p style="height: 0; overflow: hidden">{}</p>'), "page 2,", BOTH),
    "covered text": (
        _in_body('<p>{}</p><div style="position: absolute; top: 0; left: 0; width: 9in; height: 9in; background:red">'),
        "page 2, text", BOTH,
    ),
    "off the page": (_in_body('<p style="position: absolute; left: -90px; width: 900px">{}</p>'), "page 2,", BOTH),
    "table cell": (_in_body("<table><tr><td>12</td><td>{}</td><td>345</td></tr></table>"), "page 2, text", BOTH),
    "generated content": (
        lambda p: html_pdf("<p>.</p>", styles=f'p::before {{ content: "{p}" }}'), "page 2, text", BOTH,
    ),
    "page margin": (lambda p: html_pdf(styles=f'@page {{ @bottom-left {{ content: "{p}" }} }}'), "page 1, text", BOTH),
    "split by tags": (lambda p: html_pdf("<p>" + "".join(f"<b>{c}</b>" for c in p) + "</p>"), "page 2, text", BOTH),
    "soft hyphens": (lambda p: html_pdf("&shy;".join(p)), "page 2, text", BOTH),
    "broken over lines": (
        lambda p: html_pdf(f'<p style="width: 4em">{p.replace("gin", "&shy;gin")}</p>'),
        "page 2, text", BOTH,
    ),
    "letter-spacing": (_spaced, "page 2, text", BOTH),
    "ligatures and width": (
        lambda p: html_pdf(p.translate({48 + n: 0xFF10 + n for n in range(10)})), "page 2, text", BOTH,
    ),
    "upper case": (_in_body('<p style="text-transform: uppercase">{}</p>'), "page 2, text", BOTH),
    "drawn text": (_in_body(SVG.format("")), "page 2, text", BOTH),
    "drawn at opacity 0": (_in_body(SVG.format('opacity="0"')), "page 2,", BOTH),
    "hidden heading": (_in_body('<h2 style="visibility: hidden">{}</h2>'), "bookmark 2", BOTH),
    "bookmark label": (lambda p: html_pdf("<h2>x</h2>", styles=f'h2 {{ bookmark-label: "{p}" }}'), "bookmark 2", BOTH),
    "alt text": (_in_body(IMG), "page 2, alt text", BOTH),
    "title of a drawing": (
        _in_body('<svg width="9" height="9"><title>{}</title><path d="M0 0h9"/></svg>'), "page 2, alt", BOTH,
    ),
    "link": (_in_body('<a href="https://example.org/?q={}">.</a>'), "page 2, link target", BOTH),
    "link of a file": (_in_body('<a href="{}.xlsx">.</a>', base="file:///srv/build/"), "page 2, link target", BOTH),
    "form field's name": (_in_body(FORM, pdf_forms=True), "form field", BOTH),
    "form field's value": (_in_body('<form><input name="a" value="{}"></form>', pdf_forms=True), "form value", BOTH),
    "hidden field": (
        _in_body('<form><input type=hidden name="a" value="{}"></form>', pdf_forms=True), "form value", BOTH,
    ),
    "longer field": (_in_body("<form><textarea name=a>{}</textarea></form>", pdf_forms=True), "form value", BOTH),
    "document title": (_changed(_info("/Title")), "document property Title", BOTH),
    "author": (_in_head('<meta name="author" content="{}">'), "document property Author", BOTH),
    "keywords": (_in_head('<meta name="keywords" content="{}">'), "document property Keywords", BOTH),
    "description": (_in_head('<meta name="description" content="{}">'), "document property Subject", BOTH),
    "generator": (_in_head('<meta name="generator" content="{}">'), "document property Creator", BOTH),
    "custom property": (
        _in_head('<meta name="house" content="{}">', custom_metadata=True), "document property house", BOTH,
    ),
    "producer": (_changed(_info("/Producer")), "property Producer", BOTH),
    "property's name": (_changed(_info_key), "document property", TEXT),
    "XMP property": (_changed(_xmp), "document metadata description", BOTH),
    "XMP comment": (_changed(_xmp_comment), "document metadata, comment", BOTH),
    "attachment": (_attached("a.txt", lambda p: p.encode()), "attachment, text", BOTH),
    "attachment, UTF-16": (_attached("a.txt", lambda p: p.encode("utf-16")), "attachment, text", BOTH),
    "attachment's name": (_attached("{}.txt", lambda p: b"x"), "file name", BOTH),
    "attached deck": (_attached("a.pptx", lambda p: deck(lambda prs: _titled(prs, p))), "attachment, slide 1", BOTH),
    "attached PDF": (_attached("a.pdf", lambda p: html_pdf(p)), "attachment, page 2, text", BOTH),
    "note": (_changed(_note), "page 2, annotation", BOTH),
    "script": (_changed(_script), "script", BOTH),
    "script in a stream": (_changed(_script_stream), "stream", TEXT),
    "object out of sight": (_changed(_orphan), "object", BOTH),
    "stream out of sight": (_changed(_loose_stream(lambda p: b"\0\1\2" + p.encode() + b"\0")), "stream", TEXT),
    "UTF-16 stream": (_changed(_loose_stream(lambda p: b"\0\1\2" + p.encode("utf-16-be"))), "stream", TEXT),
    "actual text": (_changed(_struct("/ActualText")), "page 1, actual text", BOTH),
    "expanded text": (_changed(_struct("/E")), "page 1, expanded text", BOTH),
    "title of a tag": (_changed(_struct("/T")), "page 1", BOTH),
    "inline actual text": (_changed(_marked_inline), "page 2, actual text", BOTH),
    "page label": (_changed(_page_label), "object", BOTH),
    "layer": (_changed(_layer), "object", BOTH),
    "private data": (_changed(_private), "page 1", BOTH),
    "trailer": (_changed(_trailer), "trailer", BOTH),
    "drawing never shown": (_form_never_drawn, "drawn text", BOTH),
    "EXIF of a photo": (_changed(_photo(jpeg)), "picture EXIF", BOTH),
    "hint of a link": (_changed(_annotated(Subtype=Name.Link, Contents=_said)), "page 2, annotation", BOTH),
    "author of a note": (_changed(_annotated(Subtype=Name.Text, T=_said)), "page 2, form field or author", BOTH),
    "rich text": (_changed(_annotated(Subtype=Name.FreeText, RC=_said)), "page 2, annotation", BOTH),
    "choices of a field": (
        _changed(_annotated(Subtype=Name.Widget, FT=Name.Ch, Opt=lambda pdf, p: Array([String(p)]))),
        "page 2, /Opt", BOTH,
    ),
    "hint of a field": (_changed(_annotated(Subtype=Name.Widget, FT=Name.Tx, TU=_said)), "page 2, form hint", BOTH),
    "stamp": (_changed(_annotated(Subtype=Name.Stamp, AP=_stamped)), "drawn text", BOTH),
    "invisible text": (_changed(_unseen), "page 2, text", BOTH),
    "output intent": (_changed(_output_intent), "object", BOTH),
    "name of a target in a tree": (_changed(_named_target), "object", BOTH),
    "name of a font": (_changed(_font_name), "names of the objects", TEXT),
    "article": (_changed(_thread), "object", BOTH),
    "name of a target": (_changed(_destination), "names of the objects", TEXT),
    "after the end": (lambda p: html_pdf() + p.encode(), "after the file's end", BOTH),
    "before the header": (lambda p: p.encode() + b"\n" + html_pdf(), "before the file's header", BOTH),
    "comment": (lambda p: html_pdf().replace(b"\ntrailer", b"\n% " + p.encode() + b"\ntrailer").replace(
        b"startxref", b"% " + p.encode() + b"\nstartxref"), "comment between", BOTH),
    "earlier version": (_earlier_version, "earlier version 1, page 2", BOTH),
}  # fmt: skip


def _titled(prs: object, plant: str) -> None:
    prs.slides[0].shapes.title.text = plant  # type: ignore[attr-defined]


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_planted_is_found_and_its_place_named(channel: str) -> None:
    make, place, whats = CHANNELS[channel]
    leaks = audit("review.pdf", make(PLANT), SECRETS, DISCLOSED)
    for what in whats:
        found = places(leaks, what)
        assert any(place in each for each in found), f"{what}: {found}"


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_shown_is_no_leak_there(channel: str) -> None:
    leaks = audit("review.pdf", CHANNELS[channel][0](HARMLESS), SECRETS, DISCLOSED)
    assert [leak for leak in leaks if leak.what.startswith(WHAT)] == []


def test_there_are_at_least_forty_channels() -> None:
    assert len(CHANNELS) >= 40


def test_a_clean_file_has_no_leak() -> None:
    assert audit("review.pdf", html_pdf("<p>Sales 22.25</p>"), SECRETS, DISCLOSED) == ()
