"""DMN XML of any version from 1.1 to 1.5 into the model.

Files are untrusted: no DTD, no entities, bounded size and depth. Any namespace of OMG's DMN will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from madoguchi.domain.decisions.errors import FileRefusedError
from madoguchi.domain.decisions.model import (
    HIT_POLICIES,
    BoxedContext,
    BusinessKnowledge,
    Cell,
    Decision,
    DecisionTable,
    Definitions,
    Expression,
    Foreign,
    InputClause,
    InputData,
    Invocation,
    ItemDefinition,
    Literal,
    OutputClause,
    Rule,
)

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100
MODEL_NAMESPACE = re.compile(r"https?://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd)")
_HIT_LETTERS = {name[0]: name for name in HIT_POLICIES}
_FOREIGN = {
    "list": "boxed list",
    "relation": "boxed relation",
    "functionDefinition": "boxed function",
    "conditional": "boxed conditional",
    "for": "boxed for",
    "some": "boxed some",
    "every": "boxed every",
    "filter": "boxed filter",
}


def parse_xml(data: bytes) -> Element:
    """The tree of an untrusted file. Raises FileRefusedError."""
    if len(data) > MAX_BYTES:
        raise FileRefusedError(
            f"ファイルが大きすぎます(上限{MAX_BYTES // 1024 // 1024}MB)。読み込みませんでした。"
        )
    root: Element | None = None
    depth = 0
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > MAX_DEPTH:
                raise FileRefusedError(f"XMLの入れ子が深すぎます(上限{MAX_DEPTH})。読み込みませんでした。")
    except DefusedXmlException as error:
        raise FileRefusedError("DTDや実体の宣言を含むXMLは読み込みません。") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FileRefusedError(f"XMLとして読めません: {error}") from error
    if root is None:
        raise FileRefusedError("空のファイルです。")
    return root


def read(data: bytes) -> Definitions:
    """The model of a DMN file. Raises FileRefusedError for what is no DMN."""
    root = parse_xml(data)
    if local(root) != "definitions" or not MODEL_NAMESPACE.fullmatch(root.tag[1:].partition("}")[0]):
        raise FileRefusedError("DMNのファイルではありません(OMGのDMN 1.1〜1.5の名前空間がありません)。")
    names = _names_by_id(root)
    return Definitions(
        name=root.get("name", ""),
        namespace=root.get("namespace", ""),
        id=root.get("id", ""),
        decisions=tuple(_decision(e, names) for e in children(root, "decision")),
        inputs=tuple(_input_data(e) for e in children(root, "inputData")),
        knowledge=tuple(_knowledge(e, names) for e in children(root, "businessKnowledgeModel")),
        types=tuple(_item_definition(e) for e in children(root, "itemDefinition")),
        services=tuple(clean(e.get("name", "")) for e in children(root, "decisionService")),
        xml=data,
    )


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if local(child) in names)


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None) if element is not None else None


def text_of(element: Element | None) -> str:
    """The content of the `<text>` inside, as written."""
    return (inner.text or "").strip() if (inner := child(element, "text")) is not None else ""


def clean(name: str) -> str:
    return " ".join(name.split())


def type_ref(element: Element | None) -> str:
    """A type reference without the prefix that DMN 1.1 wrote (`feel:string`)."""
    if element is None:
        return ""
    inner = child(element, "typeRef")
    text = element.get("typeRef") or (inner.text if inner is not None else "") or ""
    return clean(text.rpartition(":")[2])


def _names_by_id(root: Element) -> dict[str, str]:
    kinds = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
    return {e.get("id", ""): clean(e.get("name", "")) for e in children(root, *kinds)}


def _requirements(element: Element, names: dict[str, str]) -> tuple[str, ...]:
    links = (
        link for need in children(element, "informationRequirement", "knowledgeRequirement") for link in need
    )
    ids = (link.get("href", "").rpartition("#")[2] for link in links)
    return tuple(dict.fromkeys(names[i] for i in ids if i in names))


def _decision(element: Element, names: dict[str, str]) -> Decision:
    description, question = child(element, "description"), child(element, "question")
    return Decision(
        name=clean(element.get("name", "")),
        id=element.get("id", ""),
        expression=_first_expression(element),
        requires=_requirements(element, names),
        type_ref=type_ref(child(element, "variable")),
        description=((description.text if description is not None else "") or "").strip(),
        question=((question.text if question is not None else "") or "").strip(),
    )


def _first_expression(element: Element | None) -> Expression | None:
    known = ("decisionTable", "literalExpression", "invocation", "context", *_FOREIGN)
    found = next(children(element, *known), None) if element is not None else None
    return _expression(found) if found is not None else None


def _expression(element: Element) -> Expression:
    kind = local(element)
    if kind == "decisionTable":
        return read_table(element)
    if kind == "literalExpression":
        return Literal(text_of(element), type_ref(element))
    if kind == "invocation":
        return _invocation(element)
    return _context(element) if kind == "context" else Foreign(_FOREIGN[kind])


def _invocation(element: Element) -> Expression:
    bindings = []
    for binding in children(element, "binding"):
        parameter, value = child(binding, "parameter"), _first_expression(binding)
        if parameter is not None and value is not None:
            bindings.append((clean(parameter.get("name", "")), value))
    return Invocation(text_of(child(element, "literalExpression")), tuple(bindings))


def _context(element: Element) -> Expression:
    entries: list[tuple[str, Expression]] = []
    result: Expression | None = None
    for entry in children(element, "contextEntry"):
        variable, value = child(entry, "variable"), _first_expression(entry)
        if value is not None and variable is not None:
            entries.append((clean(variable.get("name", "")), value))
        elif value is not None:
            result = value
    return BoxedContext(tuple(entries), result)


def read_table(element: Element) -> DecisionTable:
    policy = element.get("hitPolicy", "UNIQUE").upper()
    return DecisionTable(
        id=element.get("id", ""),
        hit_policy=_HIT_LETTERS.get(policy, policy),
        aggregation=element.get("aggregation", "").upper(),
        inputs=tuple(_input(e) for e in children(element, "input")),
        outputs=tuple(_output(e) for e in children(element, "output")),
        annotations=tuple(e.get("name", "") for e in children(element, "annotation")),
        rules=tuple(_rule(e) for e in children(element, "rule")),
        output_label=element.get("outputLabel", ""),
        type_ref=type_ref_attribute(element),
    )


def type_ref_attribute(element: Element) -> str:
    return clean(element.get("typeRef", "").rpartition(":")[2])


def _input(element: Element) -> InputClause:
    expression = child(element, "inputExpression")
    return InputClause(
        id=element.get("id", ""),
        label=element.get("label", ""),
        expression=clean(text_of(expression)),
        type_ref=type_ref(expression),
        values=text_of(child(element, "inputValues")),
    )


def _output(element: Element) -> OutputClause:
    return OutputClause(
        id=element.get("id", ""),
        name=clean(element.get("name", "")),
        label=element.get("label", ""),
        type_ref=type_ref_attribute(element),
        values=text_of(child(element, "outputValues")),
        default=text_of(child(element, "defaultOutputEntry")),
    )


def _rule(element: Element) -> Rule:
    description = child(element, "description")
    return Rule(
        id=element.get("id", ""),
        description=((description.text if description is not None else "") or "").strip(),
        inputs=tuple(Cell(text_of(e), e.get("id", "")) for e in children(element, "inputEntry")),
        outputs=tuple(Cell(text_of(e), e.get("id", "")) for e in children(element, "outputEntry")),
        annotations=tuple(text_of(e) for e in children(element, "annotationEntry")),
    )


def _input_data(element: Element) -> InputData:
    return InputData(
        clean(element.get("name", "")), type_ref(child(element, "variable")), element.get("id", "")
    )


def _knowledge(element: Element, names: dict[str, str]) -> BusinessKnowledge:
    logic = child(element, "encapsulatedLogic")
    parameters = children(logic, "formalParameter") if logic is not None else ()
    foreign = logic is not None and logic.get("kind", "FEEL").upper() != "FEEL"
    return BusinessKnowledge(
        name=clean(element.get("name", "")),
        id=element.get("id", ""),
        parameters=tuple(clean(p.get("name", "")) for p in parameters),
        body=Foreign("external function") if foreign else _first_expression(logic),
        requires=_requirements(element, names),
    )


def _item_definition(element: Element) -> ItemDefinition:
    return ItemDefinition(
        name=clean(element.get("name", "")),
        type_ref=type_ref(element),
        allowed_values=text_of(child(element, "allowedValues")),
        is_collection=element.get("isCollection") == "true",
        components=tuple(_item_definition(e) for e in children(element, "itemComponent")),
    )
