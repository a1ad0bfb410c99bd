"""May it, in this state, for this visitor? In pairs: check_x raises with the reason, can_x answers."""

from __future__ import annotations

from datetime import date

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import LABELS, NEXT, Status
from madoguchi.apps.receptions.types import Fault, RequestDraft
from madoguchi.apps.residents.types import HouseholdView, NeedsCheck
from madoguchi.domain.counter import (
    Certificate,
    IdentityRules,
    Refusal,
    Scope,
    Sufficient,
    VisitorKind,
    standing,
)

IN_THIS_VERSION = (VisitorKind.SELF, VisitorKind.SAME_HOUSEHOLD)
NOT_YET = "この版では扱いません。紙の請求書で受け付けてください。"


def check_start(household: HouseholdView, subject_id: int) -> None:
    """A household with care stops here, in neutral words, whoever asks. A removed record isn't requested yet."""
    if household.care:
        raise NeedsCheck
    if household.member(subject_id).removed:
        raise Refused("除票の写しはこの版では受け付けられません。紙の請求書で受け付けてください。")


def check_move(reception: Reception, to: Status) -> None:
    """Is the step in the table of states?"""
    now = Status(reception.status)
    if to not in NEXT[now]:
        raise Refused(f"受付は「{LABELS[now]}」なので、この操作はできません。")


def visitor_refusal(kind: VisitorKind, household_size: int) -> str:
    """Why this kind of visitor can't be chosen, or ""."""
    if kind not in IN_THIS_VERSION:
        return NOT_YET
    if kind is VisitorKind.SAME_HOUSEHOLD and household_size < 2:
        return "世帯員はほかにいません。"
    return ""


def certificate_refusal(certificate: Certificate, kind: VisitorKind, seal_number: str) -> str:
    """Why this visitor can't have this certificate, in words, or ""."""
    answer = standing(certificate, kind)
    if isinstance(answer, Refusal):
        return answer.words
    if certificate.needs_seal_card and not seal_number:
        return "印鑑登録がありません。"
    return ""


can_start = answers(check_start)
can_move = answers(check_move)


def request_faults(
    draft: RequestDraft,
    household: HouseholdView,
    subject_id: int,
    certificates: dict[str, Certificate],
    rules: IdentityRules,
    today: date,
) -> tuple[Fault, ...]:
    """Everything that keeps the request from being signed, each with the control to go to."""
    faults = list(_visitor_faults(draft, household, subject_id))
    if rules.sufficient(draft.identity, today) is Sufficient.NO:
        faults.append(Fault("本人確認書類が足りません（1点または2点）。", "identity-1"))
    if not draft.lines:
        faults.append(Fault("証明書を選んでください。", "certificates"))
    seal = household.member(subject_id).seal_registration_number
    for line in draft.lines:
        faults += _line_faults(line.certificate, draft, certificates, household, seal)
    return tuple(faults)


def _visitor_faults(draft: RequestDraft, household: HouseholdView, subject_id: int) -> list[Fault]:
    words = visitor_refusal(draft.visitor_kind, len(household.members))
    if words:
        return [Fault(words, "visitor_kind-1")]
    others = {m.id for m in household.members} - {subject_id}
    if draft.visitor_kind is VisitorKind.SAME_HOUSEHOLD and draft.visitor_id not in others:
        return [Fault("窓口に来た世帯員を選んでください。", "visitor_resident-1")]
    return []


def _line_faults(
    key: str,
    draft: RequestDraft,
    certificates: dict[str, Certificate],
    household: HouseholdView,
    seal: str,
) -> list[Fault]:
    certificate = certificates.get(key)
    if certificate is None:
        return [Fault("この証明書はいま受け付けていません。", "certificates")]
    line = next(found for found in draft.lines if found.certificate == key)
    refusal = certificate_refusal(certificate, draft.visitor_kind, seal)
    if refusal:
        return [Fault(f"{certificate.label}：{refusal}", f"certificate-{key}")]
    faults = []
    if not 1 <= line.copies <= certificate.most_copies:
        words = f"{certificate.label}の通数は1から{certificate.most_copies}までです。"
        faults.append(Fault(words, f"count_{key}"))
    chosen = set(line.members)
    if certificate.scope is Scope.MEMBERS and not (chosen and chosen <= {m.id for m in household.members}):
        faults.append(Fault(f"{certificate.label}に載せる人を選んでください。", f"members_{key}-1"))
    card = (line.fields or {}).get("seal_card", "")
    if certificate.needs_seal_card and card.strip().lstrip("0") != seal.lstrip("0"):
        # The registered number isn't told: the card has to be there.
        words = (
            "印鑑登録証の番号が登録と合いません。登録証を確かめてください。"
            if card.strip()
            else "印鑑登録証の番号を入れてください。"
        )
        faults.append(Fault(words, "seal_card"))
    return faults
