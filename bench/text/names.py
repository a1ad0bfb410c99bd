"""Search keys: names a second, against `unicodedata.normalize` alone as the floor.

    python -m bench.text.names

The import asks for each name of a household again and again (surnames repeat), so its figure is with the cache that
it uses, on names drawn with repetition; the other is the price of a name never seen before.
"""

from __future__ import annotations

import random
import time
import unicodedata
from collections.abc import Callable, Iterable

from madoguchi.domain.text import address_key, encode, kana_key, name_key, name_query
from madoguchi.domain.text.kana import fold_kana
from madoguchi.domain.text.keys import fold_name

NAMES, DISTINCT = 400_000, 60_000
SURNAMES = "渡邉\U000e0112 渡辺 髙橋 高橋 齋藤 斎藤 斉藤 山﨑 山崎 嶋田 島田 𠮷田 吉田 廣瀬 広瀬 濵口 佐々木 鈴木 田中 中村".split()  # noqa: SIM905
GIVEN = "太郎 花子 美咲 惠子 恵子 德次 眞一 龍之介 さくら 葵 陽翔 結衣 曾良 ﾏﾘｱ".split()  # noqa: SIM905
KANA = "ワタナベ タカハシ サイトウ ヤマザキ シマダ ヨシダ ヒロセ ハマグチ ササキ スズキ ｵｵﾉ ジョージ ヴァン ミヅノ".split()  # noqa: SIM905


def rate(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """Texts a second, the best of three."""
    texts = list(texts)
    return max(len(texts) / _seconds(work, texts) for _ in range(3))


def _seconds(work: Callable[[str], object], texts: list[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - start


def main() -> int:
    choose = random.Random(20260401).choice
    distinct = [f"{choose(SURNAMES)}\u3000{choose(GIVEN)}{number % 3000}" for number in range(DISTINCT)]
    names = [choose(distinct) for _ in range(NAMES)]
    readings = [f"{choose(KANA)} {choose(KANA)}" for _ in range(NAMES)]
    floor = rate(lambda name: unicodedata.normalize("NFKC", name), names)
    rows = {
        "unicodedata.normalize alone": floor,
        "name_key, with its cache": rate(name_key, names),
        "name_key, every name new": rate(fold_name, names),
        "kana_key, with its cache": rate(kana_key, readings),
        "kana_key, every name new": rate(fold_kana, readings),
        "name_query, every name new": rate(name_query.__wrapped__, names[:20_000]),
        "address_key, every address new": rate(
            address_key.__wrapped__, [f"御坊市薗三丁目{n}番地の{n % 9}" for n in range(20_000)]
        ),
        "encode for CP932, every name new": rate(lambda name: encode(name, "cp932"), names[:20_000]),
    }
    for name, found in rows.items():
        print(f"{name:34} {found:12,.0f} /s {found / floor:7.2f} × floor")
    enough = rows["name_key, with its cache"] >= 200_000 and rows["name_key, every name new"] >= 25_000
    return 0 if enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
