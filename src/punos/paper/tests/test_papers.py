"""S4.10, S4.13 · A copy on paper shows what was said, as it was said, to every reader.

The minutes and the plan are printed here with the signs that other programs stumble on.
"""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from punos import paper
from punos.paper.lettering import plain, printable
from punos.paper.printing import UnprintableError

NASTY = [
    '#strong[ei] #panic() #sys.inputs #read("/etc/passwd")',
    "$x^2$ *tähti* _viiva_ `koodi` @viite <nimi> \\ ~ = otsikko",
    "- viiva\n+ plus\n/ termi: selitys\n// huomautus /* ja toinen */",
    "<script>alert(1)</script> <svg onload=x> &amp; {{ nimi }} {% if %}",
    "\"lainaus\" 'toinen' -- --- ... ]]] ))) }}}",
    "https://esimerkki.example/polku?a=b#c",
]


def minutes(text="Sovittiin.", **changes):
    entry = {"text": text, "holder": "", "corrections": []}
    step = {"who": "Omar", "what": text, "due": "pe 27.11.", "sign": "Uusi lista on Ainolla"}
    view = {
        "text": "Aamu on liian aikainen.",
        "holder": "Veikko",
        "corrections": [{"words": "isoveli", "answer": "Korjattu."}],
    }
    return {
        "title": "Ainon tapaaminen",
        "day": "ke 25.11.2026",
        "when": "klo 14.00",
        "length": "60 min",
        "place": "Ohjaamo",
        "topic": text,
        "chair": "Helmi Holm",
        "recorder": "Kirsi Kallio",
        "accepted": "Aino Aaltonen 26.11.2026",
        "printed": "25.11.2026",
        "copy_of": "Aino Aaltonen",
        "parts": [
            {"number": 1, "label": "Läsnä ja poissa", "lines": ["Aino", text], "entries": []},
            {"number": 3, "label": "Yhteinen kuva", "lines": [], "entries": [entry]},
            {"number": 4, "label": "Eri näkemykset", "lines": [], "entries": [view]},
            {"number": 6, "label": "Askeleet", "lines": [], "entries": [{**entry, "step": step}]},
        ],
        **changes,
    }


def plan(text="Soittaa"):
    part = {"what": text, "who": "Aino", "role": "", "day": "to 3.12.", "done": "", "sign": text}
    row = {**part, "private": False, "parts": [{**part, "private": True, "parts": []}]}
    return {
        "client": "Aino",
        "goal": text,
        "printed_on": "25.11.2026",
        "groups": {"now": [row], "next": [], "later": [row], "done": [row]},
        "duties": [{"name": "Omar", "words": text}],
    }


def read(pdf):
    return PdfReader(BytesIO(pdf))


def text_of(pdf):
    """Return the text without spaces and without the hyphens at the ends of lines."""
    pages = "\n".join(page.extract_text() for page in read(pdf).pages)
    return bare(re.sub(r"[-\u00ad]\n", "", pages))


def bare(text):
    return re.sub(r"[\s\u200b\u00ad]", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    ("template", "data"), [("meetings/minutes.typ", minutes), ("plan/plan.typ", plan)]
)
def test_no_text_is_ever_markup(template, data, text):
    found = text_of(paper.pdf(template, data(text), language="fi"))
    for line in text.split("\n"):
        # A line break may fall at a hyphen of the text itself.
        assert bare(line).replace("-", "") in found.replace("-", "")


def test_minutes_tell_who_said_and_what_was_corrected():
    found = text_of(paper.pdf("meetings/minutes.typ", minutes(), language="fi"))
    for words in (
        "Näkemys, Veikko: Aamu on liian aikainen.",
        "Korjauspyyntö: isoveli",
        "Vastaus: Korjattu.",
        "Kuka Mitä Mihin mennessä Mistä huomaamme",
        "Hyväksytty: Aino Aaltonen 26.11.2026",
        "Kopio: Aino Aaltonen",
    ):
        assert bare(words) in found


def test_minutes_that_are_not_accepted_say_so():
    found = text_of(paper.pdf("meetings/minutes.typ", minutes(accepted=""), language="fi"))
    assert bare("Muistiota ei ole vielä hyväksytty.") in found


