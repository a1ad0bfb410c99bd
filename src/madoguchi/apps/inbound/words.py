"""What the import says to people: what happened, what was kept, what to do now. Nothing personal in any of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from madoguchi.apps.residents.services import InForce
from madoguchi.domain.layouts import MANIFEST_NAME, Follows, Layout

KEPT = "登録内容は前回の取込のままです。"
REPEATED = "同じ連携セットは取込済みです。何も変えていません。"
AGAIN = "送り側でファイルを作り直し、目録（_MANIFEST.json）を最後に置いてください。"
UNEXPECTED = (
    f"取込の途中で予期しない誤りが起きました。{KEPT}「もう一度取り込む」で直らないときは、"
    "システム管理者に連絡してください。"
)
LOST = "別の処理がこの連携セットを取り込んでいます。"
DROP_POSTPONED = (
    "宛名番号を読めない行があるため、ファイルに無い住民を除く処理を見送りました。"
    "直った全件ファイルを取り込むと行われます。"
)


def moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")


def stop(what: str, then: str = AGAIN) -> str:
    return f"{what}{KEPT}{then}"


def unreadable_manifest(reason: str) -> str:
    return stop(reason)


def manifest_changed() -> str:
    return stop(
        f"取り込む前に {MANIFEST_NAME} が書き換えられたか、消されました。",
        "置き直したものを改めて確かめます。",
    )


def other_municipality(theirs: str, ours: str) -> str:
    return stop(f"別の団体のファイルです（目録の団体コード {theirs}、本市 {ours}）。")


def unknown_layout(layout_id: str) -> str:
    return stop(f"前方連携のレイアウト「{layout_id}」は設定にありません。", "設定を確認してください。")


def other_version(layout: Layout, theirs: str) -> str:
    return stop(
        f"{layout.name}のレイアウトの版が違います（目録 {theirs}、設定 {layout.version}）。",
        "送り側の版を確かめ、設定のレイアウトを合わせてください。",
    )


def mode_refused(layout: Layout) -> str:
    return stop(f"{layout.name}は、設定では全件だけを受け取ります。", "全件ファイルを置いてください。")


MIXED = stop("目録に全件と差分が混ざっています。全件だけ、または差分だけの連携セットにする必要があります。")
PROTECTION_ALONE = stop(
    "支援措置の差分だけで、住民情報の差分がありません。",
    "同じ基準日時の住民情報と支援措置を、一つの連携セットにしてください（変わりが無ければ 0 件のファイル）。",
)
SEALS_UNNAMED = (
    "誰の印鑑登録か分からないため、取込を中止しました。古い登録のまま証明書を出さないための中止です。"
)


def no_place() -> str:
    return stop("差分の目録に、何番目の差分か（follows）が書かれていません。")


def full_with_place() -> str:
    return stop("全件の目録に、差分の番号（follows）が書かれています。")


def ahead(layout_name: str, follows: Follows, in_force: InForce) -> str:
    """A difference came before the one it builds on."""
    return (
        f"{layout_name}の差分 {follows.sequence:,} 番は、連携セット「{follows.previous}」の続きですが、それがまだ反映されて"
        f"いません（{_in_force(in_force)}）。{KEPT}届けば自動で続きます。届かないときは、次の全件ファイルの取込で回復します。"
    )


def passed(layout_name: str, follows: Follows, in_force: InForce) -> str:
    return stop(
        f"{layout_name}の差分 {follows.sequence:,} 番は、連携セット「{follows.previous}」の続きですが、その後はもう別の"
        f"連携セットで反映済みです（{_in_force(in_force)}）。同じ差分が二度作られた可能性があります。",
        "送り側で差分の順序を確かめてください。順序が戻らないときは、次の全件ファイルの取込で回復します。",
    )


def misnumbered(layout_name: str, follows: Follows, in_force: InForce) -> str:
    return stop(
        f"{layout_name}の差分の番号が続いていません（次は {in_force.sequence + 1:,} 番のはずが、{follows.sequence:,} 番）。"
        "途中の差分が欠けている可能性があります。",
        "送り側で差分の順序を確かめてください。欠けた差分が無いときは、次の全件ファイルの取込で回復します。",
    )


def _in_force(there: InForce) -> str:
    if not there.set_id:
        return "差分の元になる全件を、まだ取り込んでいません"
    last = f"差分 {there.sequence:,} 番" if there.sequence else "全件"
    return f"反映済みは{last}「{there.set_id}」"


def protection_kept(count: int) -> str:
    return (
        f"支援措置の差分に削除が {count:,} 件ありますが、取込では解除しません。解除するときは、支援措置の画面で"
        "権限のある職員が行ってください。"
    )


def seals_to_confirm(count: int) -> str:
    return f"読めない行があるため、印鑑登録 {count:,} 件を「要確認」にしました。直るまで、この登録では証明書を出せません。"


def wrong_name(name: str, layout: Layout) -> str:
    return stop(f"ファイル名「{name}」が{layout.name}のレイアウトの形（{layout.file.name}）と違います。")


def twice(layout: Layout) -> str:
    return stop(f"目録に{layout.name}のファイルが2つあります。")


def no_protection() -> str:
    return stop(
        "住民情報があるのに支援措置対象者のファイルがありません。支援措置が分からないまま住民情報だけを"
        "反映することはしません。",
        "支援措置対象者のファイル（0件なら列名の行だけ）を加えて置き直してください。",
    )


def missing_file(name: str) -> str:
    return stop(f"目録にあるファイル「{name}」がありません。")


def file_fault(name: str, fault: str) -> str:
    return stop(f"ファイル「{name}」: {fault}")


def unreadable_file(name: str, reason: str, layout: Layout) -> str:
    what = "支援措置対象者のファイル" if layout.group == "protection" else "ファイル"
    return stop(f"{what}「{name}」を読めません。{reason}")


def too_many_bad(name: str, bad: int, most: int) -> str:
    return stop(f"ファイル「{name}」の誤りの行が多すぎます（{bad:,} 行で中止、上限 {most:,} 行）。")


def unreadable_seal(name: str, line: int) -> str:
    return stop(f"印鑑登録の差分ファイル「{name}」の {line:,} 行目は、宛名番号も読めません。{SEALS_UNNAMED}")


def unreadable_protection(name: str, line: int) -> str:
    return stop(
        f"支援措置対象者のファイル「{name}」の {line:,} 行目は、宛名番号も読めません。誰を守るべきか分からないため、"
        "取込を中止しました。"
    )


def older(layout_name: str, theirs: datetime, ours: datetime) -> str:
    return stop(
        f"{layout_name}の基準日時 {moment(theirs)} は、反映済みの {moment(ours)} より古いものです。",
        "古いファイルで新しい状態を上書きすることはしません。何もしなくて結構です。",
    )


def too_many_dropped(layout: Layout, dropped: int, before: int) -> str:
    return (
        f"{layout.name}の全件ファイルには、登録中の {before:,} 件のうち {dropped:,} 件（{dropped / before:.1%}）が"
        f"ありません。上限（{layout.limits.max_drop_ratio:.1%}）を超えるため、取込を止めて確認を待っています。{KEPT}"
        "送り側に件数を確かめ、正しければ「このまま取り込む」を押してください。"
    )


def tried_enough(times: int) -> str:
    return (
        f"取込を {times} 回試みましたが、終わりまで進みませんでした。{KEPT}システム管理者に連絡してください。"
    )


def protected_by_default(count: int) -> str:
    return f"支援措置対象者のファイルに読めない行が {count:,} 行あります。その宛名番号は支援措置として扱っています。"


def protected_unknown(count: int) -> str:
    return (
        f"支援措置の宛名番号のうち {count:,} 件が住民情報にありません。番号の誤りだと、その方の住所は伏せられません。"
        "支援措置の担当課に確かめてください。"
    )


def converted_selectors(name: str, count: int) -> str:
    return f"{name}の {count:,} 文字の字形指定（IVS）を、同じ字形の文字情報基盤のものに置き換えました。"


def unsettled_selectors(name: str, lines: Sequence[int]) -> str:
    some = "、".join(f"{line:,}" for line in lines[:10])
    return (
        f"{name}の {len(lines):,} 行に、文字情報基盤に対応が確かめられない字形指定（IVS）があります。そのまま取り込みました。"
        f"字形を確かめてください（行 {some}{' ほか' if len(lines) > 10 else ''}）。"
    )


NOT_CORRECTABLE = (
    "この行は列に分けられないか、列の数が合わないため、画面では直せません。業務システムで直した行は次の取込で入ります。"
    "直す必要が無ければ、理由を添えて見送ってください。"
)
OTHER_LAYOUT = "この行を取り込んだときとレイアウトの版が大きく違うため、画面では直せません。次の取込を待つか、見送ってください。"
RIVAL = "同じ番号の行がほかにも隔離されています。正しくない方を先に見送ってから、もう一度行ってください。"
ANOTHER_PERSON = (
    "入力した番号は、登録では別の方のものです（生年月日または印鑑登録番号が違います）。"
    "番号を確かめてください。"
)


def newer_there(in_force: datetime) -> str:
    return (
        f"この方には、もっと新しい内容（基準日時 {moment(in_force)}）が反映されています。古い行では上書きしません。"
        "この行は見送ってください。"
    )
