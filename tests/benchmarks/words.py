"""The words that made-up products are named and described with: brands, colours, materials, tags, other languages."""

from __future__ import annotations

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split(",") if part.strip())


_BRAND_HEADS = _words("""
    Alder, Bram, Calder, Dorn, Elm, Fjell, Gorse, Hazel, Ister, Jura, Kestrel, Linden, Marl, Norr, Oster, Pell, Quill,
    Rowan, Sorrel, Tarn, Umber, Vell, Wick, Yarrow, Zell, Ash, Birch, Crom, Dun, Esk
""")
_BRAND_TAILS = _words(
    "by, field, haus, holm, lund, mark, mere, more, ova, quist, ram, stead, well, worth"
)
# Made up; thirty heads by fourteen tails. The most frequent come first.
BRANDS = tuple(head + tail for tail in _BRAND_TAILS for head in _BRAND_HEADS)

ADJECTIVES = _words("""
    Small, Large, Folding, Classic, Light, Everyday, Compact, Sturdy, Soft, Quiet, Handmade, Modern, Slim, Round,
    Adjustable, Portable, Natural, Deluxe, Plain, Extra-strong, Recycled, Double, Vintage, Essential
""")
LINES = _words("""
    Aster, Bergen, Clover, Delta, Echo, Fern, Garnet, Harbour, Iris, Juniper, Karst, Lyra, Meadow, Nova, Onyx, Prairie,
    Quarry, Ridge, Saga, Tundra, Ultra, Verve, Willow, Zephyr, Élan, Ævi
""")
COLOURS = _words("""
    white, black, grey, navy, blue, red, green, beige, sand, rose, mustard, teal, burgundy, olive, lilac, terracotta,
    ecru, anthracite, turquoise, coral
""")
MATERIALS: dict[str, tuple[str, ...]] = {
    "home": _words(
        "stoneware, glass, oak, steel, cotton, linen, bamboo, porcelain, cast iron, wool, beech"
    ),
    "clothing": _words(
        "cotton, merino wool, linen, viscose, denim, polyester, silk, cashmere, leather, jersey"
    ),
    "food": _words("tin, jar, bag, carton, bottle, pouch"),
    "electronics": _words("aluminium, plastic, steel, glass, recycled plastic"),
    "books": _words("paperback, hardback, board, cloth-bound"),
    "toys": _words("beech, maple, plastic, cardboard, plush, felt"),
    "garden": _words("steel, terracotta, zinc, ash, plastic, acacia, cast aluminium"),
    "tools": _words("steel, chrome vanadium, brass, plastic, carbide, zinc-plated steel"),
    "sport": _words("nylon, aluminium, polyester, rubber, carbon fibre, cork"),
    "beauty": _words("tube, jar, glass bottle, refill, bar"),
    "office": _words("paper, card, steel, plastic, recycled paper, beech"),
    "pets": _words("nylon, plush, rubber, wicker, steel, sisal"),
    "music": _words("spruce, mahogany, maple, brass, nickel, plastic"),
    "baby": _words("organic cotton, beech, silicone, muslin, plastic, fleece"),
}
SIZES = ("XS", "S", "M", "L", "XL", "XXL")
COUNTRIES = _words("""
    Germany, France, Italy, Portugal, Poland, Denmark, Sweden, Japan, India, Greece, Spain, Austria, Vietnam, Türkiye,
    Ireland, United Kingdom, Estonia, Czechia
""")
ALLERGENS = _words(
    "gluten, milk, egg, nuts, peanuts, soya, celery, mustard, sesame, sulphites, fish"
)
LICENCES = _words("all rights reserved, CC BY 4.0, CC BY-SA 4.0, CC0, public domain")
LANGUAGES = ("en", "de", "fr", "es", "it", "el", "ja", "pl")
ENERGY_CLASSES = ("A", "B", "C", "D", "E", "F", "G")

