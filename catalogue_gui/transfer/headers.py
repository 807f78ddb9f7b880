"""The names that columns have in files, in several languages and in the exports of well-known shop systems.

A name is compared in its plain form: small letters, no accents, words with one space between. Within a field the names
stand in order of how surely they mean it: where several columns fit, the surer one is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalogue_gui.catalogue.product import Field

# Source: the published export columns of WooCommerce, Shopify, Magento, PrestaShop, Shopware, OpenCart, BigCommerce,
# Wix, Squarespace, Etsy, eBay, Amazon and Google Merchant; and everyday words of each language.
_NAMES: dict[Field, str] = {
    Field.NAME: """
        name; product name; title; product title; item name; item title; article name; product; item; article;
        listing title; goods name; name of product; productname; itemname; post title; display name;
        artikelname; produktname; bezeichnung; artikelbezeichnung; produktbezeichnung; produkttitel; artikel; produkt;
        artikelbezeichnung 1; titel; warenbezeichnung;
        nom; nom du produit; nom produit; nom de l article; designation; libelle; intitule; titre; produit; article nom;
        libelle produit; denomination;
        nombre; nombre del producto; nombre producto; nombre del articulo; producto; articulo; titulo; denominacion;
        nome; nome prodotto; nome del prodotto; nome articolo; prodotto; articolo; titolo; denominazione;
        naam; productnaam; artikelnaam; omschrijving artikel; productnaam nl; artikelomschrijving;
        navn; varenavn; produktnavn; vare; tittel; varebetegnelse;
        namn; produktnamn; artikelnamn; varunamn; vara; benamning; artikelbenamning;
        produkttitel; titel;
        nazwa; nazwa produktu; nazwa towaru; nazwa artykulu; tytul; towar;
        nome do produto; produto; nome do artigo; artigo; designacao; nome produto;
        nazev; nazev produktu; nazov; termek neve; megnevezes; nimi; tuotenimi; tuote; ad; urun adi; ονομα; название;
        наименование; 商品名; 名称; 产品名称; 商品名称; 상품명
    """,
    Field.PRICE: """
        price; regular price; selling price; sales price; variant price; unit price; retail price; product price;
        item price; list price; price amount; price incl vat; price incl tax; gross price; price excl vat;
        price tax excluded or price tax included; price tax excl; price tax included; price tax excluded; base price; our price; current price; standard price; net price;
        price eur; price usd; price gbp; price nok; price sek; price dkk; price pln; price chf; buy it now price;
        start price; msrp; rrp; mrp; amount;
        preis; verkaufspreis; vk preis; vk; bruttopreis; einzelpreis; stuckpreis; listenpreis; preis brutto;
        preis in eur; preis eur; preis euro; nettopreis; preis netto; vk brutto; vk netto; uvp;
        prix; prix de vente; prix ttc; prix unitaire; prix ht; prix public; tarif; prix eur; prix de vente ttc;
        prix de vente ht; pvp; prix ttc eur;
        precio; precio de venta; precio venta; precio unitario; precio normal; precio eur; precio con iva; pvp con iva;
        prezzo; prezzo di vendita; prezzo unitario; prezzo di listino; prezzo vendita; prezzo eur; prezzo ivato;
        prijs; verkoopprijs; stuksprijs; adviesprijs; prijs incl btw; prijs excl btw; eenheidsprijs;
        pris; utsalgspris; salgspris; utpris; enhetspris; veilpris; ordinaer pris; pris inkl mva; pris nok;
        forsaljningspris; pris inkl moms; pris sek; styckpris; ordinarie pris; enhedspris; udsalgspris; vejl pris; pris dkk;
        cena; cena brutto; cena sprzedazy; cena netto; cena jednostkowa; cena detaliczna; cena pln;
        preco; preco de venda; preco unitario; preco venda; valor;
        ar; fogyasztoi ar; hinta; fiyat; τιμη; цена; стоимость; 価格; 販売価格; 价格; 售价; 가격; 판매가
    """,
    Field.CATEGORY: """
        category; categories; product category; category name; product categories; category path; product type; type;
        department; department name; section; group; product group; collection; primary category; main category;
        default category; item category; google product category; category name 1; categ id; categoryname; categories x y z;
        kategorie; kategorien; warengruppe; produktgruppe; artikelgruppe; produktkategorie; produkttyp; rubrik;
        hauptkategorie; kategoriepfad; abteilung; sortiment;
        categorie; categories de produits; categorie produit; rayon; famille; type de produit; rubrique; gamme;
        categorie par defaut; categorie principale;
        categoria; categorias; categoria de producto; familia; tipo de producto; seccion; grupo; departamento;
        categorie prodotto; categoria prodotto; reparto; famiglia; tipo prodotto; gruppo;
        productgroep; productcategorie; categorieen; artikelgroep; afdeling; soort; rubriek;
        kategori; kategorier; varetype; varegruppe; produktgruppe; produktkategori; avdeling; varekategori; produkttype;
        varugrupp; produktgrupp; produkttyp; avdelning; varukategori; huvudgrupp; produktkategori; afdeling;
        kategoria; kategorie produktu; grupa; grupa towarowa; dzial; rodzaj; typ produktu;
        categoria do produto; categoria produto; secao; tipo de produto; familia de produto;
        termekkategoria; tuoteryhma; kategori adi; κατηγορια; категория; раздел; カテゴリ; カテゴリー; 分类; 类别; 카테고리
    """,
    Field.TAGS: """
        tags; tag; product tags; labels; label; keywords; key words; product tag; tag list; tags x y z;
        schlagworte; schlagworter; stichworte; stichworter; etiketten; schlagwort; suchbegriffe;
        etiquettes; mots cles; mots clefs; etiquette;
        etiquetas; palabras clave; etiqueta;
        etichette; parole chiave; etichetta;
        trefwoorden; labels nl; sleutelwoorden;
        etiketter; emneord; merkelapper; stikkord; nokkelord; taggar; nyckelord; sokord; nogleord; maerker;
        tagi; etykiety; slowa kluczowe; znaczniki;
        palavras chave; marcadores;
        avainsanat; etiketler; cimkek; stitky; теги; метки; タグ; 标签; 태그
    """,
    Field.STOCK: """
        stock; stock quantity; quantity; qty; stock level; inventory; inventory quantity; variant inventory qty;
        quantity in stock; in stock quantity; available quantity; stock qty; on hand; available; inventory qty;
        qty in stock; units in stock; current stock level; current stock; on hand quantity; qty available; new quantity; quantity available; available stock; stock count; stock on hand;
        bestand; lagerbestand; menge; anzahl; lagermenge; verfugbar; bestandsmenge; stuckzahl; verfugbare menge; lager;
        quantite; quantite en stock; stock disponible; qte; qte stock; quantite disponible;
        existencias; cantidad; inventario; unidades; cantidad en stock; stock actual;
        giacenza; quantita; disponibilita; scorte; giacenze; magazzino; qta;
        voorraad; aantal; hoeveelheid; beschikbaar; voorraadaantal; aantal op voorraad;
        lagerbeholdning; beholdning; antall; pa lager; lagerantall; lagerstatus; antall pa lager;
        lagersaldo; saldo; antal; i lager; antal i lager; lagerantal; kvantitet; pa lager antal;
        stan; stan magazynowy; ilosc; liczba sztuk; dostepna ilosc; zapas;
        estoque; quantidade; existencia; quantidade em estoque; quantidade em stock; qtd;
        keszlet; varasto; varastosaldo; stok; stok adedi; αποθεμα; остаток; количество; 在庫; 在庫数; 库存; 재고
    """,
    Field.ID: "id; product id; uuid; product uuid; guid; produkt id; artikel id",
}
# What a file of rejects has beyond the original columns, so that it can be imported as it is once it was mended.
REJECT_LINE = "Rejected: line"
REJECT_COLUMN = "Rejected: column"
REJECT_REASON = "Rejected: reason"
REJECT_HEADERS = (REJECT_LINE, REJECT_COLUMN, REJECT_REASON)
# Words that say more of a price or a stock and do not make it another one.
_QUALIFIERS = frozenset(
    [
        "eur",
        "euro",
        "usd",
        "gbp",
        "chf",
        "nok",
        "sek",
        "dkk",
        "isk",
        "pln",
        "czk",
        "huf",
        "ron",
        "inr",
        "jpy",
        "cny",
        "brl",
        "aud",
        "cad",
        "zl",
        "kc",
        "ft",
        "kr",
        "incl",
        "inkl",
        "excl",
        "exkl",
        "incl",
        "inc",
        "ex",
        "including",
        "excluding",
        "tax",
        "vat",
        "moms",
        "mva",
        "mwst",
        "ttc",
        "ht",
        "iva",
        "btw",
        "tva",
        "ust",
        "netto",
        "brutto",
        "net",
        "gross",
        "pcs",
        "pieces",
        "stk",
        "st",
        "mw",
        "szt",
        "units",
        "main",
        "zzgl",
        "dph",
        "con",
        "sin",
        "med",
        "uten",
    ]
)
# Prices that a shop shows beside the one that holds; never taken for it.
_OTHER_HEADERS = frozenset(
    """sale price; special price; compare at price; variant compare at price; cost; cost price; cost per item; wholesale price;
    sku; variant sku; ean; gtin; upc; isbn; mpn; barcode; description; short description; vendor; brand; manufacturer;
    weight; width; height; length; colour; color; size; image; images; url; status; published; created at; updated at;
    beschreibung; marke; hersteller; gewicht; farbe; artikelnummer; varenummer; description courte; marque; poids;
    descripcion; marca; peso; descrizione; omschrijving; merk; beskrivelse; beskrivning; opis; descricao; vekt; farge;
    product code; item number; supplier; notes; comment; rating; year; date; currency; unit; material; metadata; handle""".replace(
        "\n", " "
    ).split("; ")
)
# Columns whose digits are names and no quantities.
_CODE_WORDS = frozenset(
    [
        "sku",
        "ean",
        "ean13",
        "ean8",
        "gtin",
        "gtin13",
        "upc",
        "isbn",
        "isbn13",
        "isbn10",
        "issn",
        "mpn",
        "asin",
        "barcode",
        "strichcode",
        "plu",
        "zip",
        "postcode",
        "postal",
        "plz",
        "phone",
        "tel",
        "telefon",
        "fax",
        "artikelnummer",
        "artikelnr",
        "artnr",
        "varenummer",
        "varenr",
        "itemno",
        "partno",
        "serial",
        "iban",
        "code",
        "kode",
        "kod",
        "codigo",
        "codice",
    ]
)


def plain(header: str) -> str:
    """A header in its plain form: small letters, no accents, words with one space between."""
    text = (
        header.replace("ß", "ss")
        .replace("ø", "o")
        .replace("Ø", "o")
        .replace("ł", "l")
        .replace("Ł", "l")
    )
    text = text.replace("æ", "ae").replace("Æ", "ae").replace("œ", "oe").replace("ı", "i")
    # priceEur and PriceEUR are two words each, as price_eur is.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", letters))


@lru_cache(maxsize=1)
def _fields_by_name() -> dict[str, tuple[Field, int]]:
    found: dict[str, tuple[Field, int]] = {}
    for name, words in _NAMES.items():
        for rank, word in enumerate(" ".join(words.split()).split(";")):
            key = plain(word)
            if key:
                found.setdefault(key, (name, rank))
                found.setdefault(key.replace(" ", ""), (name, rank))
    return found


def field_of_header(header: str) -> tuple[Field, int] | None:
    """The field that a header names, and how surely: 0 is surest; None when it names none."""
    key = plain(header)
    names = _fields_by_name()
    found = names.get(key) or names.get(key.replace(" ", ""))
    if found:
        return found
    # A unit, currency or note in brackets behind the name: "Price (EUR)", "Stock [pcs]".
    bare = plain(re.sub(r"[(\[{][^)\]}]*[)\]}]|[€$£*:]", " ", header))
    words = bare.split()
    while words:
        found = names.get(" ".join(words))
        if found:
            return found[0], found[1] + 200
        # The same without brackets: "Preis CHF", "Pris exkl. moms".
        if words.pop() not in _QUALIFIERS:
            return None
    return None


def nameless_column(index: int) -> str:
    """What a column without a header is called: ``column 1`` for index 0."""
    return f"column {index + 1}"


def is_rejects_header(names: Iterable[str]) -> bool:
    """True for the header of a rejects file."""
    return set(REJECT_HEADERS) <= set(names)


def is_known_header(header: str) -> bool:
    """True for the name of a field, and for other names that columns often have."""
    return field_of_header(header) is not None or plain(header) in _OTHER_HEADERS


def is_code_header(header: str) -> bool:
    """True when a column holds numbers that are names: bar codes, article numbers, post codes, telephone numbers."""
    words = plain(header).split()
    return any(word in _CODE_WORDS for word in words) or "".join(words) in _CODE_WORDS
