"""The 214 radicals (康熙部首) by the names and shapes under which people look for them.

Names and shapes are common knowledge of dictionaries; which character stands under which radical is data of
MJ文字情報一覧表 (`figures`).
"""

from __future__ import annotations

import unicodedata
from functools import cache

# A line a radical, in order of their numbers: its shapes, then its names.
_RADICALS = """\
一 いち
丨 ぼう たてぼう
丶 てん
丿乀乁 の はらいぼう
乙乚⺄ おつ つりばり
亅 はねぼう
二 に
亠 なべぶた けいさんかんむり
人亻𠆢 ひと にんべん ひとやね
儿 にんにょう ひとあし
入 いる いりがしら
八丷 はち はちがしら
冂 どうがまえ けいがまえ まきがまえ
冖 わかんむり
冫 にすい
几⺇ つくえ きにょう かぜがまえ
凵 うけばこ かんにょう
刀刂 かたな りっとう
力 ちから
勹 つつみがまえ
匕 ひ さじ
匚 はこがまえ
匸 かくしがまえ
十 じゅう
卜⺊ ぼく ぼくのと
卩㔾 ふしづくり わりふ
厂 がんだれ
厶 む
又 また
口 くち くちへん
囗 くにがまえ
土 つち つちへん どへん
士 さむらい さむらいかんむり
夂 ふゆがしら
夊 すいにょう なつあし
夕 ゆうべ た
大 だい
女 おんな おんなへん
子 こ こへん
宀 うかんむり
寸 すん
小⺌ しょう しょうがしら
尢尣兀 だいのまげあし
尸 しかばね かばね
屮 てつ くさのめ
山 やま やまへん
巛川 かわ まがりがわ
工 え たくみ たくみへん
己已巳 おのれ
巾 はば はばへん きんべん
干 ほす かん いちじゅう
幺 いとがしら よう
广 まだれ
廴 えんにょう いんにょう
廾 にじゅうあし こまぬき
弋 しきがまえ よく
弓 ゆみ ゆみへん
彐彑⺕ けいがしら いのこがしら
彡 さんづくり かみかざり
彳 ぎょうにんべん
心忄⺗ こころ りっしんべん したごころ
戈 ほこ ほこづくり ほこがまえ
戶户戸 と とだれ とかんむり
手扌龵 て てへん
支 し しにょう
攴攵 ぼくづくり のぶん ぼくにょう
文 ぶん ぶんにょう
斗 とます と
斤 きん おのづくり
方 ほう ほうへん かたへん
无旡 なし むにょう
日 ひ ひへん にちへん
曰 ひらび いわく
月 つき つきへん
木 き きへん
欠 あくび かける けんづくり
止 とめる とめへん
歹歺 がつへん かばねへん いちたへん
殳 るまた ほこづくり
毋母 なかれ ははのかん
比 くらべる ならびひ
毛 け
氏 うじ
气 きがまえ
水氵氺 みず さんずい したみず
火灬 ひ ひへん れっか れんが
爪爫⺤ つめ つめかんむり そうにょう
父 ちち
爻 こう めめ
爿丬 しょうへん
片 かた かたへん
牙 きば きばへん
牛牜⺧ うし うしへん
犬犭 いぬ けものへん
玄 げん
玉王⺩ たま おう おうへん たまへん
瓜 うり
瓦 かわら
甘 あまい かん
生 うまれる せい
用 もちいる よう
田 た たへん
疋⺪ ひき ひきへん
疒 やまいだれ
癶 はつがしら
白 しろ しろへん
皮 けがわ ひのかわ
皿 さら
目 め めへん よこめ
矛 ほこ ほこへん むのほこ
矢 や やへん
石 いし いしへん
示礻 しめす しめすへん ねへん
禸 ぐうのあし
禾 のぎ のぎへん
穴 あな あなかんむり
立 たつ たつへん
竹⺮ たけ たけかんむり
米 こめ こめへん
糸糹 いと いとへん
缶 ほとぎ ほとぎへん かん
网罒⺳⺲ あみがしら よこめ よんかしら
羊⺷⺶ ひつじ ひつじへん
羽 はね
老耂 おい おいかんむり おいがしら
而 しこうして
耒 すきへん らいすき
耳 みみ みみへん
聿⺻ ふで ふでづくり
肉⺼ にく にくづき
臣 しん
自 みずから
至 いたる いたるへん
臼 うす
舌 した したへん
舛 まい ます まいあし
舟 ふね ふねへん
艮 こん こんづくり うしとら
色 いろ
艸艹⺿⺾⺀ くさ くさかんむり そうこう
虍 とらがしら とらかんむり
虫 むし むしへん
血 ち
行 ぎょう ぎょうがまえ ゆきがまえ
衣衤 ころも ころもへん
襾覀西 にし おおいかんむり
見 みる
角 つの つのへん
言訁 げん ごんべん ことば
谷 たに たにへん
豆 まめ まめへん
豕 いのこ いのこへん ぶた
豸 むじな むじなへん
貝 かい かいへん こがい
赤 あか あかへん
走 はしる そうにょう
足⻊ あし あしへん
身 み みへん
車 くるま くるまへん
辛 からい しん
辰 しんのたつ たつ
辵辶⻌⻍ しんにょう しんにゅう しんにゅ
邑⻏ むら おおざと
酉 とり ひよみのとり さけのとり とりへん
釆 のごめ のごめへん
里 さと さとへん
金釒 かね かねへん
長镸 ながい ちょう
門 もん もんがまえ かどがまえ
阜⻖阝 おか こざとへん こざと
隶 れいづくり たい
隹 ふるとり
雨⻗ あめ あめかんむり あまかんむり
靑青 あお
非 あらず
面 めん
革 かわ かくのかわ かわへん
韋 なめしがわ
韭 にら
音 おと おとへん
頁 おおがい いちのかい
風 かぜ
飛 とぶ
食飠⻞⻟ しょく しょくへん
首 くび
香 かおり
馬 うま うまへん
骨 ほね ほねへん
高髙 たかい
髟 かみがしら かみかんむり
鬥 とうがまえ たたかいがまえ
鬯 ちょう においざけ
鬲 かなえ れき
鬼 おに きにょう
魚 うお うおへん さかなへん
鳥 とり とりへん
鹵 ろ しお
鹿 しか
麥麦 むぎ むぎへん ばくにょう
麻 あさ あさかんむり
黃黄 きいろ
黍 きび
黑黒 くろ
黹 ふつ ぬいとり
黽 べん べんあし
鼎 かなえ てい
鼓 つづみ
鼠 ねずみ ねずみへん
鼻 はな はなへん
齊斉 せい
齒歯 は はへん
龍竜 りゅう
龜亀 かめ
龠 やく ふえ"""
RADICALS = tuple(
    (shapes, tuple(names)) for shapes, *names in (line.split() for line in _RADICALS.splitlines())
)
"""(shapes, names) of radical 1, 2, … at index 0, 1, …"""


def radical_label(number: int) -> str:
    """`162 辵 しんにょう`, as it is shown. `number` from 1 to 214."""
    shapes, names = RADICALS[number - 1]
    return f"{number} {shapes[0]} {names[0]}"


def radicals_of(text: str) -> frozenset[int]:
    """The numbers of the radicals meant by a number, a shape or a name; several share a name (きにょう, 阝)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isdecimal():
        return frozenset({int(plain)}) & frozenset(range(1, len(RADICALS) + 1))
    return _by_word().get(plain) or _by_word().get(text.strip()) or frozenset()


@cache
def _by_word() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, (shapes, names) in enumerate(RADICALS, 1):
        for word in (*shapes, *names, *(_kangxi(shapes[0]))):
            found.setdefault(word, set()).add(number)
    found["阝"] = {163, 170}
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _kangxi(shape: str) -> str:
    """The character of the block Kangxi Radicals for it, as some input methods give it; "" for none."""
    codes = range(0x2F00, 0x2FD6)
    return next((chr(code) for code in codes if unicodedata.normalize("NFKC", chr(code)) == shape), "")
