"""Which column goes where."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.transfer.headers import REJECT_HEADERS, field_of_header, is_code_header, plain
from catalogue_gui.transfer.mapping import column_keys, map_columns
from catalogue_gui.transfer.options import resolve_options

WOOCOMMERCE = [
    "ID",
    "Type",
    "SKU",
    "Name",
    "Published",
    "Is featured?",
    "Visibility in catalog",
    "Short description",
    "Description",
    "Date sale price starts",
    "Date sale price ends",
    "Tax status",
    "Tax class",
    "In stock?",
    "Stock",
    "Low stock amount",
    "Backorders allowed?",
    "Sold individually?",
    "Weight (kg)",
    "Length (cm)",
    "Width (cm)",
    "Height (cm)",
    "Allow customer reviews?",
    "Purchase note",
    "Sale price",
    "Regular price",
    "Categories",
    "Tags",
    "Shipping class",
    "Images",
    "Download limit",
    "Download expiry days",
    "Parent",
    "Grouped products",
    "Upsells",
    "Cross-sells",
    "External URL",
    "Button text",
    "Position",
    "Attribute 1 name",
    "Attribute 1 value(s)",
    "Attribute 1 visible",
    "Attribute 1 global",
    "Attribute 2 name",
    "Attribute 2 value(s)",
    "Attribute 2 visible",
    "Attribute 2 global",
    "Meta: _wpcom_is_markdown",
    "Attribute 1 default",
    "Attribute 2 default",
    "Download 1 name",
    "Download 1 URL",
    "Download 2 name",
    "Download 2 URL",
    "Meta: _generate-layout",
]
SHOPIFY = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Tags",
    "Option1 Name",
    "Variant SKU",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Compare At Price",
]


def mapped(header, *rows, **options):
    """Field to header of the columns that fill a field of their own."""
    mapping = map_columns(header, len(header), rows, ImportOptions(**options))
    fields = mapping.to_fields()
    return {name: key for key, name in fields.items() if "." not in name and name != "ignore"}


def test_that_a_woocommerce_export_maps_by_itself():
    row = [""] * len(WOOCOMMERCE)
    row[0], row[3], row[25], row[26] = "741", "T-Shirt", "18", "Clothing > Tshirts"
    assert len(WOOCOMMERCE) == 55
    assert mapped(WOOCOMMERCE, row) == {
        "name": "Name",
        "price": "Regular price",
        "category": "Categories",
        "tags": "Tags",
        "stock": "Stock",
    }


def test_that_a_shopify_export_maps_by_itself():
    row = ["a", "Bracelet", "", "Acme", "Jewellery", "Beads", "", "", "1", "42.99", "44.99"]
    assert mapped(SHOPIFY, row) == {
        "name": "Title",
        "category": "Type",
        "tags": "Tags",
        "stock": "Variant Inventory Qty",
        "price": "Variant Price",
    }


@pytest.mark.parametrize(
    "header",
    [
        ["Artikelbezeichnung", "Verkaufspreis", "Warengruppe", "Schlagwörter", "Lagerbestand"],
        ["Désignation", "Prix TTC", "Catégorie", "Mots-clés", "Quantité en stock"],
        ["Nombre", "Precio", "Categoría", "Etiquetas", "Existencias"],
        ["Nome prodotto", "Prezzo", "Categoria", "Etichette", "Giacenza"],
        ["Naam", "Prijs", "Categorie", "Trefwoorden", "Voorraad"],
        ["Varenavn", "Pris", "Varetype", "Stikkord", "Lagerbeholdning"],
        ["Namn", "Pris", "Kategori", "Taggar", "Lagersaldo"],
        ["Produktnavn", "Salgspris", "Varegruppe", "Nøgleord", "Lagerantal"],
        ["Nazwa produktu", "Cena brutto", "Kategoria", "Słowa kluczowe", "Stan magazynowy"],
        ["Nome do produto", "Preço", "Categoria", "Etiquetas", "Estoque"],
        ["PRODUCT_NAME", "unitPrice", "product-category", "Keywords", "Qty"],
        ["Item name", "Price (EUR)", "Department", "Labels", "Stock [pcs]"],
        ["Artikel", "Preis CHF", "Kategorie", "Tags", "Bestand Stk"],
        ["Benämning", "Pris exkl. moms", "Varugrupp", "Etiketter", "Saldo"],
        ["Bezeichnung", "VK-Preis (EUR) inkl. MwSt.", "Warengruppe", "Stichwörter", "Menge"],
        ["商品名", "価格", "カテゴリ", "タグ", "在庫数"],
    ],
    ids=lambda header: header[0],
)
def test_that_headers_of_many_languages_are_known(header):
    row = ["Kettle", "24.90", "Home", "new", "3"]
    found = mapped(header, row)
    assert found == dict(zip(["name", "price", "category", "tags", "stock"], header, strict=True))


def test_that_a_column_called_id_is_the_id_only_if_it_holds_ids():
    header = ["id", "name"]
    assert "id" not in mapped(header, ["741", "a"], ["742", "b"])
    assert mapped(header, ["11111111-1111-4111-8111-111111111111", "a"])["id"] == "id"


def test_that_a_filled_column_wins_over_a_blank_one():
    header = ["Price", "Regular price", "Name"]
    assert mapped(header, ["", "5", "a"])["price"] == "Regular price"
    assert mapped(header, ["", "", "a"])["price"] == "Price"


def test_that_a_sale_price_is_never_the_price():
    assert "price" not in mapped(["Name", "Sale price", "Cost"], ["a", "5", "3"])


def test_that_words_are_no_stock():
    assert "stock" not in mapped(["Name", "Stock"], ["a", "in stock"])


def test_that_the_rest_goes_to_metadata_under_its_header():
    header = ["name", "", "Colour", "Colour"]
    mapping = map_columns(header, 5, [], ImportOptions())
    assert mapping.to_fields() == {
        "name": "name",
        "#2": "metadata.column 2",
        "#3": "metadata.Colour",
        "#4": "metadata.Colour (2)",
        "#5": "metadata.column 5",
    }


def test_that_a_choice_wins_over_the_automatic_match():
    header = ["name", "title", "price"]
    chosen = mapped(header, ["a", "b", "1"], mapping={"title": "name", "#3": "metadata.cost"})
    assert chosen == {"name": "title"}


def test_that_columns_are_found_whatever_their_case():
    assert mapped(["Näme ", "x"], mapping={"näme": "name"})["name"] == "Näme"


def test_that_a_column_named_like_a_place_is_found_by_its_name_too():
    assert column_keys(["#", "a", "a", ""], 5) == ["#", "#2", "#3", "#4", "#5"]
    assert mapped(["#", "a"], mapping={"#": "name"})["name"] == "#"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"nothing": "name"}, "no column “nothing”"),
        ({"#9": "name"}, "no column “#9”"),
        ({"a": "name"}, "2 columns are called “a”"),
        ({"b": "prize"}, "not a field"),
        ({"b": "metadata."}, "not a field"),
    ],
)
def test_that_impossible_choices_are_refused(choice, words):
    with pytest.raises(ImportRefused, match=words):
        mapped(["a", "a", "b"], mapping=choice)


def test_that_the_columns_of_a_rejects_file_are_left_out():
    header = ["name", *REJECT_HEADERS]
    fields = map_columns(header, 4, [["a", "2", "price", "x"]], ImportOptions()).to_fields()
    assert [fields[each] for each in REJECT_HEADERS] == ["ignore"] * 3


def test_that_times_are_left_out_of_a_file_of_our_own_only():
    times = ["created_at", "updated_at"]
    row = ["11111111-1111-4111-8111-111111111111", "2026-01-01", "2026-01-01"]
    ours = map_columns(["id", *times], 3, [row], ImportOptions()).to_fields()
    assert [ours[each] for each in times] == ["ignore", "ignore"]
    other = map_columns(["no", *times], 3, [row], ImportOptions()).to_fields()
    assert [other[each] for each in times] == ["metadata.created_at", "metadata.updated_at"]


@pytest.mark.parametrize(
    ("header", "mode", "match"),
    [
        (["name", "price", "category"], Mode.ADD, None),
        (["name", "price", "category"], Mode.UPSERT, "name"),
        (["name", "price"], Mode.UPDATE, "name"),
        (["id", "price"], Mode.UPDATE, "id"),
        (["id", "name", "price", "category"], Mode.ADD, "id"),
    ],
)
def test_that_each_mode_has_its_own_match_key(header, mode, match):
    row = ["11111111-1111-4111-8111-111111111111" if each == "id" else "1" for each in header]
    options = ImportOptions(mode=mode)
    mapping = map_columns(header, len(header), [row], options)
    assert resolve_options(options, mapping).match == match


def test_that_a_missing_column_names_those_that_are_there():
    options = ImportOptions(defaults={"category": "x"})
    mapping = map_columns(["Wert", "Ding"], 2, [], options)
    with pytest.raises(ImportRefused) as caught:
        resolve_options(options, mapping)
    assert "name and price" in caught.value.message
    assert "“Wert”, “Ding”" in caught.value.hint


@pytest.mark.parametrize("match", ["price", "colour", "metadata."])
def test_that_an_impossible_match_key_is_refused(match):
    options = ImportOptions(mode=Mode.UPDATE, match=match)
    mapping = map_columns(["name", "price"], 2, [], options)
    with pytest.raises(ImportRefused):
        resolve_options(options, mapping)


def test_that_headers_are_compared_in_their_plain_form():
    assert plain("  Größe_(cm) ") == "grosse cm"
    assert plain("unitPrice") == plain("UNIT-PRICE") == "unit price"
    assert field_of_header("Lieferpreis des Herstellers") is None


def test_that_columns_of_codes_are_known_by_their_header():
    assert all(map(is_code_header, ["SKU", "EAN-13", "isbn_13", "Post code", "Telephone tel"]))
    assert not any(map(is_code_header, ["ID", "Weight", "Pages", "VAT"]))


def test_that_a_message_lists_no_more_of_a_name_than_a_person_reads():
    with pytest.raises(ImportRefused) as refused:
        map_columns(["x" * 5_000_000], 1, [], ImportOptions(mapping={"price": "price"}))
    assert len(refused.value.hint) < 200


def test_that_matching_by_id_takes_the_column_of_that_name_whatever_it_holds():
    found = map_columns(["id", "price"], 2, [["none", "5"]], ImportOptions(match="id"))
    assert found.to_fields() == {"id": "id", "price": "price"}
