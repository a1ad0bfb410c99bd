"""Everything that can be wrong between the facts of a catalogue, and between facts and other files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..dates import Stage, read_calendar, read_deadlines
from ..dates.deadline_files import names_in
from ..packfile import Finding, Level, has_errors, load_yaml
from .catalogue import MEMBERS, Fact, FactCatalogue, Scope, Sensitivity, Source, SourceKind, strip_members
from .derived import FUNCTIONS, Function
from .loading import Place, load_files
from .values import FactType

LANGUAGES = ("ja", "ja-easy", "en")  # every question in each: plain, やさしい日本語, English
AGE_RULES = ("birthday", "day_before")

Say = Callable[[str], Finding]


def load_catalogue(
    folder: Path, *, base: FactCatalogue | None = None
) -> tuple[FactCatalogue | None, list[Finding]]:
    """All files of a pack's `facts` folder. `base`: the catalogue that the pack adds to and changes.

    Every fault of every file at once; no catalogue if any of them is an error.
    """
    loading = load_files(folder)
    findings = list(loading.findings)
    if not loading.places and not findings and base is None:
        findings.append(Finding(folder.name, 1, 1, "データ項目のファイル（*.yaml）がありません。"))
    catalogue = FactCatalogue({**(base.facts if base else {}), **loading.facts})
    for key, fact in loading.facts.items():
        # after a broken file a missing name is most likely in it: saying so again would hide the real fault
        findings += _check(fact, loading.places[key], catalogue, whole=not loading.findings)
    return (None if has_errors(findings) else catalogue), sorted(findings)


def check_pack(folder: Path, *, base: Path | None = None) -> list[Finding]:
    """A pack's facts and what refers to them: layouts, deadlines, calendars. `base`: the pack under it."""
    under = None
    findings: list[Finding] = []
    if base is not None:
        under, findings = load_catalogue(base / "facts")
    if base is None and not (folder / "facts").is_dir():
        return [Finding(str(folder), 1, 1, "facts フォルダーがありません。")]
    catalogue, own = load_catalogue(folder / "facts", base=under)
    findings += own
    if catalogue is not None:
        findings += _check_layouts(folder)
    for path in sorted((folder / "calendars").glob("*.yaml")):
        findings += read_calendar(path, name=f"calendars/{path.name}")[1]
    for path in sorted((folder / "deadlines").glob("*.yaml")):
        findings += _check_deadlines(path, catalogue, _procedures(folder))
    return sorted(findings)


def _check(fact: Fact, place: Place, catalogue: FactCatalogue, *, whole: bool) -> Iterator[Finding]:
    yield from _check_question(fact, place)
    if fact.silent and fact.sensitivity in (Sensitivity.PLAIN, Sensitivity.PERSONAL):
        yield place.finding("口頭不可の項目の sensitivity は special か number です。", "silent")
    yield from _check_unasked(fact, place, catalogue) if whole else ()
    for i, source in enumerate(fact.sources):
        if source.kind is not SourceKind.DERIVED:
            continue
        if len(fact.sources) > 1:
            yield place.finding("他の項目から求める項目に、ほかの取得元は書けません。", "sources")

        def say(message: str, at: int = i) -> Finding:
            return place.finding(message, "sources", at)

        yield from _check_derivation(fact, source, catalogue, say, whole)


def _check_unasked(fact: Fact, place: Place, catalogue: FactCatalogue) -> Iterator[Finding]:
    if fact.unasked and fact.derivation:
        yield place.finding("他の項目から求める項目は、もともと尋ねません。", "unasked")
    for i, rule in enumerate(fact.unasked):
        given = catalogue.facts.get(rule.when)
        if given is None:
            yield place.finding(f"「{rule.when}」というデータ項目はありません。", "unasked", i)
            continue
        if not given.accepts(rule.equals):
            yield place.finding(f"「{rule.when}」にない値です。", "unasked", i, "is")
        if given.scope is Scope.PERSON and fact.scope is not Scope.PERSON:
            yield place.finding("世帯や届出の項目は、世帯員の項目では決まりません。", "unasked", i)
        if given.silent and not fact.silent:
            yield place.finding(
                f"口頭不可の項目（{given.key}）で決まる項目も silent: true にします。", "unasked", i
            )
        if any(catalogue[base].unasked for base in catalogue.base_of(rule.when)):
            yield place.finding(
                f"「{rule.when}」も尋ねずに決まることがあるため、ここには使えません。", "unasked", i
            )


