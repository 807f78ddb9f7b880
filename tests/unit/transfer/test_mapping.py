"""Which column goes where."""

from __future__ import annotations

import pytest

from catalogue_gui.catalogue.column_names import column_keys, plain
from catalogue_gui.catalogue.errors import ImportRefused
from catalogue_gui.catalogue.importing import ImportOptions, Mode
from catalogue_gui.transfer.headers import REJECT_HEADERS, field_of_header, is_code_header
from catalogue_gui.transfer.mapping import map_columns
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


@pytest.mark.parametrize(
    "header",
    [
        ["Tuotenimi", "Myyntihinta", "Tuoteryhmä", "Avainsanat", "Varastosaldo"],
        ["Název zboží", "Cena s DPH", "Kategorie", "Klíčová slova", "Skladem"],
        ["Ürün Adı", "Satış Fiyatı", "Kategori", "Anahtar Kelimeler", "Stok Adedi"],
        ["Наименование товара", "Цена, руб.", "Категория", "Ключевые слова", "Остаток"],
        ["Назва товару", "Ціна", "Категорія", "Ключові слова", "Кількість"],
        ["Όνομα προϊόντος", "Τιμή", "Κατηγορία", "Ετικέτες", "Απόθεμα"],
        ["商品名", "販売価格（税込）", "カテゴリー", "キーワード", "在庫数"],
        ["商品名称", "价格（元）", "商品分类", "标签", "库存数量"],
        ["상품명", "판매가격", "카테고리", "태그", "재고수량"],
        ["Produkt Name DE", "Preis in EUR", "Produktkategorie", "Suchbegriffe", "Lagerbestand Stk"],
    ],
    ids=lambda header: header[0],
)
def test_that_headers_of_more_languages_are_known(header):
    found = mapped(header, ["Kettle", "24.90", "Home", "new", "3"])
    assert found == dict(zip(["name", "price", "category", "tags", "stock"], header, strict=True))


