"""How likely an East Asian character is in a text on goods, as an encoding of its language would write it."""

from __future__ import annotations

from functools import lru_cache

# Natural logarithms, to be compared with those of the letters of one byte: such a character takes two.
_KANA = -3.8
_FREQUENT_HANGUL = -4.3
_HANGUL = -7.0
_COMMON = -5.5
_FIRST_LEVEL = -7.5
_SECOND_LEVEL = -11.0
_ELSEWHERE = -14.0
_HALF_WIDTH_KANA = -6.0
# The national standards list the characters in everyday use first, and mark them by their first byte.
# Source: GB 2312 rows 16 to 55, JIS X 0208 rows 16 to 47, Big5 A440 to C67E.
_LEVELS = {
    "gb18030": ("gb2312", 0xD7),
    "big5": ("big5", 0xC6),
    "cp932": ("euc_jp", 0xCF),
    "euc_jp": ("euc_jp", 0xCF),
}
# Characters frequent in Chinese and Japanese text on goods, in both ways of writing Chinese.
_COMMON_HAN = frozenset(
    "的一是不在有人这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文"
    "无开手十用主行方又如前所本见经头面公同三己老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工儿者向情部正名定女问力机给等几"
    "很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目"
    "商品格类价分名称編號編号数量颜色尺寸重量材质厨房用品陶瓷茶壶咖啡杯家居服装鞋包食品饮料玩具工具电子产品图片描述库存标签規規格類價稱號數顏質廚壺衣裝飲電產圖庫標籤紅黑白蓝藍綠绿金银銀"
)  # Likewise in Chinese alone.
_COMMON_HANZI = _COMMON_HAN | frozenset(
    "机器表刀锅被枕园土狗猫笔印香垫保护壳充牙耳运鞋连裙汽车霜洗刷膜米粉油盐酱醋酒果蔬菜肉蛋奶糖饼干纸巾毛袜裤衬衫羽绒棉麻丝皮革属木塑玻璃锈钢办桌椅柜床沙灯照插座线缆池屏幕键盘鼠标打"
    "婴士套装件只双瓶盒袋箱克升厘毫冬夏春秋季款热卖促销折扣邮进收纳雨伞壶勺吸尘自充防水箱冰液晶器湿葡萄皂钱手刀炒頭機殼錶襪綿傘湯匙貓項圈鋼筆辦椅納箱橄欖級羊醬綠電"
)
# Likewise in Japanese alone, with the forms that only Japan writes.
_COMMON_KANJI = _COMMON_HAN | frozenset(
    "日本国産用品電気家具台所洗濯掃除機械器紙筆記帳金属木製革綿布衣服靴財時計鍋包丁皿碗茶酒醤油味噌米麦粉豆卵肉魚野菜果物菓子飲料缶瓶袋箱枚個"
    "組式型色緑黄紫銀透長短幅奥行直径容価税込送無在庫数商番説画像男女紳士婦犬猫園芸自転車冬夏春秋温冷蔵会社新発売限定特選純正対応専付替詰収納防水"
    "軽薄厚丸角形体験読書学校図地方県市東京都北海道港駅円年月週間予約注文届配達店取扱返再入荷売切残"
)

# Syllables frequent in Korean.
_COMMON_HANGUL = frozenset(
    "이다는의에가을고하한지사도로기를은나있어자인정리대시스아그제일수부주보전과성서원들해장구상여라개니만공조선게동신유으와적세용비연요치분경반트면관중무"
    "행발물화소국생차학안품명격류방식색크컵숟락담양모노드림마데터파버우미오위드입력출모든"
)


@lru_cache(maxsize=16384)
def worth_of_ideograph(character: str, codec: str, language: str) -> float:
    """The natural logarithm of how likely a character is.

    Args:
        character: a letter beyond ASCII, as ``codec`` read it.
        codec: the encoding.
        language: Japanese, Chinese or Korean.
    """
    code = ord(character)
    if 0xFF61 <= code <= 0xFF9F:
        return _HALF_WIDTH_KANA
    if 0x3040 <= code <= 0x30FF:
        return _KANA if language == "Japanese" else _SECOND_LEVEL
    if 0xAC00 <= code <= 0xD7A3:
        return _worth_of_hangul(character) if language == "Korean" else _ELSEWHERE
    if language == "Korean" or not 0x4E00 <= code <= 0x9FFF:
        return _SECOND_LEVEL
    if character in (_COMMON_KANJI if language == "Japanese" else _COMMON_HANZI):
        return _COMMON
    return _level(character, "euc_jp" if language == "Japanese" else codec)


def _level(character: str, codec: str) -> float:
    standard, last_of_first_level = _LEVELS[codec]
    try:
        first_byte = character.encode(standard)[0]
    except UnicodeEncodeError:
        return _ELSEWHERE
    return _FIRST_LEVEL if first_byte <= last_of_first_level else _SECOND_LEVEL


def _worth_of_hangul(character: str) -> float:
    """The syllables of the national standard are those in use; the others came later, to complete the table."""
    try:
        character.encode("euc_kr")
    except UnicodeEncodeError:
        return _ELSEWHERE
    return _FREQUENT_HANGUL if character in _COMMON_HANGUL else _HANGUL
