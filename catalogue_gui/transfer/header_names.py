"""The words that columns have for headers, in several languages and in the exports of well-known shop systems: data only.

Compared in their plain form (:func:`catalogue_gui.catalogue.column_names.plain`). Within a field they stand in order of how
surely they mean it.

Source: the published export columns of WooCommerce, Shopify, Magento, PrestaShop, Shopware, OpenCart, BigCommerce, Wix,
Squarespace, Square, Etsy, eBay, Amazon, Google Merchant and Prom; and everyday words of English, German, French, Spanish, Italian,
Portuguese, Dutch, Norwegian, Swedish, Danish, Finnish, Polish, Czech, Turkish, Russian, Ukrainian, Greek, Japanese, Chinese and
Korean.
"""

from __future__ import annotations

from catalogue_gui.catalogue.product import Field

NAMES: dict[Field, str] = {
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
        наименование; 商品名; 名称; 产品名称; 商品名称; 상품명;
        translations default name; listing name; goods title; produkt titel; webshop name; online name; name for shop;
        artikelbez; artikeltext; artikel bezeichnung; kurzbezeichnung; kurztext; bez; verkaufsbezeichnung; artikelname 1;
        nom de l objet; nom article; nom commercial; libelle article; designation article; nom de la fiche produit;
        descripcion corta del producto; nombre del producto o servicio; nombre articulo; nombre comercial;
        descrizione articolo; nome commerciale; denominazione prodotto; nome dell articolo;
        artikel naam; titel product; benaming; productomschrijving kort; naam product;
        varebeskrivelse; artikkelnavn; navn pa produkt; produktbetegnelse; varetekst; varenavn 1;
        varubenamning; produktbenamning; artikelbeskrivning kort;
        tuotteen nimi; tuotenimike; nimike; otsikko; tuotenimi suomeksi; kauppanimi;
        nazwa handlowa; nazwa oferty; tytul oferty; nazwa pelna;
        jmeno; jmeno produktu; nazev zbozi; nazev vyrobku; oznaceni; nazev polozky; nazov produktu; nazov tovaru; zbozi; polozka;
        urun ismi; urun; isim; malzeme adi; stok adi; baslik; urun basligi; adi;
        наименование товара; название товара; имя; имя товара; товар; номенклатура; заголовок; продукт; наименование позиции;
        назва; назва товару; найменування; найменування товару; назва позиції; назва_позиції; назва позиції укр; назва товара;
        ονομα προιοντος; ονομασια; ονομασια προιοντος; περιγραφη ειδους; τιτλος; προιον; ειδος;
        品名; 製品名; 商品タイトル; タイトル; 名前; 名称 日本語; 商品の名前; アイテム名; 商品コード名;
        商品名称; 商品标题; 宝贝名称; 标题; 品名规格; 产品名; 产品标题; 货品名称; 物料名称; 商品全名; 商品標題; 產品名稱; 名稱; 商品名稱;
        제품명; 상품이름; 품명; 이름; 상품 이름; 제목; 품목명; 제품 이름
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
        ar; fogyasztoi ar; hinta; fiyat; τιμη; цена; стоимость; 価格; 販売価格; 价格; 售价; 가격; 판매가;
        your price; item price incl tax; price gross; price net; price default gross; price default net; price ek; price amount value;
        selling price incl vat; sell price; web price; online price; shop price; consumer price; unit price incl vat; default price;
        retail price incl vat; purchasable offer our price; price per unit; price each; price group 1; buy now price;
        ladenpreis; endpreis; endkundenpreis; brutto vk; netto vk; vkpreis; vk preis brutto; vk preis netto; verkaufspreis brutto;
        verkaufspreis netto; artikelpreis; produktpreis; standardpreis; grundpreis netto; stueckpreis; sofort kaufen preis; startpreis;
        prix produit; prix de vente public; prix de detail; prix catalogue; prix net; prix tarif; prix conseille;
        precio sin iva; precio de lista; precio base; precio final; precio publico; precio producto; tarifa; importe; pvp eur;
        prezzo base; prezzo al pubblico; prezzo netto; prezzo lordo; prezzo finale; prezzo iva inclusa; prezzo prodotto;
        verkoopprijs incl btw; verkoopprijs excl btw; consumentenprijs; brutoprijs; nettoprijs; catalogusprijs; prijs per stuk;
        utsalgspris inkl mva; pris eks mva; pris inkl moms; pris ink mva; bruttopris; nettopris; veiledende pris; stykkpris; stykpris;
        pris eks moms; pris ex moms; pris ekskl moms; ordinarie pris inkl moms; utpris inkl moms; utpris exkl moms; cirkapris; listepris;
        myyntihinta; veroton hinta; verollinen hinta; hinta eur; yksikkohinta; ovh; normaalihinta; tuotteen hinta; a hinta;
        cena produktu; cena katalogowa; cena regularna; cena brutto pln; cena netto pln; cena z vat; cena w pln;
        prodejni cena; cena s dph; cena bez dph; cena kc; cena za kus; jednotkova cena; bezna cena; predajna cena; cena za ks;
        satis fiyati; birim fiyat; liste fiyati; fiyat tl; kdv dahil fiyat; urun fiyati; perakende satis fiyati; piyasa satis fiyati kdv dahil; trendyol da satilacak fiyat kdv dahil;
        цена продажи; розничная цена; цена розничная; цена руб; цена с ндс; цена за единицу; цена товара; цена за шт; отпускная цена; базовая цена;
        ціна; вартість; роздрібна ціна; ціна продажу; ціна грн; ціна товару; ціна з пдв;
        τιμη πωλησης; λιανικη τιμη; τιμη λιανικης; τιμη μοναδας; αξια; τιμη με φπα; τιμη χωρις φπα; τελικη τιμη;
        販売単価; 単価; 定価; 売価; 税込価格; 税抜価格; 通常価格; 値段; 通常販売価格; 標準価格; 本体価格; 小売価格; 販売価格 税込;
        单价; 销售价; 零售价; 价钱; 商品价格; 产品价格; 一口价; 宝贝价格; 销售单价; 市场价; 標價; 價格; 售價; 單價; 定价; 标价;
        판매가격; 판매 가격; 단가; 상품가; 소비자가; 정가; 상품가격; 금액
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
        termekkategoria; tuoteryhma; kategori adi; κατηγορια; категория; раздел; カテゴリ; カテゴリー; 分类; 类别; 카테고리;
        category name 2 levels; categories name; category title; product category name; product type name; taxonomy; breadcrumb; breadcrumbs;
        browse node; product line; department category; shop category; store category; store category name; collections; reporting category; categoryid name;
        assortment group; product family; merchandise group; item group; item type name; item type; item type keyword; feed product type; genre; genres;
        product group name; main group; division; classification; class; section name;
        kategoriename; kategoriebaum; kategorie pfad; shop kategorie; warengruppenbezeichnung; artikelkategorie; produktart; hauptwarengruppe; gattung; sachgruppe; produktlinie;
        nom de la categorie; categorie du produit; chemin categorie; arborescence; famille produit; univers; genre litteraire; type produit; categorie shop;
        nombre categoria; nombre de la categoria; categoria principal; tipo de articulo; linea; rubro; genero; coleccion; tipo producto;
        nome categoria; categoria principale; gruppo merceologico; categoria merceologica; tipologia; genere; settore; linea prodotto;
        hoofdcategorie; productsoort; hoofdgroep; assortiment; producttype; categorie naam; categorie pad;
        produktkategorier; vareomrade; hovedkategori; hovedgruppe; sjanger; artikkelgruppe; kategorinavn; kategorisering;
        kategorinamn; huvudkategori; artikelgrupp; varugruppsnamn; sortimentsgrupp; varekategorier; kategoristi; kategorivag;
        kategoria nimi; tuotekategoria; tuoteryhman nimi; luokka; osasto; ryhma; paaryhma; tyyppi; tuotetyyppi; kategoriat;
        kategoria produktu; kategoria glowna; nazwa kategorii; grupa asortymentowa; grupa produktow; kategorie sklepu; gatunek;
        hlavni kategorie; nazev kategorie; kategorie zbozi; skupina; skupina zbozi; sortimentni skupina; druh zbozi; druh; kategorie vyrobku; kategoria tovaru; categorytext; oddeleni;
        kategori; urun kategorisi; kategori ismi; ana kategori; urun grubu; kategori yolu; grup; bolum; urun tipi; urun turu;
        категория товара; категории; группа; группа товаров; товарная группа; название категории; рубрика; тип товара; вид товара; вид номенклатуры; основная категория; каталог;
        категорія; категорії; категорія товару; назва групи; назва_групи; група; група товарів; товарна група; розділ; назва категорії; тип товару;
        κατηγορια προιοντος; κατηγοριες; ομαδα; ειδος κατηγορια; ομαδα ειδων; τμημα; οικογενεια; υποομαδα κατηγορια; τυπος προιοντος;
        商品カテゴリ; 商品カテゴリー; 分類; ジャンル; 商品分類; 部門; 部門名; カテゴリ名; カテゴリー名; 大分類; 商品区分; 種別;
        商品分类; 产品分类; 商品类别; 产品类别; 类目; 宝贝类目; 品类; 所属分类; 分类名称; 类别名称; 類別; 分類名稱; 產品類別; 商品類別; 目录;
        상품분류; 분류; 상품 카테고리; 제품분류; 카테고리명; 품목분류; 대분류
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
        avainsanat; etiketler; cimkek; stitky; теги; метки; タグ; 标签; 태그;
        search keywords; search terms; generic keywords; generic keyword; hashtags; tag names; product labels; meta tags; topics; topic; themes; tags list; item tags; listing tags; style tags;
        schlusselworter; suchworter; suchworte; suchwort; keywords de; tags de; produkt tags; merkmale tags; stichwort;
        tags produit; mots cle; mot cle; mots clefs produit; mots cles produit; libelles; tags fr;
        etiquetas del producto; palabras claves; terminos de busqueda; etiquetas producto;
        tag prodotto; tags prodotto; parola chiave; chiavi di ricerca; termini di ricerca;
        zoekwoorden; zoektermen; steekwoorden; kenmerken tags; product tags nl; sleutelwoord; trefwoord;
        sokeord; nokkelord tags; produktetiketter; merkelapp; tagger; stikord;
        sokord; nyckelord tags; etikett; markning; sogeord; emneord dk; nogleord dk;
        tunnisteet; tunniste; hakusanat; asiasanat; tagit; avainsana;
        slowo kluczowe; tagi produktu; frazy kluczowe;
        klicova slova; klicove slovo; znacky tagy; tagy; stitek; klucove slova;
        etiket; anahtar kelimeler; anahtar kelime; arama kelimeleri; urun etiketleri;
        тег; ключевые слова; ярлыки; метка; хештеги; этикетки;
        мітки; ключові слова; мітка; ярлики; пошукові запити; пошукові_запити; поисковые запросы; поисковые_запросы;
        ετικετες; ετικετα; λεξεις κλειδια; λεξη κλειδι;
        検索キーワード; キーワード; ラベル; 商品タグ;
        标签 tags; 关键词; 关键字; 商品标签; 产品标签; 標籤; 關鍵字; 搜索关键词;
        키워드; 검색어; 라벨; 상품태그; 검색 키워드; 해시태그
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
        keszlet; varasto; varastosaldo; stok; stok adedi; αποθεμα; остаток; количество; 在庫; 在庫数; 库存; 재고;
        stock available; total inventory; total quantity; total stock; stock on hand qty; stock units; stock quantity total; free stock; physical stock; stock physical; inventory level; inventory count; available qty;
        instock; variant inventory quantity; total available; available to sell; fulfillable quantity; afn fulfillable quantity; stock balance; units available; pieces in stock; quantity on hand; qoh; soh; balance; count; pieces; units; in stock qty; sell on google quantity; current quantity; new stock; inventory qty total;
        lagerstand; lagerbestand gesamt; bestand gesamt; vorrat; bestand stuck; bestand menge; auf lager; lagerbestandsmenge; verfugbarer bestand; lager bestand; artikelbestand; freier bestand; lagermenge gesamt; istbestand; stuck;
        stock physique; stock reel; quantites; nb en stock; nombre en stock; stock dispo; stock actuel; en stock; quantite stock; disponible;
        stock disponible total; cantidad disponible; stock fisico; unidades disponibles; existencias actuales; cantidad stock; cant;
        quantita disponibile; giacenza attuale; quantita in magazzino; disponibile; esistenza; stock magazzino; pezzi disponibili; quantita magazzino; pezzi;
        voorraad aantal; huidige voorraad; actuele voorraad; vrije voorraad; stuks; beschikbare voorraad; voorraadstand; aantal beschikbaar;
        lagerbeholdning antall; tilgjengelig; tilgjengelig antall; disponibelt; disponibel; fri beholdning; lager antall; antall i lager; antall stk; beholdning stk;
        lagerbehallning; disponibelt saldo; lagerantal stk; pa lager stk; beholdning antal; tillgangligt antal; i lager antal; fysisk lager; lagerkvantitet; disponibelt antal;
        varastomaara; saldo kpl; varastossa; maara; vapaa saldo; varastotilanne; kappalemaara; saatavilla; kpl;
        stan magazynu; ilosc w magazynie; ilosc sztuk; ilosc dostepna; stan mag; liczba; dostepnosc ilosc; sztuk; magazyn;
        skladem; sklad; mnozstvi; pocet kusu; stav skladu; zasoba; skladove mnozstvi; pocet; pocet ks; ks skladem; stav skladu ks; mnozstvo; na sklade; dostupne mnozstvi; skladove zasoby;
        stok miktari; miktar; adet; stok sayisi; urun stok adedi; mevcut stok; stok durumu adet; kalan;
        остатки; остаток на складе; кол во; колличество; наличие; в наличии; запас; на складе; количество на складе; доступно; остаток шт; количество товара; кол во на складе;
        кількість; залишок; залишки; наявна кількість; наявність; запаси; на складі; кількість на складі; залишок на складі;
        διαθεσιμοτητα; ποσοτητα; διαθεσιμη ποσοτητα; υπολοιπο; διαθεσιμο αποθεμα; τεμαχια; ποσοτητα αποθηκης;
        数量; 在庫数量; 残数; 現在庫; 在庫量; 在庫個数; 有効在庫数; 個数;
        库存数量; 库存量; 现有库存; 可用库存; 可售库存; 总库存; 商品库存; 宝贝数量; 庫存; 庫存數量; 數量; 结存数量;
        재고수량; 재고 수량; 재고량; 현재고; 수량; 가용재고
    """,
    Field.ID: "id; product id; uuid; product uuid; guid; produkt id; artikel id; item id",
}
# Who made a product is often the only thing by which a list without categories sorts it: a guess, for the user to see.
NEAR_CATEGORY = """
    manufacturer; brand; vendor; publisher; maker; supplier; brand name; make; imprint; label name; producer;
    hersteller; marke; verlag; lieferant; markenname; marque; fabricant; editeur; fournisseur; maison d edition;
    marca; fabricante; editorial; proveedor; editora; fornecedor; produttore; editore; fornitore; casa editrice;
    merk; fabrikant; uitgever; leverancier; merke; produsent; forlag; leverandor; tillverkare; marke namn; varumarke; leverantor; bokforlag;
    producent; fabrikat; valmistaja; merkki; tuotemerkki; kustantaja; marka; wydawnictwo; vyrobce; znacka; nakladatelstvi; vydavatel;
    uretici; yayinevi; бренд; производитель; издательство; поставщик; марка; виробник; постачальник; видавництво;
    μαρκα; κατασκευαστης; εκδοτης; προμηθευτης; ブランド; メーカー; 出版社; 製造元; 品牌; 厂商; 生产厂家; 供应商; 브랜드; 제조사; 출판사;
    category id; department id; section id; group id; kategorie id; warengruppe id; categorie id; id categoria; categoria id; kategori id
"""
# Words between a name and its number: "Kategorie Ebene 1", "Category level 2", "Tag no 3".
LEVEL_WORDS = frozenset(
    [
        "level",
        "ebene",
        "stufe",
        "niveau",
        "nivel",
        "livello",
        "niva",
        "taso",
        "poziom",
        "uroven",
        "seviye",
        "lvl",
        "no",
        "nr",
        "l",
        "tier",
        "уровень",
        "рівень",
        "επιπεδο",
        "name",
    ]
)
# Words that say more of a price, a name or a stock and do not make it another one: currencies, taxes, languages, units.
QUALIFIERS = frozenset(
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
        "uah",
        "rub",
        "try",
        "krw",
        "tl",
        "grn",
        "руб",
        "грн",
        "тг",
        "₴",
        "ndc",
        "ндс",
        "пдв",
        "φπα",
        "kdv",
        "alv",
        "afa",
        "gst",
        "eks",
        "ekskl",
        "ink",
        "inclusive",
        "exclusive",
        "w",
        "z",
        "bez",
        "s",
        "mit",
        "ohne",
        "hors",
        "taxes",
        "sans",
        "avec",
        "default",
        "required",
        "mandatory",
        "optional",
        "pflichtfeld",
        "obligatoire",
        "obligatorio",
        "verplicht",
        "necessario",
        "de",
        "en",
        "fr",
        "es",
        "it",
        "nl",
        "no",
        "nb",
        "nn",
        "sv",
        "se",
        "da",
        "dk",
        "fi",
        "pl",
        "cs",
        "cz",
        "tr",
        "ru",
        "uk",
        "ua",
        "el",
        "gr",
        "ja",
        "jp",
        "zh",
        "cn",
        "ko",
        "us",
        "gb",
        "at",
        "ch",
        "be",
        "english",
        "deutsch",
        "german",
        "french",
        "francais",
        "espanol",
        "spanish",
        "italiano",
        "italian",
        "nederlands",
        "dutch",
        "norsk",
        "svenska",
        "dansk",
        "suomi",
        "polski",
        "cesky",
        "turkce",
        "русский",
        "українська",
        "укр",
        "рус",
        "in",
        "per",
        "each",
        "je",
        "pro",
        "par",
        "por",
        "kpl",
        "ks",
        "adet",
        "шт",
        "tk",
        "stueck",
        "stuck",
        "stuks",
        "sztuk",
        "piece",
        "pc",
        "ea",
        "total",
        "current",
        "value",
        "元",
        "円",
        "원",
        "税込",
        "税抜",
        "必填",
        "必須",
        "可选",
        "含税",
        "必填项",
    ]
)
# Words before a name that leave its meaning as it is: "Produkt Preis", "item quantity", "Variant Title".
FORERUNNERS = frozenset(
    [
        "product",
        "products",
        "item",
        "items",
        "article",
        "articles",
        "variant",
        "listing",
        "goods",
        "produkt",
        "produkte",
        "artikel",
        "ware",
        "produit",
        "article",
        "articulo",
        "producto",
        "prodotto",
        "articolo",
        "produto",
        "artigo",
        "tuote",
        "towar",
        "zbozi",
        "urun",
        "vare",
        "vara",
        "товар",
        "товара",
        "товару",
        "προιον",
        "προιοντος",
        "current",
        "store",
        "shop",
        "webshop",
        "the",
        "your",
        "main",
    ]
)
# Columns that shops show beside those above; never taken for one of them.
OTHER_HEADERS = """
    sale price; special price; compare at price; variant compare at price; cost; cost price; cost per item; wholesale price; sku; variant sku; ean; gtin; upc; isbn; mpn; barcode; description; short description; vendor; brand; manufacturer; weight; width; height; length; colour; color; size; image; images; url; status; published; created at; updated at; beschreibung; marke; hersteller; gewicht; farbe; artikelnummer; varenummer; description courte; marque; poids; descripcion; marca; peso; descrizione; omschrijving; merk; beskrivelse; beskrivning; opis; descricao; vekt; farge; product code; item number; supplier; notes; comment; rating; year; date; currency; unit; material; metadata; handle;
    regular price currency; sale price effective date; rrp currency; price currency; minimum price; map; cost per unit; item cost; purchase price; einkaufspreis; ek; ek preis; prix d achat;
    precio de compra; prezzo di acquisto; inkoopprijs; innkjopspris; inkopspris; kostpris; cena zakupu; nakupni cena; alis fiyati; закупочная цена; закупівельна ціна; 仕入価格; 原価; 成本价; 进价; 매입가;
    in stock; is in stock; out of stock; out of stock qty; low stock amount; low stock level; low stock; min stock; minimum stock; mindestbestand; manage stock; allow backorders; backorders allowed; stock status; availability;
    tax class; tax status; tax; vat; vat rate; shipping class; visibility; parent; position; variant id; option1 name; option1 value; variant barcode; variant grams; published;
    url handle; body html; seo title; seo description; page title; meta title; meta description; meta keywords; meta keyword; condition; color name; image link; link; image src;
    category id; categories id; category ids; brand id; tag id; price list; price type; title tag; name id; currency code; materials; image1; token; variation name;
    pseudopreis; referenz; reference; url key; attribute set code; store view code; product websites; qty increments; min sale qty; minimum quantity; order quantity; quantity sold; sold quantity;
    listing id; seller sku; item description; open date; fulfillment channel; store category id; custom label sku; p upc; p isbn; p ean; age group; gender; shipping weight; adult; mpn;
    saldo date; tag line; tagline; tag color; label color; stock date; next delivery; supplier sku; supplier code
"""
# Columns whose digits are names and no quantities.
CODE_WORDS = frozenset(
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
        "itemnumber",
        "partnumber",
        "styleno",
        "nr",
        "numero",
        "artikelnumer",
        "nummer",
        "reference",
        "referenz",
        "referencia",
        "riferimento",
        "referentie",
        "referanse",
        "ref",
        "kundennr",
        "telephone",
        "mobile",
        "mobil",
        "gsm",
        "whatsapp",
        "version",
        "versie",
        "versione",
        "revision",
        "rev",
        "release",
        "firmware",
        "build",
        "date",
        "datum",
        "dato",
        "fecha",
        "datotid",
        "timestamp",
        "pvm",
        "tarih",
        "дата",
        "ημερομηνια",
        "hs",
        "hts",
        "taric",
        "cas",
        "cn8",
        "zolltarifnummer",
        "vatnumber",
        "bic",
        "swift",
        "passport",
        "artikul",
        "артикул",
        "код",
        "штрихкод",
        "κωδικος",
        "barkod",
        "model",
        "modell",
        "modele",
        "modelo",
        "modello",
        "pzn",
        "zvr",
        "sapnr",
        "mlfb",
        "kodu",
        "条码",
        "条形码",
        "货号",
        "编号",
        "型号",
        "編號",
        "品番",
        "型番",
        "商品コード",
        "jan",
        "janコード",
        "バーコード",
        "바코드",
        "상품코드",
        "전화",
        "電話",
    ]
)
# Endings of such words where a language writes them as one: "Artikelnummer", "Strekkode", "Produktcode".
CODE_ENDINGS = (
    "nummer",
    "numer",
    "nr",
    "number",
    "code",
    "kode",
    "kod",
    "ean",
    "gtin",
    "isbn",
    "barcode",
    "telefon",
    "номер",
    "コード",
    "番号",
    "编码",
)
# Columns whose "no", "si" or "ja" is a country or a language.
PLACE_WORDS = frozenset(
    [
        "country",
        "countries",
        "land",
        "lander",
        "nation",
        "origin",
        "herkunft",
        "ursprungsland",
        "herkunftsland",
        "pays",
        "pais",
        "paese",
        "origine",
        "procedencia",
        "kraj",
        "zeme",
        "ulke",
        "maa",
        "страна",
        "країна",
        "χωρα",
        "国",
        "国家",
        "原産国",
        "국가",
        "language",
        "lang",
        "sprache",
        "langue",
        "idioma",
        "lingua",
        "taal",
        "sprak",
        "kieli",
        "jezyk",
        "jazyk",
        "dil",
        "язык",
        "мова",
        "γλωσσα",
        "言語",
        "语言",
        "언어",
        "locale",
        "state",
        "region",
        "currency",
        "iso",
        "market",
    ]
)