# Header and one record of what each shop writes, and the columns that a person would choose.
SHOPS = {
    "magento": (
        ["sku", "product_type", "categories", "name", "price", "special_price", "meta_keywords", "qty", "out_of_stock_qty"],
        ["24-MB01", "simple", "Default/Gear", "Bag", "34.00", "30", "bag", "100", "0"],
        {"name": "name", "price": "price", "category": "categories", "stock": "qty"},
    ),
    "prestashop": (
        ["ID", "Active (0/1)", "Name *", "Categories (x,y,z...)", "Price tax excluded or Price tax included", "Wholesale price", "Quantity", "Tags (x,y,z...)"],
        ["1", "1", "Shirt", "Home,Women", "23.9", "5", "300", "soft,new"],
        {"name": "Name *", "price": "Price tax excluded or Price tax included", "category": "Categories (x,y,z...)", "tags": "Tags (x,y,z...)", "stock": "Quantity"},
    ),
    "amazon": (
        ["item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "product-id"],
        ["Kettle", "hot", "0123", "K-1", "24.90", "3", "2024-01-01", "B00"],
        {"name": "item-name", "price": "price", "stock": "quantity"},
    ),
    "amazon flat file": (
        ["feed_product_type", "item_sku", "item_name", "standard_price", "quantity", "generic_keywords1", "generic_keywords2"],
        ["kitchen", "K-1", "Kettle", "24.90", "3", "steel", "hot"],
        {"name": "item_name", "price": "standard_price", "category": "feed_product_type", "tags": "generic_keywords2", "stock": "quantity"},
    ),
    "ebay": (
        ["*Action(SiteID=US)", "CustomLabel", "*Category", "*Title", "*ConditionID", "*Quantity", "*StartPrice"],
        ["Add", "K-1", "20625", "Kettle", "1000", "3", "24.90"],
        {"name": "*Title", "price": "*StartPrice", "category": "*Category", "stock": "*Quantity"},
    ),
    "etsy": (
        ["TITLE", "DESCRIPTION", "PRICE", "CURRENCY_CODE", "QUANTITY", "TAGS", "MATERIALS", "IMAGE1"],
        ["Kettle", "hot", "24.90", "EUR", "3", "steel,hot", "steel", "https://x"],
        {"name": "TITLE", "price": "PRICE", "tags": "TAGS", "stock": "QUANTITY"},
    ),
    "square": (
        ["Token", "Item Name", "Variation Name", "SKU", "Description", "Categories", "Reporting Category", "Price", "Current Quantity Main"],
        ["T", "Kettle", "Regular", "K-1", "hot", "Home", "Home", "24.90", "3"],
        {"name": "Item Name", "price": "Price", "category": "Categories", "stock": "Current Quantity Main"},
    ),
    "bigcommerce": (
        ["Item Type", "Product ID", "Product Name", "Product Type", "Product Code/SKU", "Price", "Cost Price", "Retail Price", "Sale Price", "Current Stock Level", "Low Stock Level", "Category", "Search Keywords"],
        ["Product", "77", "Kettle", "P", "K-1", "24.90", "9", "29", "20", "3", "1", "Home/Kitchen", "steel,hot"],
        {"name": "Product Name", "price": "Price", "category": "Category", "tags": "Search Keywords", "stock": "Current Stock Level"},
    ),
    "shopware": (
        ["id", "product_number", "active", "stock", "name", "price_net", "price_gross", "categories", "keywords"],
        ["0192f0", "SW1", "1", "3", "Kettle", "20", "24.90", "Home", "steel"],
        {"name": "name", "price": "price_gross", "category": "categories", "tags": "keywords", "stock": "stock"},
    ),
    "google merchant": (
        ["id", "title", "description", "link", "image_link", "availability", "price", "sale_price", "brand", "gtin", "google_product_category", "product_type"],
        ["K-1", "Kettle", "hot", "https://x", "https://y", "in stock", "24.90 EUR", "20 EUR", "Acme", "4006381333931", "Home > Kitchen", "Kettles"],
        {"name": "title", "price": "price", "category": "product_type"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shop", SHOPS)
def test_that_the_export_of_each_shop_maps_by_itself(shop):
    header, row, expected = SHOPS[shop]
    assert mapped(header, row) == expected


def test_that_the_kinds_of_goods_of_a_shop_are_no_categories():
    assert "category" not in mapped(["Name", "Type"], ["a", "simple"], ["b", "variable"])
    assert mapped(["Name", "Type"], ["a", "simple"], ["b", "Kettles"])["category"] == "Type"


def fields_of(header, *rows, **options):
    return map_columns(header, len(header), rows, ImportOptions(**options)).to_fields()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (["Tag 1", "Tag 2", "Tag 3"], "tags"),
        (["tag1", "tag2"], "tags"),
        (["Schlagwort 1", "Schlagwort 2"], "tags"),
        (["Category 1", "Category 2", "Category 3"], "category"),
        (["Category", "Category 2"], "category"),
        (["Kategorie Ebene 1", "Kategorie Ebene 2"], "category"),
        (["category_level_1", "category_level_2"], "category"),
        (["Level 1 Category", "Level 2 Category"], "category"),
        (["1. Warengruppe", "2. Warengruppe"], "category"),
    ],
)
def test_that_numbered_columns_fill_a_field_together(header, field):
    fields = fields_of(["name", *header, "price"], ["Mug", *"abc"[: len(header)], "1"])
    assert [fields[each] for each in header] == [field] * len(header)


def test_that_columns_of_one_name_are_the_tags_together_and_no_category_path():
    mapping = map_columns(["Tags", "Tags"], 2, [["a", "b"]], ImportOptions())
    assert [column.index for column in mapping.columns_of("tags")] == [0, 1]
    mapping = map_columns(["Category", "Category"], 2, [["a", "b"]], ImportOptions())
    assert [column.index for column in mapping.columns_of("category")] == [0]


def test_that_a_whole_path_is_not_told_again_by_its_levels():
    fields = fields_of(["Category", "Category 1", "Category 2"], ["A/B", "A", "B"])
    assert list(fields.values()) == ["category", "metadata.Category 1", "metadata.Category 2"]


def test_that_levels_in_the_wrong_order_are_no_path():
    fields = fields_of(["Category 2", "Category 1"], ["B", "A"])
    assert list(fields.values()).count("category") <= 1


def test_that_several_columns_can_be_chosen_for_tags_and_category_and_one_for_the_others():
    header = ["a", "b", "c", "d"]
    chosen = {"a": "tags", "c": "tags", "d": "category", "b": "category"}
    mapping = map_columns(header, 4, [], ImportOptions(mapping=chosen))
    assert [each.key for each in mapping.columns_of("tags")] == ["a", "c"]
    assert [each.key for each in mapping.columns_of("category")] == ["b", "d"]
    assert mapping.columns_of("price") == ()
    assert mapped(header, mapping={"a": "name", "b": "name"}) == {"name": "b"}


def views_of(header, *rows):
    mapping = map_columns(header, len(header), rows, ImportOptions())
    return {view.key: view for view in mapping.to_views(rows)}


def test_that_confidence_is_whole_for_a_known_header_and_less_where_something_is_missing():
    views = views_of(["Name", "Preis (CHF)", "Category", "Stock"], ["a", "5", "Home", ""])
    assert [views[key].confidence for key in ("Name", "Preis (CHF)", "Category", "Stock")] == [
        1.0, 0.9, 1.0, 0.7,
    ]  # fmt: skip


def test_that_a_maker_stands_in_for_the_category_as_a_guess_for_the_window_only():
    assert views_of(["name", "department_id"], ["a", "7"])["department_id"].field == "category"
    header, row = ["name", "price", "manufacturer"], ["a", "1", "Acme"]
    view = views_of(header, row)["manufacturer"]
    assert (view.field, view.confidence < 0.5) == ("category", True)
    assert fields_of(header, row)["manufacturer"] == "metadata.manufacturer"
    assert views_of([*header, "type"], [*row, "Kettles"])["manufacturer"].field != "category"


def test_that_columns_without_a_header_are_guessed_by_what_they_hold():
    rows = [
        ["77", "Oak lamp", "79,90", "Home > Lamps", "4"],
        ["78", "Brass lamp", "120,00", "Home > Lamps", "0"],
        ["79", "Wool rug", "249,00", "Home > Rugs", "7"],
        ["80", "Jute rug", "89,00", "Home > Rugs", "3"],
    ]
    mapping = map_columns([], 5, rows, ImportOptions())
    views = mapping.to_views(rows)
    assert [view.field for view in views] == [
        "metadata.column 1", "name", "price", "category", "metadata.column 5",
    ]  # fmt: skip
    assert all(view.confidence < 0.5 for view in views[1:4])
    assert mapping.column_of("price") is None  # nobody has looked at it


@pytest.mark.parametrize(
    "values",
    [["1", "2", "3"], ["a", "b", "c"], ["2024-01-01", "2024-01-02", "2024-01-03"], ["1,5", "2,5", "x"]],
)  # fmt: skip
def test_that_a_column_of_anything_else_is_not_guessed_to_be_the_price(values):
    assert "price" not in {
        view.field for view in views_of(["Wert"], *[[v] for v in values]).values()
    }


def test_that_a_column_with_a_known_name_of_its_own_is_never_a_guess():
    rows = [["9.90", "A long red", "x"], ["8.90", "B long red", "y"], ["7.90", "C red", "z"]]
    views = views_of(["Cost price", "Description", "SKU"], *rows)
    assert {view.field.split(".")[0] for view in views.values()} == {"metadata"}


def test_that_a_header_that_names_a_metadata_key_is_that_key() -> None:
    header = ["name", "price", "category", "metadata.brand", "metadata."]
    mapping = map_columns(header, 5, [["A", "1", "B", "Acme", "x"]], ImportOptions())
    assert [each.field for each in mapping.columns[3:]] == ["metadata.brand", "metadata.column 5"]