def _check_question(fact: Fact, place: Place) -> Iterator[Finding]:
    if fact.asked and fact.silent and not fact.help:
        yield place.finding(
            "口頭不可の項目を尋ねるときは、確かめ方（指さし・筆談など）を help に書きます。", "key"
        )
    wanted = set(LANGUAGES) if fact.asked else set()
    if missing := sorted(wanted - fact.question.keys()):
        yield place.finding(f"質問文がありません: {'、'.join(missing)}", "question")
    for tag in sorted(fact.question.keys() - wanted):
        why = f"言語は {'、'.join(LANGUAGES)} です" if fact.asked else "取得元に question がありません"
        yield place.finding(f"質問文「{tag}」は使われません（{why}）。", "question", tag)


def _check_derivation(
    fact: Fact, source: Source, catalogue: FactCatalogue, say: Say, whole: bool
) -> Iterator[Finding]:
    function = FUNCTIONS.get(source.name)
    if function is None:
        yield say(f"「{source.name}」という計算はありません（{'、'.join(sorted(FUNCTIONS))}）。")
        return
    if function.gives is not fact.type:
        yield say(f"「{source.name}」の結果は {function.gives} ですが、この項目は {fact.type} です。")
    if not function.least <= len(source.inputs) <= function.most:
        yield say(f"「{source.name}」の inputs は {function.least}〜{function.most}件です。")
    known = [k for k in source.inputs if strip_members(k) in catalogue]
    for key in source.inputs if whole else ():
        if key not in known:
            yield say(f"「{strip_members(key)}」というデータ項目はありません。")
    for key in known:
        yield from _check_input(fact, function, key, catalogue, say)
    yield from _check_params(source, function, [catalogue[strip_members(k)] for k in known], say)
    if source.name == "school_stage" and set(fact.allowed) != set(Stage):
        yield say(f"values は {'、'.join(Stage)} のとおりに書きます。")
    if _circular(fact.key, catalogue):
        yield say("この項目を求めるのに、この項目自身が要ります（循環しています）。")


def _check_input(
    fact: Fact, function: Function, key: str, catalogue: FactCatalogue, say: Say
) -> Iterator[Finding]:
    given = catalogue[strip_members(key)]
    if given.type not in function.takes:
        yield say(f"「{function.name}」は {given.key}（{given.type}）を受け取れません。")
    if key.startswith(MEMBERS):
        if not function.over_members or given.scope is not Scope.PERSON:
            yield say(f"members. は世帯員の項目を集める計算（any、all、count など）だけに使えます: {key}")
    elif given.scope is Scope.PERSON and fact.scope is not Scope.PERSON:
        yield say(f"世帯や届出の項目は、世帯員の項目を members.{key} として集めます。")
    if fact.scope is Scope.CITY and given.scope is not Scope.CITY:
        yield say("市の設定値は、市の設定値だけから求めます。")
    if given.item_class and fact.item_class != given.item_class:
        yield say(
            f"支援措置で伏せる項目（{given.key}）から求める項目も item_class: {given.item_class} にします。"
        )
    if given.silent and not fact.silent:
        yield say(f"口頭不可の項目（{given.key}）から求める項目も silent: true にします。")