@pytest.mark.parametrize(
    "text", ["🙂 👩‍👩‍👧", "שלום עולם", "مرحبا", "ქართული", "አማርኛ", "ภาษาไทย", "ạ̈ é"]
)
def test_other_scripts_and_signs_are_printed(text):
    found = text_of(paper.pdf("meetings/minutes.typ", minutes(text), language="fi"))
    wanted = {
        sign for sign in bare(text) if unicodedata.category(sign)[0] in "LS" and sign.isprintable()
    }
    assert wanted
    # Right-to-left text may be read back in the order of the eye, so signs are compared.
    shaped = set(unicodedata.normalize("NFKC", found)) | set(found)
    assert wanted <= shaped


def test_a_sign_that_no_font_has_is_written_by_its_number():
    assert printable("a漢b") == "a[U+6F22]b"
    assert printable("x\x00\ud800y") == "x\ufffd\ufffdy"
    assert bare("[U+6F22]") in text_of(
        paper.pdf("meetings/minutes.typ", minutes("漢"), language="fi")
    )


def test_a_very_long_text_runs_over_pages_and_stays_on_them():
    text = "a" * 3000 + " " + "pitkä sana " * 3000
    reader = read(paper.pdf("meetings/minutes.typ", minutes(text), language="fi"))
    assert len(reader.pages) > 10
    widest = []
    for page in reader.pages[:3]:
        page.extract_text(
            visitor_text=lambda words, _cm, matrix, *_: widest.append(
                matrix[4] + len(words.strip()) if words.strip() else 0
            )
        )
    assert max(widest) < 595, "no line begins beyond the edge of the paper"


def test_a_screen_reader_gets_tags_language_title_and_fonts():
    for language in ("fi", "sv", "en"):
        reader = read(paper.pdf("meetings/minutes.typ", minutes(), language=language))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata.title == "Ainon tapaaminen"
        assert b"pdfuaid" in root["/Metadata"].get_data()
        tags = set(_tags(root["/StructTreeRoot"]))
        assert {"/H1", "/P", "/Table", "/TH", "/TD"} <= tags
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].values():
                inner = font.get_object()["/DescendantFonts"][0].get_object()
                descriptor = inner["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & set(descriptor), "the font is in the paper"


def _tags(node):
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _tags(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from _tags(node["/K"])


def test_an_unknown_language_is_finnish():
    found = text_of(paper.pdf("plan/plan.typ", plan(), language="de"))
    assert "Suunnitelma" in found


@pytest.mark.parametrize(
    "name", ["meetings/none.typ", "meetings/../../paper/__init__.py", "../x.typ", "minutes.typ", ""]
)
def test_only_the_templates_of_rooms_are_printed(name):
    with pytest.raises(LookupError):
        paper.pdf(name, {}, language="fi")


def test_papers_are_made_at_the_same_time_without_mixing():
    names = [f"Tapaaminen {number}" for number in range(20)]

    def title(name):
        pdf = paper.pdf("meetings/minutes.typ", minutes(title=name), language="fi")
        return read(pdf).metadata.title

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(title, names)) == names


HEAP = st.text(
    st.one_of(
        st.characters(categories=["Mn", "Mc", "Cf"]),
        st.sampled_from("abא ب🙂ကि\u202e\u2067\u200d"),
        st.characters(),
    ),
    max_size=60,
)


@given(HEAP)
def test_any_text_can_be_printed(text):
    for template, data in (("meetings/minutes.typ", minutes), ("plan/plan.typ", plan)):
        assert paper.pdf(template, data(text), language="fi").startswith(b"%PDF")


def test_a_text_that_the_compiler_stumbles_on_leaves_the_others_alone():
    """One entry of odd signs may not take the whole paper away, nor make another text plain."""
    odd = "\u05d0\u200d\ua78a\u0e49\u1073\u202e\u0301\U0001f693\u0c4d"
    data = minutes("שלום")
    data["place"] = odd
    assert paper.pdf("meetings/minutes.typ", data, language="fi")
    assert plain("Aino א🙂\n") == "Aino [U+05D0][U+1F642]\n"


def test_a_fault_of_a_template_is_not_hidden():
    with pytest.raises(UnprintableError):
        paper.pdf("meetings/minutes.typ", {"title": "x"}, language="fi")
