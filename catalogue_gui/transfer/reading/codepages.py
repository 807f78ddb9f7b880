"""Telling the code pages apart: which reading of the same bytes looks like words?

Each candidate decodes the same lines; a reading is judged by what stands next to what. In words a letter stands among
letters of its own script, small letters follow small ones, and box-drawing or control characters do not occur.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# In the order in which they win a tie: what is common in product files comes first.
_CANDIDATES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "iso8859_2",
    "iso8859_5",
    "cp932",
    "gb18030",
    "big5",
    "cp949",
    "euc_jp",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp1255",
    "cp1256",
    "cp850",
    "cp437",
    "mac_roman",
    "koi8_r",
)
_MULTI_BYTE = frozenset({"cp932", "gb18030", "big5", "cp949", "euc_jp"})
# A code page that computers stopped using long ago must be clearly the better reading.
_HANDICAP = {
    "cp850": 0.15,
    "cp437": 0.2,
    "mac_roman": 0.08,
    "koi8_r": 0.05,
    "iso8859_2": 0.02,
    "iso8859_5": 0.05,
}
# Letters that the languages written in a code page use often; a rarer letter counts for less.
_COMMON_LETTERS = {
    "cp1252": "äöüßéèêëàâçîïôûùœæøåñáíóúãõìòÄÖÜÉÈÀÇØÅÆÑÁÍÓÚÂÃ",
    "cp1250": "ąćęłńóśźżčřžšýáíéúůěďťňőűĄĆĘŁŃÓŚŹŻČŘŽŠÝÁÍÉÚŮĎŤŇŐŰăâîșțäöüß",
    "iso8859_2": "ąćęłńóśźżčřžšýáíéúůěďťňőűĄĆĘŁŃÓŚŹŻČŘŽŠÝÁÍÉÚŮĎŤŇŐŰăâîșțäöüß",
    "cp1254": "çğıöşüÇĞİÖŞÜâîû",
    "cp1257": "āčēģīķļņšūžąęėįųĀČĒĢĪĶĻŅŠŪŽäöõü",
    "cp850": "äöüßéèêëàâçîïôûùæøåñáíóúÄÖÜÉÇØÅÆÑ",
    "cp437": "äöüßéèêëàâçîïôûùæåñáíóúÄÖÜÉÇÅÆÑ",
    "mac_roman": "äöüßéèêëàâçîïôûùœæøåñáíóúÄÖÜÉÇØÅÆÑ",
    "cp1251": "оеаинтсрвлкмпуяОЕАИНТСРВЛКМП",
    "iso8859_5": "оеаинтсрвлкмпуяОЕАИНТСРВЛКМП",
    "koi8_r": "оеаинтсрвлкмпуяОЕАИНТСРВЛКМП",
    "cp1253": "αοιετσνηρπκμλυάόίέήΑΟΙΕΤΣΝΗΡΠΚΜ",
    "cp1255": "יוהלארמבשתנםקדפ",
    "cp1256": "ايلمونرتبةعدسفهكقحج",
}
# Characters frequent in Chinese text on goods, in both ways of writing.
_COMMON_HAN = frozenset(
    "的一是不在有人这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文"
    "无开手十用主行方又如前所本见经头面公同三己老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工儿者向情部正名定女问力机给等几"
    "很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目"
    "商品格类价分名称編號編号数量颜色尺寸重量材质厨房用品陶瓷茶壶咖啡杯家居服装鞋包食品饮料玩具工具电子产品图片描述库存标签規規格類價稱號數顏質廚壺衣裝飲電產圖庫標籤紅黑白蓝藍綠绿金银銀"
)
_SIGNS = frozenset("€£¥©®™°²³½¼¾µ×·–—‘’“”„«»…•§±¿¡º¹ªø\xa0")
_SMALL_MARGIN = 0.05


def best_codepage(sample: bytes) -> str:
    """The Python codec that makes the most of lines known not to be UTF-8.

    Args:
        sample: lines that hold bytes beyond ASCII.
    Returns:
        A codec name; ``cp1252`` when nothing is better.
    """
    best, best_score = "cp1252", _score(sample, "cp1252")
    for encoding in _CANDIDATES[1:]:
        score = _score(sample, encoding)
        if score > best_score + _SMALL_MARGIN:
            best, best_score = encoding, score
    return best


def _score(sample: bytes, encoding: str) -> float:
    """How much a reading looks like words: about 1 for good text, below 0 for noise."""
    text = sample.decode(encoding, "surrogateescape")
    beyond = 0
    total = 0.0
    previous = " "
    common = _COMMON_LETTERS.get(encoding, "")
    for index, character in enumerate(text):
        if character > "\x7f":
            beyond += 1
            following = text[index + 1] if index + 1 < len(text) else " "
            total += _worth(character, previous, following, common, encoding)
        previous = character
    if not beyond:
        return 0.0
    score = total / beyond
    # Two bytes read as one character leave half as many chances to look wrong.
    handicap = 0.15 if encoding in _MULTI_BYTE else _HANDICAP.get(encoding, 0.0)
    return score - handicap


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    if character.isascii():
        return "LATIN" if character.isalpha() else ""
    name = unicodedata.name(character, "")
    first = name.split(" ", 1)[0]
    if first in {"HIRAGANA", "KATAKANA", "HALFWIDTH", "FULLWIDTH"}:
        return "KANA"
    if name.startswith("CJK"):
        return "HAN"
    return first


def _worth(character: str, previous: str, following: str, common: str, encoding: str) -> float:
    if "\udc80" <= character <= "\udcff":
        return -3.0  # a byte that this code page does not have
    category = unicodedata.category(character)
    if category in {"Cc", "Cn", "Co", "Cs"}:
        return -2.0
    if character in _SIGNS:
        return 0.8
    if not category.startswith("L"):
        return -1.0 if category in {"So", "Sm", "Sk", "Lm"} else -0.3
    script = _script(character)
    if script in {"HAN", "KANA", "HANGUL"}:
        return _worth_of_east_asian(character, script, encoding)
    neighbours = [_script(each) for each in (previous, following) if each.isalpha()]
    if any(each != script for each in neighbours):
        return -1.0  # a word in two scripts
    if character.isupper() and previous.islower():
        return -0.8  # a capital in the middle of a word
    if character.isupper() and previous.isupper() and following.islower():
        return -0.5  # two capitals at the beginning of one
    if script == "LATIN":
        return 1.0 if character in common else 0.2
    if not neighbours:
        return 0.1
    return 1.0 if character in common else 0.5


def _worth_of_east_asian(character: str, script: str, encoding: str) -> float:
    """Each of the double-byte encodings can write the others' characters, but hardly any text in it does."""
    is_japanese = encoding in {"cp932", "euc_jp"}
    if script == "KANA":
        if _is_half_width(character):
            return -0.5
        return 1.1 if is_japanese else 0.0
    if script == "HANGUL":
        return 0.95 if encoding == "cp949" else 0.0
    if encoding == "cp949" or _is_rare_han(character):
        return -0.3
    return 1.1 if character in _COMMON_HAN else 0.6


def _is_half_width(character: str) -> bool:
    """Half-width katakana turn up when other bytes are misread."""
    return 0xFF61 <= ord(character) <= 0xFF9F


def _is_rare_han(character: str) -> bool:
    """The extension blocks, private use and the far end of the main one: hardly ever in a text on goods."""
    code = ord(character)
    return code >= 0x20000 or 0x3400 <= code <= 0x4DBF
