"""Files as shops, marketplaces, ERPs and bookkeeping write them, read without being told anything about them."""

from __future__ import annotations

import pytest

from tests.unit.transfer.messy import Messy, assert_read_rightly, messy

CASES = [
    messy(
        "Shopify, HTML with line breaks, variant rows without a title",
        "Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Variant Price\r\n"
        'mug,Big Mug,"<p>A ""big"" mug,\nfor tea.</p>\n<ul><li>blue</li></ul>",ACME,"tea, blue",TRUE,Size,L,12.50\r\n'
        "mug,,,,,,,S,9.50\r\n"
        'pan,Pan,"<p>Iron</p>",ACME,,TRUE,Title,Default Title,30.00\r\n',
        "Handle¦Title¦Body (HTML)¦Vendor¦Tags¦Published¦Option1 Name¦Option1 Value¦Variant Price",
        'mug¦Big Mug¦<p>A "big" mug,\nfor tea.</p>\n<ul><li>blue</li></ul>¦ACME¦tea, blue¦TRUE¦Size¦L¦12.50',
        "mug¦¦¦¦¦¦¦S¦9.50",
        "pan¦Pan¦<p>Iron</p>¦ACME¦¦TRUE¦Title¦Default Title¦30.00",
    ),
    messy(
        "WooCommerce with a mark and escaped commas",
        "\ufeffID,Type,SKU,Name,Published,\"Regular price\",Categories,Tags\n"
        '44,variable,woo-vneck,"V-Neck T-Shirt",1,,"Clothing > Tshirts, Clothing","new, sale"\n'
        '45,simple,woo-hoodie,"Hoodie\\, blue",1,45,"Clothing > Hoodies",\n',
        "ID¦Type¦SKU¦Name¦Published¦Regular price¦Categories¦Tags",
        "44¦variable¦woo-vneck¦V-Neck T-Shirt¦1¦¦Clothing > Tshirts, Clothing¦new, sale",
        "45¦simple¦woo-hoodie¦Hoodie\\, blue¦1¦45¦Clothing > Hoodies¦",
    ),
    messy(
        "Magento, attributes in one cell",
        'sku,store_view_code,attribute_set_code,name,price,additional_attributes\n'
        '24-MB01,,Bag,"Joust Duffle Bag",34.0000,"activity=Gym,erin_recommends=No,material=Nylon|Polyester"\n'
        '24-MB04,,Bag,"Strive Shoulder Pack",32.0000,"activity=Gym|Hiking,material=Canvas"\n',
        "sku¦store_view_code¦attribute_set_code¦name¦price¦additional_attributes",
        "24-MB01¦¦Bag¦Joust Duffle Bag¦34.0000¦activity=Gym,erin_recommends=No,material=Nylon|Polyester",
        "24-MB04¦¦Bag¦Strive Shoulder Pack¦32.0000¦activity=Gym|Hiking,material=Canvas",
    ),
    messy(
        "PrestaShop, semicolons, some quotes, a trailing delimiter in each record",
        "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded;\n"
        '1;1;"T-shirt imprimé colibri";"Accueil,Hommes";19.9;\n'
        "2;0;Pull imprimé;Accueil,Femmes;35.9;\n",
        "Product ID¦Active (0/1)¦Name *¦Categories (x,y,z...)¦Price tax excluded¦",
        "1¦1¦T-shirt imprimé colibri¦Accueil,Hommes¦19.9¦",
        "2¦0¦Pull imprimé¦Accueil,Femmes¦35.9¦",
    ),
    messy(
        "Amazon flat file: two lines above the names",
        "TemplateType=fptcustom\tVersion=2021.1014\tThe top 3 rows are for Amazon.com use only.\t\n"
        "Product Type\tSeller SKU\tProduct Name\tYour Price\n"
        "feed_product_type\titem_sku\titem_name\tstandard_price\n"
        'kitchen\tA-1\tKettle 1.7 l, "steel"\t24.90\n'
        "kitchen\tA-2\tMug 12\" high\t5.00\n",
        "Product Type¦Seller SKU¦Product Name¦Your Price",
        "feed_product_type¦item_sku¦item_name¦standard_price",
        'kitchen¦A-1¦Kettle 1.7 l, "steel"¦24.90',
        'kitchen¦A-2¦Mug 12" high¦5.00',
    ),
    messy(
        "eBay File Exchange: directives in the first name",
        "*Action(SiteID=Germany|Country=DE|Currency=EUR|Version=941);*Category;*Title;*StartPrice;*Quantity\r\n"
        "Add;20625;Kanne blau;24,90;3\r\nAdd;20625;\"Tasse \"\"Oma\"\"\";5,00;12\r\n",
        "*Action(SiteID=Germany|Country=DE|Currency=EUR|Version=941)¦*Category¦*Title¦*StartPrice¦*Quantity",
        "Add¦20625¦Kanne blau¦24,90¦3",
        'Add¦20625¦Tasse "Oma"¦5,00¦12',
    ),
    messy(
        "Etsy, everything quoted",
        '"TITLE","DESCRIPTION","PRICE","CURRENCY_CODE","QUANTITY","TAGS"\r\n'
        '"Linen apron","Hand made.\r\n\r\nWash at 30°.","35.00","GBP","4","apron,linen_kitchen"\r\n'
        '"Tea towel","","9.00","GBP","1",""\r\n',
        "TITLE¦DESCRIPTION¦PRICE¦CURRENCY_CODE¦QUANTITY¦TAGS",
        "Linen apron¦Hand made.\r\n\r\nWash at 30°.¦35.00¦GBP¦4¦apron,linen_kitchen",
        "Tea towel¦¦9.00¦GBP¦1¦",
    ),
    messy(
        "Square, blank variations",
        "Token,Item Name,Variation Name,Unit and Precision,SKU,Price,Option Name 1\n"
        "ABCD,Kettle,Regular,,K-1,$24.90,\n"
        ",Mug,Large,,M-1,variable,\n",
        "Token¦Item Name¦Variation Name¦Unit and Precision¦SKU¦Price¦Option Name 1",
        "ABCD¦Kettle¦Regular¦¦K-1¦$24.90¦",
        "¦Mug¦Large¦¦M-1¦variable¦",
    ),
    messy(
        "DATEV: a line of settings above the names, Windows-1252",
        '"EXTF";700;21;"Buchungsstapel";13;20260105120000000;;"RE";"";"";29098;55003;20260101;4;20260101;20260131\r\n'
        'Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Konto;Gegenkonto;Belegfeld 1;Buchungstext\r\n'
        '24,90;"S";"EUR";10000;8400;"RE-1";"Küchenwaage"\r\n1.299,00;"S";"EUR";10001;8400;"RE-2";"Öfen"\r\n',
        "Umsatz (ohne Soll/Haben-Kz)¦Soll/Haben-Kennzeichen¦WKZ Umsatz¦Konto¦Gegenkonto¦Belegfeld 1¦Buchungstext",
        "24,90¦S¦EUR¦10000¦8400¦RE-1¦Küchenwaage",
        "1.299,00¦S¦EUR¦10001¦8400¦RE-2¦Öfen",
        written_as="cp1252",
    ),
    messy(
        "Navision of the nineties: CP850, padded numbers",
        'Nr.;Beschreibung;VK-Preis;Lagerbestand\r\n"1000";"Küchenstuhl grün";     12,50;      3\r\n'
        '"1001";"Türschild weiß";      5,00;     12\r\n"1002";"Gießkanne für Gärtner";     15,90;      0\r\n',
        "Nr.¦Beschreibung¦VK-Preis¦Lagerbestand",
        "1000¦Küchenstuhl grün¦     12,50¦      3",
        "1001¦Türschild weiß¦      5,00¦     12",
        "1002¦Gießkanne für Gärtner¦     15,90¦      0",
        written_as="cp850",
    ),
    messy(
        "SAP list: dashes, bars at both ends",
        "|Material|Kurztext     |  Preis|\n|A-100   |Kanne blau   |  24,90|\n|A-101   |Tasse, klein |   5,00|\n|A-102   |Teller       |  12,00|\n",
        "¦Material¦Kurztext     ¦  Preis¦",
        "¦A-100   ¦Kanne blau   ¦  24,90¦",
        "¦A-101   ¦Tasse, klein ¦   5,00¦",
        "¦A-102   ¦Teller       ¦  12,00¦",
    ),
    messy(
        "SAP with the sign behind the number",
        "Material\tMenge\tWert\nA-100\t3-\t24,90-\nA-101\t5\t12,00\n",
        "Material¦Menge¦Wert",
        "A-100¦3-¦24,90-",
        "A-101¦5¦12,00",
    ),
    messy(
        "psql with bars and right-aligned numbers",
        " id |  name  | price \n----+--------+-------\n  1 | Kettle | 24.90\n  2 | Mug    |  5.00\n(2 rows)\n",
        " id ¦  name  ¦ price ",
        "----+--------+-------",
        "  1 ¦ Kettle ¦ 24.90",
        "  2 ¦ Mug    ¦  5.00",
        "(2 rows)",
    ),
    messy(
        "Google Merchant feed",
        "id\ttitle\tdescription\tlink\tprice\tavailability\tgoogle product category\n"
        "1\tKettle\tBoils, quickly: 1.7 l\thttps://shop.example/k?a=1&b=2\t24.90 EUR\tin stock\tHome & Garden > Kitchen\n"
        "2\tMug\t\thttps://shop.example/m\t5.00 EUR\tout of stock\tHome & Garden > Kitchen\n",
        "id¦title¦description¦link¦price¦availability¦google product category",
        "1¦Kettle¦Boils, quickly: 1.7 l¦https://shop.example/k?a=1&b=2¦24.90 EUR¦in stock¦Home & Garden > Kitchen",
        "2¦Mug¦¦https://shop.example/m¦5.00 EUR¦out of stock¦Home & Garden > Kitchen",
    ),
    messy(
        "MySQL INTO OUTFILE: tabs, \\N and backslashes",
        "1\tKettle\t24.90\t\\N\n2\tMug\\, big\t5.00\tsale\n3\tPan\t7.00\t\\N\n",
        "1¦Kettle¦24.90¦\\N",
        "2¦Mug\\, big¦5.00¦sale",
        "3¦Pan¦7.00¦\\N",
        header=False,
    ),
    messy(
        "phpMyAdmin, NULL unquoted",
        '"id";"name";"price";"brand"\n"1";"Kettle";"24.90";NULL\n"2";"Mug \\"Oma\\"";"5.00";"ACME"\n',
        "id¦name¦price¦brand",
        "1¦Kettle¦24.90¦NULL",
        '2¦Mug "Oma"¦5.00¦ACME',
    ),
    messy(
        "Excel, German: semicolons, decimal commas, formula text",
        'Artikelnummer;Bezeichnung;Preis\r\n="00123";Kanne;24,90 €\r\n="00124";"Tasse; klein";1.299,00 €\r\n',
        "Artikelnummer¦Bezeichnung¦Preis",
        '="00123"¦Kanne¦24,90 €',
        '="00124"¦Tasse; klein¦1.299,00 €',
    ),
    messy(
        "Excel, English, formula text in quotes",
        'SKU,Name,Price\r\n"=""00123""",Kettle,"1,299.00"\r\n"=""00124""",Mug,5.00\r\n',
        "SKU¦Name¦Price",
        '="00123"¦Kettle¦1,299.00',
        '="00124"¦Mug¦5.00',
    ),
    messy(
        "Excel, Swiss: sep line, Windows-1252, apostrophes as thousands marks",
        "sep=;\r\nArtikel;Preis CHF\r\nRöstipfanne;1'299.00\r\nKäsegabel;12.50\r\n",
        "Artikel¦Preis CHF",
        "Röstipfanne¦1'299.00",
        "Käsegabel¦12.50",
        written_as="cp1252",
    ),
    messy(
        "Excel, French: narrow spaces as thousands marks",
        "Désignation;Prix TTC;Stock\r\nCanapé;1\u202f299,00 €;2\r\nChaise;49,90 €;14\r\n",
        "Désignation¦Prix TTC¦Stock",
        "Canapé¦1\u202f299,00 €¦2",
        "Chaise¦49,90 €¦14",
    ),
    messy(
        "Excel, French for the Mac: CR and Mac Roman",
        "Désignation;Prix;Rayon\rCanapé d’été;1299,00;Séjour\rThéière;49,90;Cuisine équipée\rBoîte à thé;9,90;Cuisine\r",
        "Désignation¦Prix¦Rayon",
        "Canapé d’été¦1299,00¦Séjour",
        "Théière¦49,90¦Cuisine équipée",
        "Boîte à thé¦9,90¦Cuisine",
        written_as="mac_roman",
    ),
    messy(
        "Excel Unicode text: UTF-16 and tabs",
        'Nazwa\tCena\r\nŁyżka "duża"\t12,50\r\nŻółta zasłona\t99,00\r\n',
        "Nazwa¦Cena",
        'Łyżka "duża"¦12,50',
        "Żółta zasłona¦99,00",
        written_as="utf-16",
    ),
    messy(
        "Excel, Japanese: Shift-JIS with half-width kana",
        "商品名,価格,ｶﾃｺﾞﾘ\r\n急須セット,\"1,200\",ｷｯﾁﾝ\r\n表示ソース能,500,ｷｯﾁﾝ\r\n",
        "商品名¦価格¦ｶﾃｺﾞﾘ",
        "急須セット¦1,200¦ｷｯﾁﾝ",
        "表示ソース能¦500¦ｷｯﾁﾝ",
        written_as="cp932",
    ),
    messy(
        "Excel, Brazilian",
        "Produto;Preço;Estoque\r\nJogo de panelas;R$ 1.299,90;3\r\nPão de açúcar;R$ 7,50;10\r\n",
        "Produto¦Preço¦Estoque",
        "Jogo de panelas¦R$ 1.299,90¦3",
        "Pão de açúcar¦R$ 7,50¦10",
        written_as="cp1252",
    ),
    messy(
        "Excel, Indian numbers",
        'Item Name,MRP,Qty\r\nSofa,"1,23,456.00",3\r\nLamp,"₹ 999.00",12\r\n',
        "Item Name¦MRP¦Qty",
        "Sofa¦1,23,456.00¦3",
        "Lamp¦₹ 999.00¦12",
    ),
    messy(
        "LibreOffice, only text quoted",
        '"name","price","note"\n"Kettle",24.9,"a, b"\n"Mug",5,""\n"Pan",7.25,"c"\n',
        "name¦price¦note",
        "Kettle¦24.9¦a, b",
        "Mug¦5¦",
        "Pan¦7.25¦c",
    ),
    messy(
        "Google Sheets with blank rows at the end",
        "Name,Price,Tags\r\nKettle,24.90,\"a, b\"\r\nMug,5.00,\r\n,,\r\n,,\r\n,,",
        "Name¦Price¦Tags",
        "Kettle¦24.90¦a, b",
        "Mug¦5.00¦",
    ),
    messy(
        "report with a title, a date, a blank line and a total",
        "Inventory report,,,\nPrinted,2026-01-05,,\n,,,\nItem,SKU,Qty,Price\nKettle,K-1,3,24.90\nMug,M-1,12,5.00\nTotal,,15,29.90\n",
        "Item¦SKU¦Qty¦Price",
        "Kettle¦K-1¦3¦24.90",
        "Mug¦M-1¦12¦5.00",
        "Total¦¦15¦29.90",
    ),
    messy(
        "tab file made to look like fixed width",
        "Name      \tPrice   \tStock\nKettle    \t   24.90\t    3\nMug       \t    5.00\t   12\n",
        "Name      ¦Price   ¦Stock",
        "Kettle    ¦   24.90¦    3",
        "Mug       ¦    5.00¦   12",
    ),
    messy(
        "names quoted, data not",
        '"Product name","Price, EUR","In stock"\nKettle,24.90,3\nMug,5.00,12\n',
        "Product name¦Price, EUR¦In stock",
        "Kettle¦24.90¦3",
        "Mug¦5.00¦12",
    ),
    messy(
        "currency in the names",
        "Produkt;Preis (€);Preis ($);Menge [Stk.]\nKanne;24,90;27,50;3\nTasse;5,00;5,50;12\n",
        "Produkt¦Preis (€)¦Preis ($)¦Menge [Stk.]",
        "Kanne¦24,90¦27,50¦3",
        "Tasse¦5,00¦5,50¦12",
    ),
    messy(
        "decimal commas between commas, quoted",
        'Navn,Pris,Antall\n"Kjele","24,90","3"\n"Kopp","1 299,00","12"\n',
        "Navn¦Pris¦Antall",
        "Kjele¦24,90¦3",
        "Kopp¦1 299,00¦12",
    ),
    messy(
        "a trailing delimiter in the records and none in the names",
        "name,price,stock\nKettle,24.90,3,\nMug,5.00,12,\nPan,7.00,1,\n",
        "name¦price¦stock",
        "Kettle¦24.90¦3¦",
        "Mug¦5.00¦12¦",
        "Pan¦7.00¦1¦",
    ),
    messy(
        "JSON in a cell",
        'sku;attributes;price\nA;"{""colour"": ""red"", ""sizes"": [1, 2]}";5,00\nB;"{}";6,00\n',
        "sku¦attributes¦price",
        'A¦{"colour": "red", "sizes": [1, 2]}¦5,00',
        "B¦{}¦6,00",
    ),
    messy(
        "lists in cells, with another delimiter of its own",
        "name|tags|sizes\nKettle|new,sale|1;2;3\nMug|sale|4;5\n",
        "name¦tags¦sizes",
        "Kettle¦new,sale¦1;2;3",
        "Mug¦sale¦4;5",
    ),
    messy(
        "OpenCart with entities",
        "product_id;name;description;price\n40;iPhone;&lt;p&gt;It&#39;s &quot;new&quot;; buy&lt;/p&gt;;101.0\n".replace("; buy", ", buy").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'").replace("&quot;", '"')
        + "41;iMac;<p>Plain</p>;100.0\n",
        "product_id¦name¦description¦price",
        '40¦iPhone¦<p>It\'s "new", buy</p>¦101.0',
        "41¦iMac¦<p>Plain</p>¦100.0",
    ),
    messy(
        "Shopware with a path and pipes",
        "articleID|ordernumber|name|price|categories\n1|SW1|Kanne, blau|24.90|Haus|Küche\n".replace("Haus|Küche", "Haus>Küche")
        + "2|SW2|Tasse|5.00|Haus\n",
        "articleID¦ordernumber¦name¦price¦categories",
        "1¦SW1¦Kanne, blau¦24.90¦Haus>Küche",
        "2¦SW2¦Tasse¦5.00¦Haus",
    ),
    messy(
        "BigCommerce with dates and yes/no",
        'Item Type,Product ID,Product Name,Price,Date Added,Allow Purchases?\nProduct,77,"[Sample] Fog Linen",49,01/15/2026,Y\n  SKU,,"[S]Size=Large",,01/15/2026,\n',
        "Item Type¦Product ID¦Product Name¦Price¦Date Added¦Allow Purchases?",
        "Product¦77¦[Sample] Fog Linen¦49¦01/15/2026¦Y",
        "  SKU¦¦[S]Size=Large¦¦01/15/2026¦",
    ),
    messy(
        "Norwegian, quoted names with a decimal comma in unquoted prices",
        '"Varenummer";"Varenavn";"Volum";"Pris"\r\n1101;Løiten Linie;0,70;399,90\r\n1201;"Gammel Reserve; lagret";0,50;249,90\r\n',
        "Varenummer¦Varenavn¦Volum¦Pris",
        "1101¦Løiten Linie¦0,70¦399,90",
        "1201¦Gammel Reserve; lagret¦0,50¦249,90",
        written_as="cp1252",
    ),
    messy(
        "book list with backslashes before quotes",
        '"ISBN";"Title";"Author"\r\n"0195153448";"Classical \\"Mythology\\"";"Mark P. O. Morford"\r\n"0002005018";"Clara Callan; a novel";"Richard Wright"\r\n',
        "ISBN¦Title¦Author",
        '0195153448¦Classical "Mythology"¦Mark P. O. Morford',
        "0002005018¦Clara Callan; a novel¦Richard Wright",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_that_a_shops_file_is_read_as_a_person_reads_it(open_text, case: Messy):
    assert_read_rightly(open_text, case)
