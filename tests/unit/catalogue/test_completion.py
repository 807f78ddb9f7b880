"""What is being typed at a place in a search text, what is offered for it, and what taking it gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_gui.catalogue.completion import Completion, Place, completion_at
from catalogue_gui.catalogue.facets import MetadataKeyFacet, ValueKind
from catalogue_gui.catalogue.language import parse_query
from catalogue_gui.catalogue.query import CategoryTerm, HasTerm, MetadataTerm, TagTerm, TextTerm
from catalogue_gui.catalogue.query_text import quote_value
from catalogue_gui.catalogue.suggestions import (
    MAX_SUGGESTIONS,
    Suggestion,
    Words,
    insert_suggestion,
    is_news,
    match_span,
    suggest,
    suggest_recent,
)
from catalogue_gui.catalogue.term_spans import term_spans

KEYS = (
    MetadataKeyFacet(("brand",), ValueKind.TEXT),
    MetadataKeyFacet(("dims",), ValueKind.OBJECT),
    MetadataKeyFacet(("dims", "width"), ValueKind.NUMBER),
    MetadataKeyFacet(("a.b",), ValueKind.TEXT),
)
WORDS = Words(
    tags=(("organic", 30), ("or else", 40), ("new", 90)),
    categories=(("Home", 5), ("Home/Kitchen", 9), ("Kites", 2), ("Home/Bath", 7)),
    metadata_keys=KEYS,
    values=(("Acme", 12), ("Zeta, Acme & Co", 90)),
)


def at(marked: str) -> Completion | None:
    """What is being typed at the bar in a text."""
    return completion_at(marked.replace("|", ""), marked.index("|"))


def taken(marked: str, label: str) -> str:
    """The text, with a bar for the cursor, after the suggestion with this label was taken."""
    text, completion = marked.replace("|", ""), at(marked)
    assert completion is not None
    (chosen,) = (each for each in suggest(completion, WORDS) if each.label == label)
    result, cursor = insert_suggestion(text, completion, chosen)
    return f"{result[:cursor]}|{result[cursor:]}"


@pytest.mark.parametrize(
    ("marked", "kind", "prefix"),
    [
        ("|", Place.KEY, ""),
        ("mug | towel", Place.KEY, ""),
        ("ta|", Place.KEY, "ta"),
        ("-ta|", Place.KEY, "ta"),
        ("mug ta|g:x", Place.KEY, "ta"),
        ("me|", Place.KEY, "me"),
        ("tag:|", Place.TAG, ""),
        ("tag:or|", Place.TAG, "or"),
        ("Tags:or|", Place.TAG, "or"),
        ("-tag:or|", Place.TAG, "or"),
        ("tag:a,|", Place.TAG, ""),
        ('tag:"a b",c|', Place.TAG, "c"),
        ('tag:"a, b|', Place.TAG, "a, b"),
        (r'tag:"say \"h|', Place.TAG, 'say "h'),
        ("cat:Ho|", Place.CATEGORY, "Ho"),
        ('category:"Home/Ki|', Place.CATEGORY, "Home/Ki"),
        ('category:"Home/Ki| bath"', Place.CATEGORY, "Home/Ki"),
        ("meta.|", Place.METADATA_KEY, ""),
        ("-Meta.br|", Place.METADATA_KEY, "br"),
        ("meta.dims.w|", Place.METADATA_KEY, "dims.w"),
        ('meta."a.b|', Place.METADATA_KEY, "a.b"),
        ("has:|", Place.PRESENT_KEY, ""),
        ("has:meta.|", Place.PRESENT_KEY, ""),
        ("has:meta.dims.w|", Place.PRESENT_KEY, "dims.w"),
        ("has:dims.w|", Place.PRESENT_KEY, "dims.w"),
    ],
)
def test_that_what_is_being_typed_is_told(marked: str, kind: Place, prefix: str) -> None:
    completion = at(marked)
    assert completion is not None
    assert (completion.kind, completion.prefix) == (kind, prefix)


@pytest.mark.parametrize(
    ("marked", "path", "prefix"),
    [
        ("meta.brand:|", ("brand",), ""),
        ("meta.brand:Ac|me", ("brand",), "Ac"),
        ("meta.brand:Beta,Ac|", ("brand",), "Ac"),
        ('meta.dims."a.b":"x y|', ("dims", "a.b"), "x y"),
    ],
)
def test_that_a_value_belongs_to_its_metadata_key(
    marked: str, path: tuple[str, ...], prefix: str
) -> None:
    completion = at(marked)
    assert completion is not None
    assert (completion.kind, completion.path, completion.prefix) == (
        Place.METADATA_VALUE,
        path,
        prefix,
    )


@pytest.mark.parametrize(
    "marked",
    [
        '"free te|xt"',
        '"free text"|',
        'tag:"a b"|',
        "|tag:organic",
        "mug |-tag:a",
        "-|tag:a",
        "price:1|",
        "updated:>2026|",
        "meta.w:>1|",
        "meta.w:1..|",
        "colour:re|",
        "a,b|",
        'meta."a.b"|',
    ],
)
def test_that_nothing_is_offered_where_nothing_fits(marked: str) -> None:
    assert at(marked) is None


@pytest.mark.parametrize(
    ("marked", "label", "expected"),
    [
        ("ta|", "tag:", "tag:|"),
        ("mug -ta| towel", "tag:", "mug -tag:| towel"),
        ("pri|:5", "price:", "price:|5"),
        ("stoc|k:0", "stock:", "stock:|0"),
        ("br|", "meta.brand:", "meta.brand:|"),
        ("tag:or|", "organic", "tag:organic|"),
        ("tag:or|g -mug", "organic", "tag:organic| -mug"),
        ("tag:new,o|,x", "or else", 'tag:new,"or else"|,x'),
        ('category:"Home/Ki|', "Home/Kitchen", "category:Home/Kitchen|"),
        ('category:"Home/Ki| price:5', "Home/Kitchen", "category:Home/Kitchen| price:5"),
        ('category:"Ho|me"', "Home/Bath", "category:Home/Bath|"),
        ("meta.di|", "dims", "meta.dims.|"),
        ("meta.dims.|", "dims.width", "meta.dims.width:|"),
        ("meta.wi|:>10", "dims.width", "meta.dims.width:|>10"),
        ("meta.a|", "a.b", 'meta."a.b":|'),
        ("has:br|", "brand", "has:meta.brand|"),
        ("meta.brand:z|", "Zeta, Acme & Co", 'meta.brand:"Zeta, Acme & Co"|'),
    ],
)
def test_that_what_is_taken_replaces_the_piece_typed(
    marked: str, label: str, expected: str
) -> None:
    assert taken(marked, label) == expected


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        ("category:|", ["Home/Kitchen", "Home/Bath", "Home", "Kites"]),
        ("category:KIT|", ["Kites", "Home/Kitchen"]),
        ("category:hom|", ["Home/Kitchen", "Home/Bath", "Home"]),
        ("category:itch|", []),
        ("tag:O|", ["or else", "organic"]),
        ("tag:organic,|", ["new", "or else"]),
        ("tag:|,new", ["or else", "organic"]),
        ("meta.brand:ac|", ["Acme", "Zeta, Acme & Co"]),
        ("me|", ["meta."]),
        ("wid|", ["meta.dims.width:"]),
        ("mug|", []),
    ],
)
def test_that_beginnings_come_first_and_then_the_most_frequent(
    marked: str, labels: list[str]
) -> None:
    completion = at(marked)
    assert completion is not None
    assert [each.label for each in suggest(completion, WORDS)] == labels


def test_that_a_tag_shows_its_count_and_a_value_known_from_a_sample_shows_none() -> None:
    tag, value = at("tag:n|"), at("meta.brand:A|")
    assert tag is not None
    assert value is not None
    assert [each.count for each in suggest(tag, WORDS)] == [90]
    assert [each.count for each in suggest(value, WORDS)] == [None, None]


def test_that_no_more_is_offered_than_is_read() -> None:
    completion = at("tag:|")
    assert completion is not None
    words = Words(tags=tuple((f"t{n}", n) for n in range(1000)))
    offered = suggest(completion, words)
    assert len(offered) == MAX_SUGGESTIONS
    assert offered[0].label == "t999"


def test_that_recent_searches_are_offered_only_where_nothing_is_typed() -> None:
    empty, typed, value = at("|"), at("mu|"), at("tag:|")
    assert empty is not None
    assert typed is not None
    assert value is not None
    assert [each.text for each in suggest_recent(empty, ["mug", "tag:new"])] == ["mug", "tag:new"]
    assert suggest_recent(typed, ["mug"]) == []
    assert suggest_recent(value, ["mug"]) == []


def test_that_what_stands_there_already_is_no_news() -> None:
    completion = at("tag:new|")
    assert completion is not None
    assert not is_news("tag:new", completion, suggest(completion, WORDS))
    assert is_news("tag:new", completion, [Suggestion("newer", "newer")])
    assert not is_news("tag:new", completion, [])


@pytest.mark.parametrize(
    ("label", "prefix", "span"),
    [
        ("Home/Kitchen", "kit", (5, 8)),
        ("Home", "HO", (0, 2)),
        ("kitkat kit", "kat", (0, 0)),
        ("Straße", "stras", (0, 0)),
        ("Home", "", (0, 0)),
    ],
)
def test_that_the_part_typed_is_found_in_the_label(
    label: str, prefix: str, span: tuple[int, int]
) -> None:
    assert match_span(label, prefix) == span


any_text = st.text(max_size=20)
some_paths = st.lists(any_text.filter(bool), min_size=1, max_size=3).map(tuple)
starts = st.sampled_from(["", "mug ", '-tag:x "free text" ', "price:1..2 "])


def taken_alone(typed: str, words: Words) -> str:
    completion = completion_at(typed, len(typed))
    assert completion is not None
    offered = [each for each in suggest(completion, words) if each.text != "meta."]
    assert offered
    return insert_suggestion(typed, completion, offered[-1])[0]


@given(starts, any_text)
def test_that_any_tag_or_category_taken_is_read_back(start: str, word: str) -> None:
    words = Words(tags=((word, 1),), categories=((word, 1),))
    tags = parse_query(taken_alone(f"{start}tag:", words)).terms
    assert tags[-1] == TagTerm((word,))
    other = f"{word}, too"
    listed = f'{start}-category:{quote_value(other)},"'
    categories = parse_query(taken_alone(listed, words)).terms
    assert categories[-1] == CategoryTerm((other, word), negated=True)


@given(starts, some_paths.filter(lambda path: path[0] != "meta"), any_text)
def test_that_any_metadata_key_and_value_taken_is_read_back(
    start: str, path: tuple[str, ...], value: str
) -> None:
    words = Words(metadata_keys=(MetadataKeyFacet(path, ValueKind.TEXT),), values=((value, 1),))
    keyed = taken_alone(f"{start}meta.", words)
    assert parse_query(taken_alone(keyed, words)).terms[-1] == MetadataTerm(path, (value,))
    assert parse_query(taken_alone(f"{start}has:", words)).terms[-1] == HasTerm(path)


@given(st.text(max_size=40), st.integers(min_value=0, max_value=40))
def test_that_any_place_in_any_text_can_be_asked_about(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    completion = completion_at(text, cursor)
    if completion is not None:
        assert 0 <= completion.start <= cursor <= completion.end <= len(text)


@given(st.text(alphabet='ab:,-" \\.', max_size=30))
def test_that_terms_are_found_where_the_language_reads_them(text: str) -> None:
    spans = list(term_spans(text))
    outside = [
        character
        for place, character in enumerate(text)
        if not any(span.start <= place < span.end for span in spans)
    ]
    assert "".join(outside).strip() == ""
    for span in spans:
        piece = text[span.start : span.end]
        if not span.is_open and span.key_end is None and piece.replace('"', "") not in ("", "-"):
            (term,) = parse_query(piece).terms
            assert isinstance(term, TextTerm)
            assert term.negated == span.is_negated
