"""The letters of the languages that product files are written in, each with the code pages that are used for it.

Only letters beyond ASCII, from the most to the least frequent; small ones, as capitals follow from them.
"""

from __future__ import annotations

from typing import NamedTuple


class CodePage(NamedTuple):
    """A single-byte encoding, how much rarer it is than Windows-1252 (natural logarithm), and its languages."""

    codec: str
    rarity: float
    languages: tuple[str, ...]


LETTERS = {
    "German": "üäößé",
    "French": "éèàêçôâîûùœëïæüÿ",
    "Spanish": "óíáéñúü",
    "Catalan": "àóéèíòçúïü",
    "Portuguese": "ãçáéíóêõúâàôü",
    "Italian": "èàùòìéíóú",
    "Swedish": "äåöéü",
    "Danish": "øåæéöäü",
    "Icelandic": "ðíáóþöúæéý",
    "Dutch": "ëéïèöüóáêç",
    "Estonian": "äõüöšž",
    "Polish": "łęąóżśćńź",
    "Czech": "íáéěřýžčšůúňťďó",
    "Slovak": "áíčéžýšúťľôňäďóŕĺ",
    "Hungarian": "áéőóöíüúű",
    "Slovenian": "čšžćđ",
    "Romanian": "ăşţîâșț",
    "Turkish": "ışüçğöâî",
    "Lithuanian": "šėųžįūąčę",
    "Latvian": "āīēšūņļģķčž",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оанивіетрслкдмпузяьгчбхцїйюжєшщфґ",
    "Bulgarian": "аиоентрсвлкдпмзгъубчцяжйхщшюфь",
    "Serbian": "аоиентсрјвукдмлпзгбшчцњжћљхђфџ",
    "Belarusian": "аніоыертскялудпмзвбьгчцйўшхжэюфё",
    "Greek": "αοιετσνρπκμλςυηίόάωέδγήχθύφβξώζψϊΐϋΰ",
    "Hebrew": "יוהלארמבשתנםדקפחעטצכגסןזךףץ",
    "Arabic": "اليمونرتبةعدسفهكحقجشصطخأذىثضغئزإءظؤآ",
    "Thai": "านรอกเงมยลวดสตทปคแหใขจะผบพชถไโซธณศษฉฟภญฐฮฆฎ",
    "Persian": "ایرندمهوتسبزشکلگخقفحعپجصطذچآغثضظژئ",
}
# A few hundred thousand people write these: the same bytes are more often another language's.
RARER_LANGUAGES = {"Icelandic": 1.5}
_WESTERN = (
    "German",
    "French",
    "Spanish",
    "Catalan",
    "Portuguese",
    "Italian",
    "Swedish",
    "Danish",
    "Icelandic",
    "Dutch",
    "Estonian",
)
_CENTRAL = ("Polish", "Czech", "Slovak", "Hungarian", "Slovenian", "Romanian")
_CYRILLIC = ("Russian", "Ukrainian", "Bulgarian", "Serbian", "Belarusian")
# In the order in which they win a tie. The rarities are judgements: files of today's programs before those of yesterday's.
CODE_PAGES = (
    CodePage("cp1252", 0.0, _WESTERN),
    CodePage("cp1250", 0.8, _CENTRAL),
    CodePage("cp1251", 0.8, _CYRILLIC),
    CodePage("cp1253", 1.0, ("Greek",)),
    CodePage("cp1254", 1.0, ("Turkish",)),
    CodePage("cp1257", 1.2, ("Lithuanian", "Latvian", "Estonian")),
    CodePage("cp1255", 1.0, ("Hebrew",)),
    CodePage("cp1256", 1.0, ("Arabic", "Persian")),
    CodePage("iso8859_2", 1.5, _CENTRAL),
    CodePage("iso8859_15", 2.0, _WESTERN),
    CodePage("iso8859_5", 2.5, _CYRILLIC),
    CodePage("iso8859_7", 1.5, ("Greek",)),
    CodePage("koi8_r", 1.5, _CYRILLIC),
    CodePage("koi8_u", 1.8, ("Ukrainian",)),
    CodePage("cp874", 1.2, ("Thai",)),
    CodePage("cp866", 3.0, _CYRILLIC),
    CodePage("mac_roman", 3.0, _WESTERN),
    CodePage("cp850", 3.5, _WESTERN),
    CodePage("cp852", 3.5, _CENTRAL),
    CodePage("cp857", 4.0, ("Turkish",)),
    CodePage("cp437", 4.5, _WESTERN),
)
# Double-byte encodings.
EAST_ASIAN = (
    CodePage("cp932", 1.0, ("Japanese",)),
    # Its tables have kana, too: Japanese goods in a list that was saved in China.
    CodePage("gb18030", 1.0, ("Chinese", "Japanese")),
    CodePage("big5", 1.2, ("Chinese",)),
    CodePage("cp949", 1.2, ("Korean",)),
    CodePage("euc_jp", 1.5, ("Japanese",)),
)