def _check_params(source: Source, function: Function, inputs: list[Fact], say: Say) -> Iterator[Finding]:
    for name in function.params.keys() - source.params.keys():
        yield say(f"「{source.name}」には with: {{{name}: …}} が要ります。")
    for name in source.params.keys() - function.params.keys():
        yield say(f"「{source.name}」に {name} という指定はありません。")
    for name, value in source.params.items():
        kind = function.params.get(name, object)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            yield say(f"{name} の値の種類が違います。")
    if source.params.get("rule", AGE_RULES[0]) not in AGE_RULES:
        yield say(f"rule は {'、'.join(AGE_RULES)} のどれかです。")
    values = source.params.get("values", [source.params["value"]] if "value" in source.params else [])
    for fact in inputs if isinstance(values, list) else ():
        if not all(fact.accepts(v) for v in values):
            yield say(f"比べる値が {fact.key} の取りうる値ではありません。")


def _circular(key: str, catalogue: FactCatalogue) -> bool:
    seen: set[str] = set()
    waiting = _inputs(key, catalogue)
    while waiting:
        name = waiting.pop()
        if name == key:
            return True
        if name not in seen:
            seen.add(name)
            waiting += _inputs(name, catalogue)
    return False


def _inputs(key: str, catalogue: FactCatalogue) -> list[str]:
    source = catalogue[key].derivation if key in catalogue else None
    return [strip_members(i) for i in source.inputs] if source else []


def _check_layouts(folder: Path) -> Iterator[Finding]:
    """Columns that facts come from. A layout that the pack doesn't have yet is one note, at its first use."""
    columns = dict(_columns(folder / "layouts"))
    waiting: dict[str, list[Finding]] = {}
    loading = load_files(folder / "facts")
    for key, fact in loading.facts.items():
        for i, source in enumerate(fact.sources):
            if source.kind is not SourceKind.LAYOUT or source.column in columns.get(source.name, ()):
                continue
            words = f"レイアウト {source.name} に {source.column} という列はありません。"
            if source.name not in columns:
                words = f"レイアウト {source.name} がこのパックにまだ無いため、届かない項目があります。"
            level: Level = "error" if source.name in columns else "warning"
            finding = loading.places[key].finding(words, "sources", i, level=level)
            waiting.setdefault(source.name if level == "warning" else key, []).append(finding)
    for findings in waiting.values():
        yield from findings[:1] if findings[0].level == "warning" else findings


def _columns(folder: Path) -> Iterator[tuple[str, set[str]]]:
    for path in sorted(folder.glob("*.yaml")):
        document, _ = load_yaml(path)
        if document and isinstance(document.data, dict):
            names = {str(c.get("name")) for c in document.data.get("columns", []) if isinstance(c, dict)}
            yield str(document.data.get("id")), names


def _check_deadlines(path: Path, catalogue: FactCatalogue | None, procedures: set[str]) -> Iterator[Finding]:
    """Every start has to be a date of the catalogue, every procedure one of the pack and in one rule only."""
    name = f"deadlines/{path.name}"
    _, findings = read_deadlines(path, name=name)
    yield from findings
    document, _ = load_yaml(path, name=name)
    if findings or document is None or catalogue is None:
        return
    seen: set[str] = set()
    for loc, word in names_in(document):
        message = (
            _date_fault(word, catalogue) if loc[-1] == "start" else _procedure_fault(word, procedures, seen)
        )
        if message:
            yield document.finding(loc, message)


def _date_fault(key: str, catalogue: FactCatalogue) -> str:
    if key not in catalogue:
        return f"「{key}」というデータ項目はありません。"
    dated = catalogue[key].type in (FactType.DATE, FactType.UNCERTAIN_DATE)
    return "" if dated else f"「{key}」は日付の項目ではありません。"


def _procedure_fault(procedure: str, procedures: set[str], seen: set[str]) -> str:
    if procedures and procedure not in procedures:
        return f"「{procedure}」という手続はありません。"
    if procedure in seen:
        return f"「{procedure}」の期限が2回書かれています。"
    seen.add(procedure)
    return ""


def _procedures(folder: Path) -> set[str]:
    """Ids of the pack's procedures, as far as they can be read: their own check tells what is wrong there."""
    document, _ = load_yaml(folder / "decisions" / "procedures.yaml")
    rows = document.data.get("procedures", []) if document and isinstance(document.data, dict) else []
    return {str(row.get("id")) for row in rows if isinstance(row, dict)}
