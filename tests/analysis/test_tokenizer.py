"""Every rule of the tokenizer by example, and what must hold for any text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.tokenizer import BLOCK_GAP, index_terms, tokenize
from search_service.analysis.tokens import Kind, kind_of_term

WINDOW = 8


def terms_of(text: str) -> list[str]:
    return index_terms(text)[0]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Alle Bürger kamen.", "alle buerger kamen"),
        ("um 10% oder 500 €", "um 10 prozent oder 500 euro"),
        ("(10%)", "10 prozent"),
        ("in die U.S.A., Mitte e.V.", "in die usa mitte ev"),
        ("20.000 20'000 1,5", "20000 20000 1,5"),
        ("Am 05", "am 5"),
        ("eine*n Mitarbeiter*in", "eine mitarbeiter:in"),
        ("Spandau/Innenstadt", "spandau innenstadt"),
        ("Mitte/Inhalt Berlin LinkedIn", "mitte inhalt berlin linkedin"),
        ("Besucher:innenzentrum", "besucher:innen +besucher:innenzentrum zentrum"),
        ("Schüler:innen/Lehrer:innen", "schueler:innen lehrer:innen"),
        ("Corona-Pandemie", "corona +coronapandemie pandemie"),
        ("Berliner-S-Bahn", "berliner +berlinersbahn s +sbahn bahn"),
        ("2021-2022", "2021 +2021-2022 2022"),
        ("Plan 11-47a, 24/7, 2016/17", "plan 11 +11-47a 47a 24 +24/7 7 2016 +2016/17 17"),
        ("um 10:30 oder 10.30", "um 10 +10.30 30 oder 10 +10.30 30"),
        ("0-8-15-2-3", "0 8 15 2 3"),
        ("A 100, A100, A-100-Tunnel", "a +a100 100 a100 a +a100tunnel +a100 100 tunnel"),
        ("RE 1 und BAB 115", "re +re1 1 und bab +bab115 115"),
        ("Klasse A, 100 Kinder", "klasse a 100 kinder"),
        ("BVG 2024, IM 3. Stock", "bvg 2024 im 3 stock"),
        ("1,5 Mio. und 20 Millionen", "1,5 +1,5million mio und 20 +20million millionen"),
        ("5 Tsd, 20", "5 +5tausend tsd 20"),
        ("Ku'damm Ku’damm-Lauf", "ku +kudamm damm ku +kudammlauf +kudamm damm lauf"),
        ("Café Şahin, Łódź, Ağaç", "cafe sahin lodz agac"),
        ("13-Jähriger", "13 +13jaehriger jaehriger"),
        ("-5 Grad", "5 grad"),
        ("– · …", ""),
    ],
)
def test_words_and_signs(text: str, terms: str) -> None:
    assert terms_of(text) == terms.split()


@pytest.mark.parametrize("sign", [":", "*", "_", "·", "’", "/-", "/"])
def test_every_gender_sign_is_the_same_form(sign: str) -> None:
    assert terms_of(f"Alle Bürger{sign}innen,") == ["alle", "buerger:innen"]


@pytest.mark.parametrize("word", ["BürgerInnen", "Bürger(innen)", "(Bürger:innen)"])
def test_gender_forms_without_a_sign_between(word: str) -> None:
    assert terms_of(word) == ["buerger:innen"]


@pytest.mark.parametrize(
    "text", ["21.03.2024", "21.3.24", "21. März 2024", "21.März 2024", "21.3. 2024", "21. Maerz 2024", "21. März\u00a02024", "2024-03-21"]
)
def test_a_date_is_one_term_however_written(text: str) -> None:
    first = tokenize(f"am {text}.")[1]
    assert [(term.text, term.kind) for term in first.terms[1:]] == [("@03-21", Kind.DATE), ("@2024-03-21", Kind.DATE)]


def test_days_without_a_year_and_months_as_numbers() -> None:
    assert terms_of("Am 3.10. und 3. Mai, 5. Oktober 2023") == [
        *("am", "3", "@10-03", "10", "oktober", "und", "3", "@05-03", "mai", "5", "@10-05", "@2023-10-05", "oktober", "2023"),
    ]


@pytest.mark.parametrize("text", ["32.1.2024", "1.13.2024", "0.5.2024", "20.000", "3. Tag"])
def test_numbers_that_are_no_dates(text: str) -> None:
    assert not [term for term in terms_of(text) if term.startswith("@")]


@pytest.mark.parametrize("text", ["§ 29 Abs. 1", "§29 Abs. 1", "§§ 29 f.", "Paragraf 29", "Paragraphen 29 und 30"])
def test_a_section_is_one_term(text: str) -> None:
    assert terms_of(text)[1:3] == ["§29", "29"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("in Ber-\nlin", "in Berlin"),
        ("die Bus-\nverbindung", "die Busverbindung"),
        ("Bus-\nund Bahn", "Bus und Bahn"),
        ("S-\nBahn", "S Bahn"),
        ("Bus- verbindung", "Bus verbindung"),
    ],
)
def test_a_word_that_a_line_break_divides_is_one(text: str, words: str) -> None:
    tokens = tokenize(text)
    assert [token.surface for token in tokens] == words.split()
    assert text[tokens[-1].start : tokens[-1].end].replace("-\n", "") == tokens[-1].surface


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Der Bus- und Bahnverkehr", ["bus>bahnverkehr"]),
        ("Wind-, Solar- und Wasserkraft", ["wind>wasserkraft", "solar>wasserkraft"]),
        ("S- und U-Bahn", ["s>u-bahn"]),
        ("Integrationskurse und -beratung", ["integrationskurse<beratung"]),
        ("Kinder- bzw. Hausärzte", ["kinder>hausaerzte"]),
        ("Schul- oder Bürger:innenbüro", ["schul>buerger:innenbuero"]),
        ("Jugend- und sehr alte Häuser", []),
        ("Bus- Bahnverkehr", []),
    ],
)
def test_a_hyphen_ellipsis_becomes_a_pair(text: str, pairs: list[str]) -> None:
    assert [term for term in terms_of(text) if kind_of_term(term) is Kind.PAIR] == pairs


def test_segments_of_a_url_keep_away_from_everything() -> None:
    tokens = tokenize("Kontakt: presse@example.org heute")
    assert [token.surface for token in tokens] == ["Kontakt", "presse", "example", "org", "heute"]
    assert [token.terms[0].kind for token in tokens[1:4]] == [Kind.URL] * 3
    assert all(b.position - a.position > WINDOW for a, b in itertools.pairwise(tokens))


def test_lines_are_further_apart_than_any_window() -> None:
    first, second = tokenize("Klima\nSchutz")
    assert second.position - first.position > BLOCK_GAP > WINDOW


def test_nothing_is_formed_across_lines() -> None:
    assert terms_of("am 21.\nMärz 2024, Bus- und\nBahnverkehr, §\n29") == [
        "am",
        "21",
        "maerz",
        "2024",
        "bus",
        "und",
        "bahnverkehr",
        "§",
        "29",
    ]


def test_offsets_point_into_the_text_as_given() -> None:
    text = "Der CO₂-Ausstoß, die Verkehrs\u00admeldung: Mu\u0308ller"
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        "Der",
        "CO₂",
        "Ausstoß",
        "die",
        "Verkehrs\u00admeldung",
        "Mu\u0308ller",
    ]


def test_the_width_of_a_term_is_its_number_of_tokens() -> None:
    tokens = tokenize("Corona-Pandemie am 21. März 2024, § 29")
    assert {term.text: term.width for token in tokens for term in token.terms if term.width > 1} == {
        "+coronapandemie": 2,
        "@03-21": 2,
        "@2024-03-21": 3,
        "§29": 2,
    }


PARTS = st.sampled_from(
    [
        "Bus-",
        "und",
        "-verkehr",
        "Bahnverkehr",
        "21.",
        "3.",
        "März",
        "2024",
        "§",
        "29",
        "Bürger:innen",
        "a@b.de",
        "\n",
        "\u00a0",
        "E-Mail",
        "20",
        "000",
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=12).map(" ".join)))
def test_tokens_and_index_terms_agree_for_any_text(text: str) -> None:
    tokens = tokenize(text)
    flat = [(term.text, token.position) for token in tokens for term in token.terms]
    assert flat == list(zip(*index_terms(text), strict=True))
    assert all(term.text and not term.text.isspace() for token in tokens for term in token.terms)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(a.position < b.position for a, b in itertools.pairwise(tokens))


@given(st.text(max_size=60))
def test_the_spelling_of_a_term_tells_its_kind(text: str) -> None:
    as_words = {Kind.URL: Kind.WORD, Kind.MONTH: Kind.WORD}
    for token in tokenize(text):
        for term in token.terms:
            assert kind_of_term(term.text) is as_words.get(term.kind, term.kind)
