"""Somebody recognisably made up for every field a form can have: as usual, and as much as ever happens."""

from __future__ import annotations

from datetime import date

from madoguchi.domain.forms.model import Field, FieldType, FormTemplate, Value
from madoguchi.domain.forms.strokes import Strokes

ADDRESS = (
    "和歌山県御坊市架空町字仮想谷東大通り一丁目1234番地の567　"
    "グランドメゾン架空見本御坊駅前弐番館　サウスタワー1203号室（架空方）"
)
NAME = "渡邉\U000e0112　架空右衛門之助左近太郎"
FOREIGN_NAME = "SAMPLE MAXIMILIAN ALEXANDER BARTHOLOMEW VON MADEUPHAUSEN-FICTITIOUS"
MEMBERS = (
    "渡邉\U000e0110　架空子",
    "髙﨑　𠮷之助",
    "渡邉\U000e0112　架空太郎左衛門",
    "渡邉\U000e0110　見本美",
    "辻\U000e0102　仮名子",
    FOREIGN_NAME,
)
_TEXTS = {
    "subject_names": MEMBERS,
    "authority_papers": ("委任状", "戸籍全部事項証明書", "成年後見登記事項証明書", "契約書の写し"),
    "identity_documents": (
        "個人番号カード（マイナンバーカード）",
        "身体障害者手帳",
        "介護保険被保険者証",
    ),
    "oral_questions": (
        "同じ世帯の方の氏名　一致",
        "同じ世帯の方の生年月日　一致",
        "世帯主の氏名　不一致",
    ),
    "joint_names": (*MEMBERS[:4], FOREIGN_NAME),
    "joint_births": (
        "平成30年5月5日",
        "令和元年12月28日",
        "令和2年11月30日",
        "昭和13年12月28日",
        "1988年12月28日",
    ),
    "joint_relations": ("長男", "長女", "二女", "母", "その他の同居の親族"),
}
FIVE = 5
_OF_PERSONS = {
    "persons_name": (*MEMBERS[:4], FOREIGN_NAME),
    "persons_name_kana": ("ワタナベ　カクウウエモンノスケサコンタロウ",) * FIVE,
    "persons_birth_date": ("昭和13年12月28日",) * FIVE,
    "persons_sex": ("男", "女", "男", "女", "男"),
    "persons_relationship": ("世帯主", "妻（未届）", "子", "妻の子", "同居人"),
    "persons_new_relationship": ("世帯主", "妻（未届）", "子", "妻の子", "同居人"),
    "persons_domicile": ("和歌山県御坊市架空町字仮想谷東大通り一丁目1234番地の567",) * FIVE,
    "persons_head_of_family_register": (NAME,) * FIVE,
    "persons_nationality": ("中華人民共和国",) * FIVE,
    "persons_residence_status": ("技術・人文知識",) * FIVE,
    "persons_shaho": ("いいえ",) * FIVE,
    "persons_kokuho": ("はい",) * FIVE,
    "persons_student_exception_elsewhere": ("いいえ",) * FIVE,
    "persons_nenkin": ("第3号（会社員などに扶養される配偶者）",) * FIVE,
}
"""One word a row, as the forms of life events have them."""
_TEXTS |= _OF_PERSONS
_WORDS = {
    "reception_number": "1122-0007",
    "seal_registration_number": "0012345678",
    "visitor_name": FOREIGN_NAME,
    "head_name": FOREIGN_NAME,
    "domicile": "和歌山県御坊市架空町字仮想谷東大通り一丁目1234番地の567",
    "purpose": "貸金返還請求訴訟（架空地方裁判所 令和8年(ワ)第123号）の被告の住所を確認し、訴状を送達するため。",
    "destination": "架空地方裁判所見本支部 民事部書記官室",
    "fee_exemption_reason": "公的年金の現況届に使うため（国民年金法の定めによる）",
    "staff_received": "架空見本課　山田",
    "staff_note": "転居届（令和8年11月20日）が処理中。提出先へ電話で確認済み。",
    "life_event": "世帯構成変更・転入（特例・カードで）",
    "event_new_postal_code": "644-0002",
    "event_late_reason": "仕事の都合で、開庁時間に来られなかったため",
    "tax_item": "滞納がないこと（全税目）",
    "vehicle_number": "御坊市 あ 12-34（架空）",
}
_ENDINGS = {
    "_kana": "ワタナベ　カクウウエモンノスケサコンタロウ",
    "_address": ADDRESS,
    "_building": "グランドメゾン架空見本御坊駅前弐番館　サウスタワー1203号室（架空方）",
    "_location": "御坊市架空町字仮想谷1234番567、1234番568、家屋番号1234番の567",
    "_phone": "0738-22-0000（内線 1234）、090-0000-0000",
    "_organisation": "特定非営利活動法人　架空見本成年後見支援センター紀中支部",
    "_representative": "代表理事　渡邉\U000e0112　架空右衛門之助",
    "_relation": "夫の父方の祖父の兄弟姉妹の子（相続人）",
    "_year": "令和6年度・令和7年度・令和8年度",
    "_kind": "土地と家屋",
}
_PEN = [{"pointer": "pen", "points": [[40 + 9 * i, 90 + 60 * (i % 2), 4_000 * i, i / 40] for i in range(40)]}]


def fullest(form: FormTemplate) -> dict[str, Value]:
    """Every field filled, every flag set, the last word of every choice, long names and addresses."""
    return {field.name: _fullest(field) for field in form.fields.values()}


def least(form: FormTemplate) -> dict[str, Value]:
    """The required fields alone."""
    return {name: value for name, value in fullest(form).items() if form.fields[name].required}


def _fullest(field: Field) -> Value:
    match field.type:
        case FieldType.FLAG:
            return True
        case FieldType.WHOLE:
            return 12_300 if field.name == "fee" else 20
        case FieldType.CHOICE:
            return list(field.choices)[-1]
        case FieldType.STROKES:
            return Strokes.read({"width": 600, "height": 180, "strokes": _PEN})
        case FieldType.DATE:
            if field.name.startswith("event_"):
                return date(2026, 12, 28)
            born_abroad = "1988年12月28日（昭和63年12月28日）"
            return date(2026, 12, 28) if field.name == "requested_on" else born_abroad
        case FieldType.TEXTS:
            return _TEXTS[field.name]
        case FieldType.TEXT:
            return _words(field.name)


def _words(name: str) -> str:
    ending = next((words for end, words in _ENDINGS.items() if name.endswith(end)), NAME)
    return _WORDS.get(name, ending)
