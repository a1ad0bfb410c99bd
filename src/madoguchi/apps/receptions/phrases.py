"""Reasons in set phrases: they go into the trail, where no free text may stand, and can be counted."""

from __future__ import annotations

from madoguchi.apps.accounts.types import Refused

CANCEL = ("来庁の方の申し出", "入力の誤り", "請求できない内容だった", "取りに来られなかった")
SUSPEND = ("必要な書類がそろわない", "来庁の方の都合", "登録内容の確認が必要", "機器の故障・停電")
MISSING = (
    "本人確認書類",
    "委任状",
    "資格を証する書類",
    "印鑑登録証",
    "請求事由を示す資料",
    "手数料",
)
SEND_BACK = ("対象者がちがう", "通数がちがう", "記載項目がちがう", "印字が読めない・汚れている")
ENTERED = ("基幹端末で入力後の画面を見た", "入力した職員から聞いた", "自分で入力した")
REPRINT = ("印刷できていなかった", "汚れた・破れた", "控えとして渡す", "再審査のため")


def check(reason: str, phrases: tuple[str, ...], what: str) -> str:
    """The reason as it is. Raises Refused for anything that isn't one of the phrases."""
    if reason not in phrases:
        raise Refused(f"{what}理由を選んでください。受付はそのままです。")
    return reason