# Some products keep the name under which their maker sells them: German, French, Greek, Japanese.
FOREIGN_NAMES: dict[str, tuple[str, ...]] = {
    "home": _words("Schüssel, Gewürzmühle, Théière, Étagère, Κούπα, Πιάτο, 急須, 風呂敷"),
    "clothing": _words("Strümpfe, Überzieher, Écharpe, Chemise à col, Ζακέτα, Φόρεμα, 浴衣, 手袋"),
    "food": _words(
        "Käsespätzle, Müsli, Crème de marrons, Gâteau breton, Ελαιόλαδο, Μέλι, 抹茶, 醤油"
    ),
    "electronics": _words(
        "Kopfhörer, Ladegerät, Câble réseau, Réveil, Ακουστικά, Φορτιστής, 充電器, 電気ポット"
    ),
    "books": _words(
        "Märchenbuch, Wörterbuch, Recueil de poèmes, Bande dessinée, Λεξικό, Παραμύθια, 辞書, 絵本"
    ),
    "toys": _words("Bauklötze, Plüschbär, Poupée, Jeu de société, Παζλ, Αρκουδάκι, 折り紙, 積み木"),
    "garden": _words(
        "Gießkanne, Vogelhäuschen, Sécateur, Râteau, Γλάστρα, Ποτιστήρι, 植木鉢, 剪定鋏"
    ),
    "tools": _words(
        "Schraubenschlüssel, Säge, Tournevis, Scie à métaux, Σφυρί, Κατσαβίδι, 鋸, 金槌"
    ),
    "sport": _words(
        "Rückenprotektor, Fußball, Vélo pliant, Tapis de sol, Μπάλα, Σκηνή, 竹刀, 寝袋"
    ),
    "beauty": _words(
        "Körpermilch, Zahnbürste, Crème à la rose, Eau fraîche, Σαπούνι, Κρέμα, 椿油, 石鹸"
    ),
    "office": _words(
        "Füllfederhalter, Löschpapier, Cahier d’écolier, Règle, Τετράδιο, Μολύβι, 筆ペン, 便箋"
    ),
    "pets": _words("Kratzbäumchen, Hundekörbchen, Litière, Gamelle, Λουρί, Κλουβί, 猫砂, 首輪"),
    "music": _words(
        "Blockflöte, Notenständer, Clé d’accordage, Métronome, Μπουζούκι, Λύρα, 三味線, 尺八"
    ),
    "baby": _words(
        "Lätzchen, Söckchen, Hochet, Gigoteuse bébé, Κουδουνίστρα, Φορμάκι, 哺乳瓶, おむつ"
    ),
}

_GENERAL_TAGS = _words("""
    new, sale, bestseller, organic, vegan, recycled, handmade, gift, limited, online only, fair trade, waterproof,
    own label, clearance, made to order, bulky, fragile, refill, plastic-free, family, outdoor, kids, premium, basics,
    back in stock, pre-order, heavy, seasonal, eco, local, wireless, rechargeable, gluten-free, lactose-free, sugar-free,
    machine washable, dishwasher safe, oven safe, cordless, foldable, travel, unisex, hypoallergenic, antibacterial,
    energy saving, second choice, display model, staff pick, award winner, press, discontinued, reorder, exclusive,
    bundle, subscription, hand wash only, keep cool, no returns, age check, photo missing, text missing, price check,
    translation missing, FSC, Oeko-Tex, GOTS, Demeter, MSC, Blue Angel, Fairtrade gold, CE check, recall watch,
    slow mover, fast mover, loss leader, high margin, promo wall, window display, till display, catalogue cover,
    newsletter, influencer, marketplace, wholesale, museum shop, hotel trade, school list, wedding list, café supply
""")


def _all_tags() -> tuple[str, ...]:
    years = range(2022, 2027)
    seasons = ("spring", "summer", "autumn", "winter")
    events = (
        "black friday",
        "mother's day",
        "back to school",
        "advent",
        "valentine",
        "garden days",
        "stocktake",
    )
    rest = [f"{season} {year}" for year in years for season in seasons]
    rest += [f"{event} {year}" for year in years for event in events]
    rest += [f"aisle {letter}{number}" for letter in "ABCDEFGHIJ" for number in range(1, 10)]
    rest += [f"delivery {number:03}" for number in range(101, 221)]
    # The order is the rank, so it is drawn by lot, the same at all times.
    Random("tags").shuffle(rest)
    return _GENERAL_TAGS + tuple(rest)


# The most frequent first.
TAGS = _all_tags()[:350]
