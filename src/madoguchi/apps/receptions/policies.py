"""May it, in this state, for this visitor? In pairs: check_x raises with the reason, can_x answers."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.receptions.cases import Case, plain
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.states import LABELS, NEXT, Status
from madoguchi.apps.receptions.types import SEAL_CARD, Fault, Line
from madoguchi.domain.counter import (
    VISITOR_LABELS,
    Certificate,
    Item,
    Match,
    Refusal,
    Scope,
    Subject,
    Sufficient,
    VisitorKind,
)
from madoguchi.domain.counter.certificates import DEAD_WORDS, SPEAK_FOR_THE_LIVING
from madoguchi.domain.dates import DateError, UncertainDate, parse_date, wareki

STATE_IT = "来庁の方に聞いて入れてください。"


def check_move(reception: Reception, to: Status) -> None:
    """Is the step in the table of states?"""
    now = Status(reception.status)
    if to not in NEXT[now]:
        raise Refused(f"受付は「{LABELS[now]}」なので、この操作はできません。")


can_move = answers(check_move)


def visitor_refusal(case: Case, kind: VisitorKind) -> str:
    """Why this kind of visitor can't be chosen, or ""."""
    if kind is VisitorKind.SAME_HOUSEHOLD and case.subject.removed:
        return "除かれた方に同じ世帯の人はいません。元の世帯員は「第三者」で受け付けます。"
    if kind is VisitorKind.SAME_HOUSEHOLD and len(case.household.members) < 2:
        return "世帯員はほかにいません。"
    return DEAD_WORDS if case.deceased and kind in SPEAK_FOR_THE_LIVING else ""


def certificate_refusal(case: Case, certificate: Certificate) -> str:
    """Why this visitor can't have this certificate of this person, in words, or ""."""
    words = _of_another_register(case, certificate)
    answer = case.standing_of(certificate)
    return words or (answer.words if isinstance(answer, Refusal) else "")


def _of_another_register(case: Case, certificate: Certificate) -> str:
    removed = case.subject.removed
    match certificate.subject:
        case Subject.RESIDENT if removed:
            return "住民票から除かれた人です（除票を選びます）。"
        case Subject.REMOVED if not removed:
            return "住民登録がある人です。"
        case Subject.REMOVED:
            return _too_old(case, certificate)
        case Subject.SEAL_HOLDER if case.subject.seal_to_confirm:
            return "印鑑登録の確認が要ります（基幹端末で確かめます）。"
        case Subject.SEAL_HOLDER if not case.subject.seal_registration_number:
            return "有効な印鑑登録がありません（未登録・廃止・停止）。"
    return ""


def _too_old(case: Case, certificate: Certificate) -> str:
    """Written as the register has it; a day that nobody can read stops nothing."""
    if certificate.oldest_removed_on is None or not case.subject.removed_on:
        return ""
    try:
        removed_on = parse_date(case.subject.removed_on)
    except DateError:
        return ""
    latest = removed_on.latest if isinstance(removed_on, UncertainDate) else removed_on
    if latest is None or latest >= certificate.oldest_removed_on:
        return ""
    return f"{wareki(certificate.oldest_removed_on)}より前に消除された除票は、保存期間が過ぎています。"


def item_refusal(case: Case, certificate: Certificate, item: Item) -> str:
    """Why this item can't be on the certificate for this visitor, or ""."""
    answer = case.item_standing_of(certificate, item)
    return answer.words if isinstance(answer, Refusal) else ""


def request_faults(case: Case) -> tuple[Fault, ...]:
    """Everything that keeps the request from going on, each with the control to go to, in the page's order."""
    return (
        *_visitor_faults(case),
        *_proof_faults(case),
        *_stated_faults(case),
        *_lines_faults(case),
        *_reason_faults(case),
    )


def _visitor_faults(case: Case) -> Iterator[Fault]:
    draft, row = case.draft, case.visitor
    words = visitor_refusal(case, draft.visitor_kind)
    if words:
        yield Fault(words, "visitor_kind-1")
        return
    others = {m.id for m in case.household.members} - {case.subject_id}
    if draft.visitor_kind is VisitorKind.SAME_HOUSEHOLD and draft.visitor_id not in others:
        yield Fault("窓口に来た世帯員を選んでください。", "visitor_resident-1")
    if row.from_register:
        return
    if row.organisation == "must" and not draft.visitor.organisation:
        yield Fault("法人・官公署・事務所の名称を入れてください。", "visitor_organisation")
    if not draft.visitor.name:
        yield Fault("窓口に来た方の氏名を入れてください。", "visitor_name")
    if not draft.visitor.address and row.makes_form:
        yield Fault("窓口に来た方の住所を入れてください。", "visitor_address")
    if bool(draft.requester.name) != bool(draft.requester.address):
        missing = "requester_address" if draft.requester.name else "requester_name"
        yield Fault("請求者の氏名と住所を、両方入れてください。", missing)


