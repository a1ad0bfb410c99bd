"""The request page: begun, kept at every change, complete enough to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import services as documents
from madoguchi.apps.documents.types import Paper
from madoguchi.apps.receptions import composing, details, guarding, policies, seats
from madoguchi.apps.receptions.cases import DIED, line_fee
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.receptions.passage import Act
from madoguchi.apps.receptions.queries import view_of
from madoguchi.apps.receptions.services.common import composition_of, locked, move, note
from madoguchi.apps.receptions.services.opening import begin
from madoguchi.apps.receptions.services.signing import accept, void_signature
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.receptions.types import (
    CERTIFICATE,
    SEAL_CARD,
    Incomplete,
    Line,
    ReceptionView,
    RequestDraft,
)
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.types import Purpose, ResidentView
from madoguchi.domain.counter import VisitorKind

NO_SUCH_CARD = (
    "その番号の印鑑登録はありません。登録証の番号を確かめてください。"
    "廃止・停止された登録では交付できません。受付はまだ始めていません。"
)


def start(resident_id: int, *, by: Actor) -> ReceptionView:
    """Begin a certificate request for this resident. Raises NeedsCheck, Refused, NoSuchResident."""
    household = residents.open_household(by, Purpose.COUNTER, resident_id)
    guarding.check_start(household, by, "start")
    return _create(household.member(resident_id), (), by)


def start_guarded(resident_id: int, *, by: Actor) -> ReceptionView:
    """Begin it for a guarded household, to ask a second person about it. Raises NoSuchResident."""
    household = residents.open_household(by, Purpose.COUNTER, resident_id)
    return _create(household.member(resident_id), (), by)


def start_by_seal(card: str, *, by: Actor) -> ReceptionView:
    """Begin from the number on a 印鑑登録証, without anybody having looked at the holder's data.

    Raises NeedsCheck; Refused for a number that no valid registration bears.
    """
    resident_id = residents.holder_of_seal(by, Purpose.COUNTER, card)
    if resident_id is None:
        raise Refused(NO_SUCH_CARD)
    household = residents.open_household(by, Purpose.COUNTER, resident_id)
    guarding.check_start(household, by, "start")
    wanted = [c.key for c in catalogue.certificates() if c.needs_seal_card]
    lines = tuple(Line(key, 1, fields={SEAL_CARD: card.strip()}) for key in wanted[:1])
    return _create(household.member(resident_id), lines, by)


@transaction.atomic
def _create(subject: ResidentView, lines: tuple[Line, ...], by: Actor) -> ReceptionView:
    reception = begin(subject, by)
    died = subject.removed and subject.removal_reason == DIED
    # Nobody comes as a dead person: relatives are 第三者.
    kind = VisitorKind.THIRD_PARTY if died else VisitorKind.SELF
    details.keep(reception, RequestDraft(kind, None, (), lines))
    reception.fee_yen = _fee(lines, kind)
    reception.save()
    note(Action.RECEPTION_STARTED, reception, by.who)
    return view_of(reception)


@transaction.atomic
def save_draft(number: str, draft: RequestDraft, *, seen: int, by: Actor) -> ReceptionView:
    """Keep the request page as it stands, complete or not. Raises Stale, Refused.

    The version moves only when another person saves, so that one's own saves in quick succession never collide.
    """
    return _keep(_opened(number, seen, by), draft, by)


def _opened(number: str, seen: int, by: Actor) -> Reception:
    """The row, held, as a request that may be changed: a signature given before is void."""
    reception = locked(number, seen)
    if reception.kind != CERTIFICATE:
        raise Refused("この受付は証明書の請求ではありません。一覧から開き直してください。")
    if reception.status != Status.OPEN:
        policies.check_move(reception, Status.OPEN)
        void_signature(reception, by)
    return reception


def _keep(reception: Reception, draft: RequestDraft, by: Actor) -> ReceptionView:
    if reception.saved_by != by.staff_id:
        reception.version += 1
    rules = catalogue.identity_rules()
    papers, questions = {d.key for d in rules.documents}, {q.key for q in rules.oral}
    kept = replace(
        draft,
        identity=tuple(key for key in draft.identity if key in papers),
        oral=tuple(answer for answer in draft.oral if answer.key in questions),
        identity_on=timezone.localdate(),
        under_guard=bool(residents.guarded_numbers([reception.subject_number])),
    )
    details.keep(reception, kept)
    reception.fee_yen = _fee(kept.lines, kept.visitor_kind)
    reception.saved_by, reception.saved_by_name = by.person, by.name
    reception.save()
    return view_of(reception)


def _fee(lines: tuple[Line, ...], kind: VisitorKind) -> int:
    known = {c.key: c for c in catalogue.certificates()}
    return sum(line_fee(known[x.certificate], x, kind) for x in lines if x.certificate in known)


def makes_form(draft: RequestDraft) -> bool:
    """False for a visitor whose own paper is the request: then `record_request`, else `ask_signature`."""
    return catalogue.visitor_rules().of(draft.visitor_kind).makes_form


def with_draft(view: ReceptionView, draft: RequestDraft) -> ReceptionView:
    """The reception as it would be with this draft; nothing is saved."""
    return replace(view, draft=draft)


@transaction.atomic
def ask_signature(number: str, draft: RequestDraft, *, seen: int, by: Actor) -> ReceptionView:
    """The request is complete: make its papers and show them to the resident.

    Raises Incomplete with every fault, NeedsCheck (also when protection came meanwhile), RenderingError, Stale;
    what was entered is kept in each case by the page's own saves.
    """
    reception, composition = _complete(number, draft, seen, by)
    papers = composing.papers(composition)
    documents.make(papers)
    reception.content_digest = documents.content_digest(papers)
    move(reception, Status.SIGNING, by, Act.ASKED)
    note(Action.SIGNATURE_ASKED, reception, by.who, {"content": reception.content_digest})
    seats.show(reception, by)
    return view_of(reception)


@transaction.atomic
def record_request(number: str, draft: RequestDraft, *, seen: int, by: Actor) -> ReceptionView:
    """A request on the visitor's own paper (職務上請求書, 公用請求書): recorded, no form made, nothing signed here.

    Raises as `ask_signature`; Refused for a visitor who asks on our form.
    """
    reception, composition = _complete(number, draft, seen, by)
    if composition.case.visitor.makes_form:
        raise Refused("この来庁者の請求は、申請書に署名をいただきます。")
    accept(reception, by, as_shown=False)
    return view_of(reception)


def _complete(
    number: str, draft: RequestDraft, seen: int, by: Actor
) -> tuple[Reception, composing.Composition]:
    """The row, held, with the draft kept and nothing missing; who was identified how is in the trail."""
    reception = _opened(number, seen, by)
    view = _keep(reception, draft, by)
    composition = composition_of(view, by)
    check_complete(composition)
    guarding.note_core_check(composition.guard, view, by)
    reception.fee_yen = composition.fee
    asked = [answer.key for answer in view.draft.oral]
    detail = {"papers": reception.identity, "authority": list(view.draft.papers), "questions": asked}
    note(Action.IDENTITY_RECORDED, reception, by.who, detail)
    return reception, composition


def check_complete(composition: composing.Composition) -> None:
    """Raises Incomplete."""
    draft = composition.reception.draft
    found = (*policies.request_faults(composition.case), *guarding.faults(composition.guard, draft))
    if found:
        raise Incomplete(found)


@transaction.atomic
def ask_signature_for(number: str, papers: Sequence[Paper], *, by: Actor) -> ReceptionView:
    """The papers of another kind than certificates are whole: made, and shown to the resident.

    The caller has checked everything, in its own transaction. Raises Refused, RenderingError.
    """
    reception = Reception.objects.select_for_update().get(number=number)
    documents.make(papers)
    reception.content_digest = documents.content_digest(papers)
    reception.saved_by, reception.saved_by_name = by.person, by.name
    move(reception, Status.SIGNING, by, Act.ASKED)
    note(Action.SIGNATURE_ASKED, reception, by.who, {"content": reception.content_digest})
    seats.show(reception, by)
    return view_of(reception)


@transaction.atomic
def accept_unsigned(number: str, *, by: Actor) -> ReceptionView:
    """Nothing of another kind than certificates has to be signed: it is accepted as it stands."""
    reception = Reception.objects.select_for_update().get(number=number)
    reception.saved_by, reception.saved_by_name = by.person, by.name
    accept(reception, by, as_shown=False)
    return view_of(reception)
