"""The pages of a visit, with real plans of the standard pack for a made-up family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from madoguchi.apps.visits.presenting import asking, guide, hearing, known, notice, results, start
from madoguchi.apps.visits.presenting.common import Option, People, Person
from madoguchi.domain.facts import FactValue, Origin, SourceKind, Statement
from madoguchi.domain.visits import (
    Asking,
    Channel,
    Plan,
    Rules,
    Ruling,
    Said,
    Subject,
    Unanswered,
    Visit,
    VisitEvent,
    VisitMember,
    load_rules,
    make_plan,
)
from madoguchi.domain.visits.effects import supposed
from tests.browser.gallery.samples import choice, frame, rows

PACK = Path(__file__).resolve().parents[3] / "packs" / "standard"
TODAY = date(2026, 8, 12)
NOON = datetime(2026, 8, 12, 3, tzinfo=UTC)
NIGHT = datetime(2026, 8, 10, 21, tzinfo=UTC)
NOBODY: tuple[tuple[str, FactValue], ...] = ()

PEOPLE: People = {
    "n1": Person("n1", "見本髙﨑 太郎", "世帯主・41歳", newcomer=True),
    "n2": Person("n2", "見本髙﨑 花子", "妻・38歳", newcomer=True, kana_guess="ミホンタカサキ　ハナコ"),
    "n3": Person("n3", "見本髙﨑 次郎", "子・10歳", newcomer=True),
    "n4": Person("n4", "見本髙﨑 桃", "子・8歳", newcomer=True),
    "n5": Person("n5", "見本髙﨑 梅", "母・78歳", newcomer=True),
}
BIRTHS = [date(1985, 5, 1), date(1988, 5, 1), date(2016, 1, 1), date(2018, 1, 1), date(1948, 1, 1)]
SEXES = ["1", "2", "1", "2", "2"]
PARTS = ["世帯主", "妻", "子", "子", "母"]


@cache
def rules() -> Rules:
    return load_rules([PACK])


def said(
    fact: str,
    value: FactValue,
    member: str | None = None,
    event: str | None = None,
    kind: SourceKind = SourceKind.CARD,
    at: datetime = NOON,
) -> Said:
    return Said(
        Statement(fact, value, Origin(kind, "001.residents" if kind is SourceKind.LAYOUT else "", at)),
        Subject(member, event),
    )


def family(kind: str = "move_in_domestic", on: date = date(2026, 8, 8)) -> Visit:
    spoken = [said("event.date", on, event="e1"), said("event.planned_out_on", on, event="e1")]
    for key, birth, sex, part in zip(PEOPLE, BIRTHS, SEXES, PARTS, strict=True):
        spoken += [said("person.birth_date", birth, key), said("person.sex", sex, key)]
        spoken += [said("person.relationship", part, key), said("person.resident_kind", "日本人", key)]
    members = tuple(VisitMember(key, newcomer=True) for key in PEOPLE)
    event = VisitEvent("e1", kind, {"person.moving": frozenset(PEOPLE)})
    return Visit(TODAY, members, (event,), tuple(spoken))


def heard(visit: Visit, *answers: tuple[str, FactValue, Iterable[str | None]]) -> Visit:
    for fact, value, whose in answers:
        visit = visit.with_said(*(said(fact, value, m, kind=SourceKind.QUESTION) for m in whose))
    return visit


URLS = Thing(
    answer="/posted/",
    card="/posted/",
    card_sheet="/page/visit-card-sheet/",
    take_back="/posted/",
    back="/posted/",
    reason="/page/visit-reason/",
    overrule="/page/visit-overrule/",
    not_required="/page/visit-not-required/",
    people="/page/visit-people/",
    notice="/page/visit-notice/",
    hearing="/page/visit-hearing/",
    list="/page/reception-list/",
    detail="/page/reception-detail/",
    fill="/posted/",
    towns="/towns/",
    roles="/posted/",
    date="/posted/",
    newcomer="/posted/",
    newcomer_form="/page/visit-newcomer/",
    remove_newcomer="/posted/",
    remove_event="/posted/",
    add_event="/posted/",
    notifier="/posted/",
    brought="/posted/",
    language="/posted/",
    change="/page/visit-change/",
    sign="/posted/",
    print_all="/posted/",
    internal="/posted/",
    closed_facts="/page/visit-closed-facts/",
    closed_results="/page/visit-closed-results/",
    result="/page/visit-result/",
    guide="/page/visit-guide/",
    busy="/posted/",
)
STEPS = [("届出", "done"), ("聞取り", "now"), ("記載", "later"), ("結果・案内", "later"), ("署名", "later")]


def steps(now: int) -> list[Thing]:
    states = ["done"] * now + ["now"] + ["later"] * (len(STEPS) - now - 1)
    return rows("label state", *[(label, state) for (label, _), state in zip(STEPS, states, strict=True)])


def page(plan: Plan, now: int = 1, **more: Any) -> dict[str, Any]:
    usual = {
        "frame": frame("受付"),
        "reception": Thing(number="0812-0032", saved_at="10:42:05", version=7),
        "version": 7,
        "events": "転入（国内から）",
        "urls": URLS,
        "steps": steps(now),
        "aside": Thing(),
        "people": list(PEOPLE.values()),
        "busy": plan.visit.busy,
        "guard_ask_url": "/posted/",
    }
    return usual | more


def hearing_of(
    visit: Visit, one: Asking | None = None, before: Plan | None = None, **more: Any
) -> dict[str, Any]:
    plan = make_plan(rules(), visit)
    chosen = asking.next_question(plan, one)
    context = page(
        plan,
        mode="one",
        mode_url="/page/visit-check-list/",
        mode_label="一覧で聞く",
        known=known.groups(plan, PEOPLE, stale_before=datetime(2026, 8, 11, 15, tzinfo=UTC)),
        question=asking.question(plan, PEOPLE, chosen),
        card=asking.card(plan, PEOPLE),
        left=plan.questions_left,
        parts=results.parts(plan, PEOPLE, results.before_of(before) if before else None),
        strip=hearing.strip(plan, PEOPLE),
        problems=[],
    )
    return context | more


def one_question() -> dict[str, Any]:
    before = heard(family(), ("person.mnc", True, ["n1", "n2"]), ("person.mnc", False, ["n3", "n4", "n5"]))
    after = heard(before, ("person.shaho", False, ["n1", "n2", "n3", "n4"]))
    left = replace(after, unanswered=(Unanswered("person.dog", Subject("n1"), later=True),))
    return hearing_of(left, before=make_plan(rules(), before))


def start_of_hearing() -> dict[str, Any]:
    return hearing_of(family())


def conflict() -> dict[str, Any]:
    visit = family()
    other = said("person.birth_date", date(1985, 5, 7), "n1", kind=SourceKind.LAYOUT, at=NIGHT)
    old = said("person.sex", "2", "n2", kind=SourceKind.LAYOUT, at=NIGHT)
    ruling = Ruling("person.age_75_reached", False, Subject("n5"), "見本 職員三郎", "生年月日の訂正中", NOON)
    return hearing_of(replace(visit.with_said(other, old), rulings=(ruling,)))


def staff_question() -> dict[str, Any]:
    plan = make_plan(rules(), family())
    staff = next(one for one in plan.askings if one.channel is Channel.STAFF)
    return hearing_of(family(), staff)


def typed_question() -> dict[str, Any]:
    visit = family("birth")
    plan = make_plan(rules(), visit)
    typed = next((one for one in plan.askings if not one.choices and one.channel is not Channel.CARD), None)
    return hearing_of(visit, typed)


def pointing_card() -> dict[str, Any]:
    visit = all_spoken(family())
    return hearing_of(visit)


def all_spoken(visit: Visit) -> Visit:
    """Everything that is said aloud or looked up is answered with the last choice."""
    for _ in range(80):
        plan = make_plan(rules(), visit)
        one = next((a for a in plan.askings if not rules().catalogue[a.fact].silent and not a.left), None)
        if one is None:
            break
        if one.choices:
            visit = supposed(plan, one, one.choices[-1].value)
        else:
            whom = one.members if one.members is not None else (None,)
            visit = visit.with_unanswered(*(Unanswered(one.fact, one.about(m), later=True) for m in whom))
    return visit


def everything_answered() -> dict[str, Any]:
    return hearing_of(finished())


def finished() -> Visit:
    visit = all_spoken(family())
    for _ in range(80):
        plan = make_plan(rules(), visit)
        one = next((a for a in plan.askings if not a.left), None)
        if one is None:
            break
        none = next((c for c in one.choices if c.value in (False, "なし")), None)
        whom = one.members if one.members is not None else (None,)
        if none is not None:
            visit = supposed(plan, one, none.value)
        else:
            visit = visit.with_unanswered(*(Unanswered(one.fact, one.about(m), later=True) for m in whom))
    return visit


def check_list() -> dict[str, Any]:
    visit = heard(family(), ("person.mnc", True, ["n1", "n2"]), ("person.dog", False, list(PEOPLE)))
    plan = make_plan(rules(), visit)
    rows = hearing.check_list(plan, PEOPLE)
    return hearing_of(visit, mode="list", rows=rows, first_open=hearing.first_open(rows))


def refused_date() -> dict[str, Any]:
    plan = make_plan(rules(), family(on=date(2026, 9, 1)))
    problems = [Thing(tone="danger", words=p.words, url="/") for p in plan.problems]
    return hearing_of(family(on=date(2026, 9, 1)), problems=problems)


def stale() -> dict[str, Any]:
    words = "あなたの答えは保存していません。画面は新しい内容になっています。もう一度答えてください。"
    return hearing_of(
        family(), stale=Thing(title="見本 職員四郎さんが 10時41分 にこの受付を変更しました", words=words)
    )


def effects_of() -> dict[str, Any]:
    plan = make_plan(rules(), family())
    one = asking.next_question(plan)
    assert one is not None
    return {"previews": asking.previews(plan, one)}


# -- before and after the hearing


def start_page(head: str = "見本髙﨑 花子", error: str = "") -> dict[str, Any]:
    return {
        "frame": frame("受付"),
        "groups": start.event_groups(rules(), ["move_in_domestic"]),
        "head": head,
        "steps": steps(0),
        "back_url": "/page/household/",
        "submit_url": "/posted/",
        "error": error,
    }


def start_elsewhere() -> dict[str, Any]:
    return start_page("", "届出・手続を1つは選んでください。")


def newcomer(values: dict[str, str], errors: dict[str, str]) -> Thing:
    fields = start.newcomer_fields(rules().catalogue, values, errors)
    return Thing(key="", title="住民登録のない方（転入・出生など）", fields=fields, kana_guessed=False)


def notifier(chosen: str = "") -> Thing:
    documents = [("マイナンバーカード", ""), ("運転免許証", ""), ("在留カード", ""), ("資格確認書", "2点のA")]
    people = [
        choice(p.key, p.shown, str(n), note=p.note, checked=p.key == chosen)
        for n, p in enumerate(PEOPLE.values(), 1)
    ]
    return Thing(
        choices=[*people, choice("other", "ほかの人", "0")],
        other=False,
        party=[],
        kinds=[choice("self", "本人", checked=True), choice("same_household", "同一世帯の人")],
        qualifications=[
            choice("本人", "本人", note="住基法26条"),
            choice("世帯主", "世帯主", note="住基法26条"),
        ],
        papers=[],
        identity=[choice(str(n), label, str(n), note=note) for n, (label, note) in enumerate(documents, 1)],
        questions=[Thing(name="oral_household", words="同じ世帯の方のお名前", matched=None)],
        enough=bool(chosen),
        words="本人確認ができています（きょう）"
        if chosen
        else "本人確認書類を選んでください（1点、または2点）",
    )


def people_page(visit: Visit, people: People, **more: Any) -> dict[str, Any]:
    plan = make_plan(rules(), visit)
    usual = {
        "forms": start.event_forms(plan, people),
        "people": list(people.values()),
        "newcomer": newcomer({}, {}),
        "relationships": start.RELATIONSHIPS,
        "notifier": notifier(),
        "problems": start.problems(plan, only_serious=True),
        "groups": start.event_groups(rules()),
        "events_words": "転入（国内から）",
        "guard": "",
    }
    return page(plan, 0) | usual | more


def people_usual() -> dict[str, Any]:
    return people_page(family(), PEOPLE, notifier=notifier("n1"))


def people_empty() -> dict[str, Any]:
    return people_page(Visit(TODAY, (), (VisitEvent("e1", "move_in_domestic"),)), {})


def people_refused() -> dict[str, Any]:
    errors = {"birth": "日付として読めません。例：S60.5.1", "sex": "「性別」を入れてください。"}
    typed = newcomer({"name": "見本髙﨑 桃", "kana": "ミホンタカサキ モモ", "birth": "平成の頃"}, errors)
    typed.kana_guessed = True
    return people_page(family(on=date(2026, 9, 1)), PEOPLE, newcomer=typed)


def people_guarded() -> dict[str, Any]:
    words = "来庁の方には「確認しています。おかけになってお待ちください」とお伝えください。"
    return people_page(family(), PEOPLE, guard=words)


def notice_page(visit: Visit, closed: frozenset[tuple[str, str]] = frozenset()) -> dict[str, Any]:
    plan = make_plan(rules(), visit)
    return page(plan, 2) | {
        "sheets": notice.sheets(plan, PEOPLE, closed),
        "missing": notice.missing_items(plan, closed),
    }


def notice_usual() -> dict[str, Any]:
    visit = family()
    for key, person in PEOPLE.items():
        visit = visit.with_said(said("person.name", person.name, key))
    return notice_page(
        visit.with_said(said("event.new_address", "見本県見本市見本町一丁目2番地3", event="e1"))
    )


def notice_closed() -> dict[str, Any]:
    return notice_page(
        family("move_within"), frozenset({("event.old_address", ""), ("event.new_address", "")})
    )


def result_page(visit: Visit, **more: Any) -> dict[str, Any]:
    plan = make_plan(rules(), visit)
    label = plan.required[0].procedure.bring[0] if plan.required and plan.required[0].procedure.bring else ""
    brought = {(label, None): False}
    usual = {
        "stops": guide.stops(plan, PEOPLE, brought),
        "counts": guide.counts(plan),
        "addable": guide.addable(plan, PEOPLE),
        "languages": [Option("ja", "日本語", chosen=True), Option("en", "English")],
        "large_print": False,
        "certificates_label": "証明書も請求する",
        "problems": start.problems(plan, only_serious=True),
    }
    return page(plan, 3) | usual | more


def result_usual() -> dict[str, Any]:
    return result_page(finished())


def result_late() -> dict[str, Any]:
    faults = rows(
        "words url",
        ("届け出る人（窓口に来た人）を選んでください。", "/"),
        ("「新住所」を入れてください。", "/"),
    )
    return result_page(family(on=date(2026, 7, 1)), faults=faults)


def progress() -> dict[str, Any]:
    names = "title state holder due tone url missing"
    citizen = rows(names, ("転入届", "完了", "見本 職員三郎", "8月22日（土）まで", "", "", ""))
    school = rows(
        names,
        ("小中学校の転入学", "呼出可", "", "8月31日（月）まで", "", "/", ""),
        ("学童の申込案内", "保留", "見本 職員四郎", "", "", "/", "在職証明書"),
    )
    offices = rows("name tasks", ("市民課", citizen), ("教育委員会", school))
    plan = make_plan(rules(), family())
    return page(plan, 4) | {"offices": offices, "done": 1, "all": 3, "waiting_core": True}


def progress_empty() -> dict[str, Any]:
    plan = make_plan(rules(), family())
    return page(plan, 4) | {"offices": [], "done": 0, "all": 0, "waiting_core": False}


def guide_page() -> dict[str, Any]:
    plan = make_plan(rules(), family())
    tabs = rows(
        "label url current",
        ("案内書 1", "/page/visit-guide/", True),
        ("案内書 2", "/page/visit-guide/", False),
    )
    return page(plan, 3) | {"guides": tabs, "place": 0, "pages": [0], "picture_url": "/paper.svg"}


def card_sheet() -> dict[str, Any]:
    sheet = asking.card_sheet(rules().catalogue)
    return {"frame": frame("受付"), "rows": sheet, "back_url": "/page/reception-list/"}