def _proof_faults(case: Case) -> Iterator[Fault]:
    for group in case.papers_needed:
        if not case.seen(group):
            labels = [case.visitor_rules.paper(key).label for key in group]
            words = "・".join(labels) + ("のどれか" if len(labels) > 1 else "")
            yield Fault(f"確認した書類に印を付けてください（{words}）。", "papers")
    if case.identity_needed and case.sufficient is Sufficient.NO:
        yield Fault("本人確認書類が足りません（1点または2点）。", "identity-1")


def _stated_faults(case: Case) -> Iterator[Fault]:
    if not case.states:
        return
    stated, matches = case.draft.stated, case.matches
    seal = any(c.needs_seal_card for _, c in case.lines)
    # An old address may be all that a creditor knows; a seal's holder has to be known exactly.
    parts = (
        ("氏名", stated.name, matches.name, "stated_name", True, True),
        ("住所", stated.address, matches.address, "stated_address", seal or case.visitor.makes_form, seal),
        ("生年月日", stated.birth, matches.birth, "stated_birth", seal, seal),
    )
    for label, said, match, target, needed, has_to_fit in parts:
        if needed and not said.strip():
            yield Fault(f"証明が必要な方の{label}を、{STATE_IT}", target)
        elif match is Match.NO and has_to_fit:
            yield Fault(f"証明が必要な方の{label}が、登録と一致しません。聞き直してください。", target)
        elif match is Match.OPEN and seal:
            yield Fault(f"証明が必要な方の{label}を照合できません。係長に相談してください。", target)


def _lines_faults(case: Case) -> Iterator[Fault]:
    if not case.draft.lines:
        yield Fault("証明書を選んでください。", "certificates")
    for line in case.draft.lines:
        certificate = case.certificates.get(line.certificate)
        if certificate is None:
            yield Fault("この証明書はいま受け付けていません。", "certificates")
            continue
        refusal = certificate_refusal(case, certificate)
        if refusal:
            yield Fault(f"{certificate.label}：{refusal}", f"certificate-{certificate.key}")
        else:
            yield from _line_faults(case, line, certificate)


def _line_faults(case: Case, line: Line, certificate: Certificate) -> Iterator[Fault]:
    key, label = certificate.key, certificate.label
    if not 1 <= line.copies <= certificate.most_copies:
        yield Fault(f"{label}の通数は1から{certificate.most_copies}までです。", f"count_{key}")
    chosen, people = set(line.members), {m.id for m in case.household.members}
    if certificate.scope is Scope.MEMBERS and not (chosen and chosen <= people):
        yield Fault(f"{label}に載せる人を選んでください。", f"members_{key}-1")
    for item in certificate.items:
        refusal = item_refusal(case, certificate, item) if item.key in line.items else ""
        if refusal:
            yield Fault(f"{label}の「{item.label}」：{refusal}", f"items_{key}-1")
    for wanted in certificate.inputs:
        if wanted.required and not case.given(line, wanted):
            yield Fault(f"{label}の{wanted.label}を入れてください。", f"input_{key}_{wanted.key}")
    yield from _exemption_faults(case, line, certificate)
    yield from _card_faults(case, line, certificate)


def _exemption_faults(case: Case, line: Line, certificate: Certificate) -> Iterator[Fault]:
    claimed = next((e for e in certificate.exemptions if e.key == line.exemption), None)
    if claimed is None:
        return
    target = f"exemption_{certificate.key}"
    if not claimed.open_to(case.draft.visitor_kind):
        who = VISITOR_LABELS[case.draft.visitor_kind]
        yield Fault(f"{certificate.label}：「{claimed.label}」の無料は、{who}には使えません。", target)
    if claimed.needs_reason and not case.draft.exemption_reason:
        yield Fault(f"{certificate.label}を無料にする理由を入れてください。", "exemption_reason")


def _card_faults(case: Case, line: Line, certificate: Certificate) -> Iterator[Fault]:
    """The registered number isn't told: the card has to be there."""
    if not certificate.needs_seal_card or case.by_number_card(certificate):
        return
    card = (line.fields or {}).get(SEAL_CARD, "").strip()
    if not card:
        words = "印鑑登録証の番号を入れてください。登録証がなければ、本人でも交付できません。"
        yield Fault(words, SEAL_CARD)
    elif not same_card(card, case.subject.seal_registration_number):
        yield Fault("印鑑登録証の番号が登録と合いません。登録証を確かめてください。", SEAL_CARD)


def no_longer_holds(case: Case) -> Iterator[str]:
    """Why a certificate that was asked for can't leave any more: the register as it is now, in words."""
    for line, certificate in case.lines:
        refusal = certificate_refusal(case, certificate)
        if refusal:
            yield f"{certificate.label}：{refusal}"
        else:
            yield from (fault.words for fault in _card_faults(case, line, certificate))


def same_card(typed: str, registered: str) -> bool:
    """Leading zeros and full width don't count."""
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    return bool(digits.lstrip("0")) and digits.lstrip("0") == plain(registered).lstrip("0")


def _reason_faults(case: Case) -> Iterator[Fault]:
    if case.reason_needed and not case.draft.reason:
        yield Fault("請求の理由（何に使うか）を入れてください。", "reason")
    if case.destination_needed and not case.draft.destination:
        yield Fault("番号を載せるときは、提出先を入れてください。", "destination")
