"""Words of the protection (支援措置): reasons in set phrases, since they go into the trail. Values are stored."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class GrantReason(StrEnum):
    """Why a second person lets a request for a guarded household go on."""

    APPLICANT_HERSELF = "applicant_herself"
    OF_APPLICANT_HOUSEHOLD = "of_applicant_household"
    PROVEN_REPRESENTATIVE = "proven_representative"
    PUBLIC_USE = "public_use"
    JUSTIFIED_THIRD_PARTY = "justified_third_party"


class RefuseReason(StrEnum):
    OTHER_PARTY = "other_party"
    NOT_PROVEN = "not_proven"
    APPLICATION_NOT_FOUND = "application_not_found"
    BY_AGENT = "by_agent"
    UNCLEAR = "unclear"


class EndReason(StrEnum):
    """Why a protection is to end."""

    WITHDRAWN = "withdrawn"
    PERIOD_OVER = "period_over"
    MOVED_AWAY = "moved_away"
    NOT_ACCEPTED = "not_accepted"
    ANOTHER_PERSON = "another_person"
    MISTAKE = "mistake"


GRANT_LABELS: Mapping[GrantReason, str] = {
    GrantReason.APPLICANT_HERSELF: "申出者本人が来庁し、申出書の本人と確認した",
    GrantReason.OF_APPLICANT_HOUSEHOLD: "申出者と一緒に支援を求めている人と確認した",
    GrantReason.PROVEN_REPRESENTATIVE: "申出者の法定代理人と書類で確認した",
    GrantReason.PUBLIC_USE: "公用・職務上の請求で、請求先に照会して確認した",
    GrantReason.JUSTIFIED_THIRD_PARTY: "相手方ではなく、正当な請求と疎明資料で確認した",
}
REFUSE_LABELS: Mapping[RefuseReason, str] = {
    RefuseReason.OTHER_PARTY: "相手方からの請求と認められる、またはおそれがある",
    RefuseReason.NOT_PROVEN: "本人確認または資格の確認が足りない",
    RefuseReason.APPLICATION_NOT_FOUND: "申出書を確認できない",
    RefuseReason.BY_AGENT: "代理人・使者による請求",
    RefuseReason.UNCLEAR: "請求の理由がはっきりしない",
}
END_LABELS: Mapping[EndReason, str] = {
    EndReason.WITHDRAWN: "本人から取りやめの申出があった",
    EndReason.PERIOD_OVER: "期間が満了し、更新しないことを本人に確認した",
    EndReason.MOVED_AWAY: "他の市区町村へ移り、引継ぎが済んだ",
    EndReason.NOT_ACCEPTED: "相談機関の意見により、措置の必要がないと決まった",
    EndReason.ANOTHER_PERSON: "届出の方とは別の人だった（照合の誤り）",
    EndReason.MISTAKE: "登録の誤り",
}
KIND_LABELS: Mapping[str, str] = {
    "1": "配偶者暴力防止法",
    "2": "ストーカー規制法",
    "3": "児童虐待防止法",
    "4": "その他準ずるもの",
    "5": "併せて支援を求める者",
    "8": "仮支援措置",
}
"""支援措置区分, as in the layout 001.protection."""
SOURCE_LABELS: Mapping[str, str] = {"core": "基幹", "counter": "窓口"}
