"""The pages of a visit: what they show, what a press answers, and what never stands on them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.visits import queries, services
from madoguchi.apps.visits.presenting import asking
from madoguchi.apps.visits.types import Newcomer, OpenVisit
from madoguchi.domain.visits import DONT_KNOW, LATER, Channel, Status
from tests.factories import make_resident, protect
from tests.integration.visits import families


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE)


def client_of(actor) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(
        Staff.objects.get(pk=actor.staff_id), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def mine(clerk) -> Client:
    return client_of(clerk)


def url(name: str, opened: OpenVisit) -> str:
    return reverse(f"visits:{name}", args=[opened.number])


def words(answer) -> str:
    return answer.content.decode()


def again(opened: OpenVisit, by) -> OpenVisit:
    return queries.open_visit(opened.number, by=by)


def first_choice(one) -> dict[str, str]:
    return {
        "fact": one.fact,
        "event": one.event or "",
        "members": " ".join(one.members or ()),
        "answer": one.choices[0].digit,
    }


# -- start


def test_a_visit_starts_with_the_events_that_were_chosen(mine, database):
    page = mine.get(reverse("visits:start_elsewhere"))
    assert page.status_code == 200
    assert 'value="move_in_domestic"' in words(page)

    answer = mine.post(
        reverse("visits:start_elsewhere"), {"event": ["move_in_domestic", "seal_registration"]}
    )

    assert answer.status_code == 302
    assert re.search(r"/visits/\d{8}-\d{4}/people/$", answer["Location"])
    assert "転入（国内から）" in words(mine.get(answer["Location"]))


def test_nothing_chosen_starts_nothing(mine, database):
    answer = mine.post(reverse("visits:start_elsewhere"))
    assert answer.status_code == 422
    assert "1つは選んでください" in words(answer)


def test_from_a_household_its_people_are_there(mine, clerk):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    assert reverse("visits:start", args=[head.pk]) in words(
        mine.get(reverse("residents:household", args=[head.pk]))
    )

    answer = mine.post(reverse("visits:start", args=[head.pk]), {"event": "move_within"})

    assert "見本　太郎" in words(mine.get(answer["Location"]))


def test_a_guarded_household_is_stopped_in_neutral_words(mine, clerk):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    protect(head)
    answer = mine.post(reverse("visits:start", args=[head.pk]), {"event": "move_within"})
    assert answer.status_code == 403
    assert "支援措置" not in words(answer)


def test_telling_the_head_clerk_begins_the_visit_itself_and_no_certificate_request(mine, clerk):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    protect(head)
    stop = words(mine.post(reverse("visits:start", args=[head.pk]), {"event": "move_within"}))
    ask = reverse("visits:start_guarded", args=[head.pk])
    assert ask in stop and 'value="move_within"' in stop

    answer = mine.post(ask, {"event": "move_within"})

    page = words(mine.get(answer["Location"]))
    assert "/visits/" in answer["Location"]
    assert "転居" in page and head.address_number not in page


# -- people


def test_a_newcomer_is_typed_once_and_can_be_typed_anew(mine, clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    typed = {
        "name": "架空　一郎",
        "kana": "カクウ　イチロウ",
        "birth": "S60.5.1",
        "sex": "1",
        "relationship": "世帯主",
        "resident_kind": "日本人",
        "version": opened.version,
    }

    answer = mine.post(url("newcomer", opened), typed)

    assert answer.status_code == 200
    person = again(opened, clerk).persons[0]
    assert (person.name, person.newcomer) == ("架空　一郎", True)
    form = words(mine.get(url("newcomer_form", opened), {"person": person.key}))
    assert 'value="S60.5.1"' in form
    mine.post(url("newcomer", opened), typed | {"person": person.key, "name": "架空　二郎"})
    assert again(opened, clerk).persons[0].name == "架空　二郎"


def test_the_next_of_a_family_begins_with_the_surname_and_a_guess_stays_marked(mine, clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    typed = {
        "name": "架空 一郎",
        "kana": "カクウ イチロウ",
        "kana_guessed": "1",
        "birth": "S60.5.1",
        "sex": "1",
    }
    typed |= {"relationship": "世帯主", "resident_kind": "日本人", "version": opened.version}

    page = words(mine.post(url("newcomer", opened), typed))

    assert 'value="架空　"' in page and 'value="カクウ　"' in page
    assert "フリガナ推定" in page and "カクウ　イチロウ" in page
    again_typed = typed | {"person": "n1", "kana_guessed": ""}
    assert "フリガナ推定" not in words(mine.post(url("newcomer", opened), again_typed))


def test_a_newcomer_plays_the_part_of_newcomers_where_there_is_just_one(mine, clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    for name in ("架空　一郎", "架空　桜"):
        opened = services.add_newcomer(opened.number, Newcomer(name), seen=opened.version, by=clerk)
    assert opened.visit.events[0].roles == {"person.moving": {"n1", "n2"}}
    opened = services.start(None, ["move_in_domestic", "birth"], by=clerk)
    opened = services.add_newcomer(opened.number, Newcomer("架空　葵"), seen=opened.version, by=clerk)
    assert [event.roles for event in opened.visit.events] == [{}, {}]


def test_typing_a_newcomer_anew_keeps_what_the_form_doesnt_ask_for(mine, clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    came = Newcomer("架空　一郎", birth=date(1985, 5, 1), address="架空県見本市1番地")
    opened = services.add_newcomer(opened.number, came, seen=opened.version, by=clerk)
    typed = {"person": "n1", "name": "架空　二郎", "birth": "S60.5.1", "sex": "1", "relationship": "世帯主"}
    mine.post(url("newcomer", opened), typed | {"resident_kind": "日本人", "version": opened.version})
    (person,) = again(opened, clerk).body.persons
    assert (person.newcomer.name, person.newcomer.address) == ("架空　二郎", "架空県見本市1番地")


def test_a_newcomer_who_cant_be_read_stays_in_the_form(mine, clerk):
    opened = services.start(None, ["move_in_domestic"], by=clerk)
    answer = mine.post(
        url("newcomer", opened), {"name": "架空　一郎", "birth": "昔", "version": opened.version}
    )
    assert answer.status_code == 422
    assert "架空　一郎" in words(answer)
    assert 'value="昔"' in words(answer)
    assert again(opened, clerk).persons == ()


def test_a_day_that_lies_ahead_is_told_at_once(mine, clerk):
    opened = families.arrived(clerk)
    ahead = (timezone.localdate() + timedelta(days=30)).isoformat()
    answer = mine.post(
        url("date", opened), {"fact": "event.date", "event": "e1", "value": ahead, "version": opened.version}
    )
    assert "住み始める前の届出は受けられません" in words(answer)


def test_who_notifies_is_kept_with_the_papers_of_the_day(mine, clerk):
    opened = families.arrived(clerk)
    posted = {"person": "n1", "kind": "self", "qualification": "本人", "identity": "driving_licence"}
    answer = mine.post(url("notifier", opened), posted | {"version": opened.version})
    assert "本人確認ができています" in words(answer)
    assert again(opened, clerk).identified


def test_oral_questions_of_the_day_and_papers_of_authority_are_asked_for(mine, clerk):
    opened = families.arrived(clerk)
    page = words(
        mine.post(url("notifier", opened), {"person": "other", "kind": "agent", "version": opened.version})
    )
    assert 'name="papers"' in page
    assert 'name="party_name"' in page
    oral = re.search(r'name="(oral_\w+)"', page)[1]
    mine.post(
        url("notifier", opened), {"person": "n1", "kind": "self", oral: "yes", "version": opened.version}
    )
    assert again(opened, clerk).body.notifier.oral[0].matched


# -- hearing


def test_the_question_stands_on_the_page_and_an_answer_brings_the_next(mine, clerk):
    opened = families.arrived(clerk)
    one = asking.next_question(opened.plan)
    assert one.say["ja"] in words(mine.get(url("hearing", opened)))

    answer = mine.post(url("answer", opened), first_choice(one) | {"version": opened.version, "mode": "one"})

    now = again(opened, clerk)
    assert answer.status_code == 200
    assert asking.asking_at(now.plan, one.fact, one.event or "") is None
    assert f"あと <strong>{now.plan.questions_left}</strong>" in words(answer)
    assert one.label in words(answer)


def test_answered_for_one_the_question_stays_for_the_others(mine, clerk):
    opened = families.arrived(clerk)
    one = next(a for a in opened.plan.askings if a.channel is Channel.ALOUD and len(a.members or ()) > 2)
    posted = first_choice(one) | {"members": one.members[0], "version": opened.version}
    answer = words(mine.post(url("answer", opened), posted))
    assert one.say["ja"] in answer
    left = asking.asking_at(again(opened, clerk).plan, one.fact, one.event or "")
    assert left.members == one.members[1:]


@pytest.mark.parametrize(("digit", "said"), [(DONT_KNOW, "わからない"), (LATER, "あとで")])
def test_what_is_left_open_stands_below_and_is_not_asked_again(mine, clerk, digit, said):
    opened = families.arrived(clerk)
    one = asking.next_question(opened.plan)
    answer = mine.post(
        url("answer", opened), first_choice(one) | {"answer": digit, "version": opened.version}
    )
    assert said in words(answer)
    assert asking.asking_at(again(opened, clerk).plan, one.fact, one.event or "").left


def test_escape_takes_the_last_answer_back_and_then_leads_out(mine, clerk):
    opened = families.arrived(clerk)
    one = asking.next_question(opened.plan)
    mine.post(url("answer", opened), first_choice(one) | {"version": opened.version})

    answer = mine.post(url("back", opened), {"version": again(opened, clerk).version})

    assert one.say["ja"] in words(answer)
    assert again(opened, clerk).body == opened.body
    out = mine.post(url("back", opened), {"version": opened.version})
    assert out["HX-Redirect"] == url("people", opened)


def test_what_an_answer_changed_is_marked(mine, clerk):
    opened = families.arrived(clerk)
    one = asking.next_question(opened.plan)
    answer = mine.post(url("answer", opened), first_choice(one) | {"version": opened.version})
    before = {i.key: i.status for i in opened.plan.items}
    turned = [i for i in again(opened, clerk).plan.items if before[i.key] is not i.status and not i.silent]
    assert bool(turned) is ("is-changed" in words(answer))


def test_a_stale_answer_changes_nothing_and_names_who_was_there(mine, clerk, staff):
    opened = families.arrived(clerk)
    colleague = staff(Right.COUNTER, name="試験 同僚")
    services.set_busy(opened.number, True, seen=opened.version, by=colleague)
    one = asking.next_question(opened.plan)

    answer = mine.post(url("answer", opened), first_choice(one) | {"version": opened.version})

    assert answer.status_code == 409
    assert "試験 同僚" in words(answer)
    assert again(opened, clerk).body.said == opened.body.said


def test_no_page_has_a_word_of_what_is_not_spoken_of(mine, clerk):
    """口頭不可: neither the question nor the procedure, until staff open it; hidden words count as opened."""
    opened = families.arrived(clerk)
    silent = [a for a in opened.plan.askings if opened.plan.rules.catalogue[a.fact].silent]
    assert silent
    pages = [
        words(mine.get(url("hearing", opened))),
        words(mine.get(url("hearing", opened), {"mode": "list"})),
        words(mine.get(url("not_required", opened))),
    ]
    spoken = {i.procedure.name for i in opened.plan.items if not i.silent}
    quiet = {i.procedure.name for i in opened.plan.items if i.silent}
    quiet = {name for name in quiet if not any(name in other for other in spoken)}
    labels = {one.label for one in silent if not any(one.label in name for name in spoken)}
    assert labels
    for page in pages:
        assert not [label for label in labels if label in page]
        assert not [name for name in quiet if name in page]


def test_the_pointing_card_is_entered_in_one_go(mine, clerk):
    opened = families.arrived(clerk)
    pregnant = next(a for a in opened.plan.pointing_card if a.fact == "person.pregnant")
    mark = f"person.pregnant||{pregnant.members[0]}|true"

    answer = mine.post(url("card", opened), {"mark": mark, "rest": "unmarked", "version": opened.version})

    assert answer.status_code == 200
    now = again(opened, clerk)
    assert now.plan.cases[0].value("person.pregnant", pregnant.members[0]) is True
    assert not [a for a in now.plan.pointing_card if not a.left]
    assert "妊娠" not in words(answer)


def test_the_card_to_print_bears_the_numbers_of_the_screen(mine, clerk):
    opened = families.arrived(clerk)
    numbers = asking.card_numbers(opened.plan.rules.catalogue)
    sheet = words(mine.get(reverse("visits:card_sheet")))
    for one in opened.plan.pointing_card:
        assert re.search(rf">{numbers[one.fact]}</strong><span>{re.escape(one.say['ja'])}", sheet), one.fact


def test_the_reason_of_a_result_and_what_an_answer_would_do(mine, clerk):
    opened = families.arrived(clerk)
    reason = words(mine.get(url("reason", opened), {"procedure": "JK-01", "status": "required"}))
    assert "届出の種類が「転入」" in reason
    one = asking.next_question(opened.plan)
    page = words(mine.get(url("hearing", opened)))
    effects = page[page.index("答えるとどうなるか") :].split("</table>")[0]
    assert [choice.digit for choice in one.choices] == re.findall(r'scope="row">(.) ', effects)


def test_what_is_derived_is_sent_when_it_is_opened(mine, clerk):
    opened = families.arrived(clerk)
    label = opened.plan.rules.catalogue["person.age"].label
    page = words(mine.get(url("hearing", opened)))
    assert "計算で分かること" in page and f">{label}<" not in page
    part = words(mine.get(url("closed_facts", opened), {"member": "n1", "part": "derived"}))
    assert f">{label}<" in part and "41" in part
    assert label not in words(mine.get(url("closed_facts", opened), {"member": "n1"}))


def test_what_is_known_is_overruled_with_a_reason_only(mine, clerk):
    opened = families.arrived(clerk)
    posted = {"fact": "person.birth_date", "member": "n1", "value": "S60.5.2", "version": opened.version}
    assert mine.post(url("overrule", opened), posted).status_code == 422
    assert mine.post(url("overrule", opened), posted | {"reason": "免許証で確認"}).status_code == 200
    assert str(again(opened, clerk).plan.cases[0].value("person.birth_date", "n1")) == "1985-05-02"


def test_in_a_hurry_only_what_must_be_settled_today_is_asked(mine, clerk):
    opened = families.arrived(clerk)
    answer = mine.post(url("busy", opened), {"busy": "1", "version": opened.version}, follow=True)
    assert "急ぎの受付" in words(answer)
    assert again(opened, clerk).plan.questions_left < opened.plan.questions_left


# -- notice, result


def test_the_items_of_the_notice_are_kept_one_by_one(mine, clerk):
    opened = families.arrived(clerk)
    posted = {"place": "x", "fact": "event.new_head_name", "event": "e1", "v-x": "架空　一郎"}
    answer = mine.post(url("fill", opened), posted | {"version": opened.version})
    assert answer.status_code == 200
    assert again(opened, clerk).plan.cases[0].value("event.new_head_name", None) == "架空　一郎"


def test_a_name_typed_into_the_notice_is_kept_in_one_form_or_refused(mine, clerk):
    opened = families.arrived(clerk)
    item = {"place": "x", "fact": "event.new_head_name", "event": "e1", "version": opened.version}
    mine.post(url("fill", opened), item | {"v-x": "葛\U000e0100城 ｻｸﾗ"})
    opened = again(opened, clerk)
    assert opened.plan.cases[0].value("event.new_head_name", None) == "葛\U000e0102城　サクラ"
    answer = words(mine.post(url("fill", opened), item | {"v-x": "试城", "version": opened.version}))
    assert "「试」（U+8BD5）は、文字情報基盤（MJ）にない文字です" in answer
    assert again(opened, clerk).plan.cases[0].value("event.new_head_name", None) == "葛\U000e0102城　サクラ"


def test_a_postal_code_gives_the_town(mine, database):
    answer = mine.post(reverse("entry:towns"), {"postal": "644-0002", "place": "x"})
    assert "和歌山県御坊市薗" in words(answer)
    assert "見つかりません" in words(mine.post(reverse("entry:towns"), {"postal": "0000000"}))


def test_procedures_stand_in_walking_order_and_can_be_taken_out_with_a_reason(mine, clerk):
    opened = families.arrived(clerk)
    page = words(mine.get(url("result", opened)))
    assert page.index("市民課") < page.index("水道課")
    posted = {"procedure": "KO-12", "member": "", "added": "", "version": opened.version}
    assert mine.post(url("change", opened), posted).status_code == 422
    answer = mine.post(url("change", opened), posted | {"reason": "単身寮のため"})
    assert answer.status_code == 200
    assert again(opened, clerk).plan.item("KO-12", None).status is Status.NOT_REQUIRED


def test_whether_a_thing_was_brought(mine, clerk):
    opened = families.arrived(clerk)
    label = opened.plan.item("JK-01", None).procedure.bring[0]
    posted = {"label": label, "members": "", "had": "0", "version": opened.version}
    assert "thing--missing" in words(mine.post(url("brought", opened), posted))
    assert "thing--missing" not in words(mine.post(url("brought", opened), posted | {"had": ""}))


# -- guide, signature


def test_the_guide_is_looked_at_and_printed(mine, clerk):
    opened = families.arrived(clerk)
    page = mine.get(url("guide", opened))
    assert page.status_code == 200
    picture = mine.get(reverse("visits:guide_picture", args=[opened.number, 0, 0]))
    assert picture.content.startswith(b"\x89PNG")
    assert mine.post(url("print_all", opened)).content.startswith(b"%PDF")
    assert mine.post(url("internal", opened)).content.startswith(b"%PDF")
    assert mine.get(reverse("visits:guide_picture", args=[opened.number, 9, 0])).status_code == 404


def test_what_is_missing_before_the_signature_is_named_with_its_page(mine, clerk):
    opened = families.arrived(clerk)
    answer = mine.post(url("sign", opened), {"version": opened.version})
    assert answer.status_code == 422
    assert "届け出る人（窓口に来た人）を選んでください。" in words(answer)
    assert url("people", opened) in words(answer)


def test_signed_the_departments_work_stands_on_one_page(mine, clerk):
    opened = families.noticed(families.answered(families.arrived(clerk), clerk), clerk)
    assert mine.post(url("sign", opened), {"version": opened.version}).status_code == 302
    mine.post(
        reverse("receptions:sign_on_paper", args=[opened.number]),
        {"version": again(opened, clerk).reception.version},
    )
    page = words(mine.get(url("progress", opened)))
    assert "転入届" in page
    assert "未着手" in page


# -- a guarded household

PAGES = ("people", "hearing", "notice", "result", "not_required", "closed_results", "progress")


def test_no_page_of_a_guarded_household_has_its_address(mine, clerk):
    secret = {
        "address_town": "秘密町",
        "address_building": "秘密荘101",
        "domicile": "秘密県秘密市1番",
        "phone": "0738-99-7777",
    }
    head = make_resident(
        name="見本　太郎", name_kana="ミホン　タロウ", previous_address="秘密の旧住所", **secret
    )
    protect(head)
    opened = services.start_guarded(head.pk, ["move_within"], by=clerk)

    shown = [words(mine.get(url(name, opened))) for name in PAGES]
    shown.append(words(mine.get(url("hearing", opened), {"mode": "list"})))
    shown.append(words(mine.get(url("closed_facts", opened), {"member": f"r{head.pk}"})))

    for page in shown:
        assert "秘密" not in page
        assert "7777" not in page
    assert "システム確認が必要です" in shown[0]
    assert mine.get(url("guide", opened)).status_code == 403
    assert mine.post(url("sign", opened), {"version": opened.version}).status_code == 403
    assert mine.post(url("print_all", opened)).status_code == 403
