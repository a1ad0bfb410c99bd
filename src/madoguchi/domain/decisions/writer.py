"""The model back into DMN 1.3 XML, as dmn-js reads it.

What was read keeps everything it came with: ids, labels, annotations, extensions and diagrams. Only tables
that differ from what the file says are written anew; the rest of the tree stays, in the namespaces of 1.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from madoguchi.domain.decisions.errors import DecisionError
from madoguchi.domain.decisions.model import (
    Cell,
    Decision,
    DecisionTable,
    Definitions,
    InputClause,
    OutputClause,
)
from madoguchi.domain.decisions.reader import child, children, clean, local, parse_xml, read_table

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"
NAMESPACES = {
    "": MODEL,
    "dmndi": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "di": "http://www.omg.org/spec/DMN/20180521/DI/",
    "dc": "http://www.omg.org/spec/DMN/20180521/DC/",
}
_KINDS = {"MODEL": MODEL, "DMNDI": NAMESPACES["dmndi"], "DI": NAMESPACES["di"], "DC": NAMESPACES["dc"]}
_PREFIXES_11 = ("feel:", "xsd:", "tns:")


def write(model: Definitions) -> bytes:
    """UTF-8 XML of DMN 1.3. Decisions that the file it was read from does not have are added."""
    for prefix, uri in NAMESPACES.items():
        register_namespace(prefix, uri)
    root = parse_xml(model.xml) if model.xml else _new_root(model)
    _upgrade(root)
    _put_decisions(root, model)
    if not model.xml:
        indent(root)
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def _new_root(model: Definitions) -> Element:
    root = Element(_tag("definitions"), {"id": model.id or "definitions", "name": model.name})
    root.set("namespace", model.namespace or "https://madoguchi.example/decisions")
    return root


def _tag(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def _upgrade(root: Element) -> None:
    """Every OMG namespace to that of 1.3, and type references without the prefixes of 1.1."""
    for element in root.iter():
        uri, _, name = str(element.tag)[1:].rpartition("}")
        if "omg.org/spec/DMN/" in uri:
            kind = uri.rstrip("/").rpartition("/")[2]
            element.tag = f"{{{_KINDS.get(kind, MODEL)}}}{name}"
        reference = element.get("typeRef", "")
        if reference.startswith(_PREFIXES_11):
            element.set("typeRef", reference.partition(":")[2])


def _put_decisions(root: Element, model: Definitions) -> None:
    present = {clean(e.get("name", "")): e for e in children(root, "decision")}
    for decision in model.decisions:
        element = present.get(decision.name)
        if element is None:
            element = _new_decision(root, decision)
        if decision.table is not None:
            _put_table(element, decision.table)


def _new_decision(root: Element, decision: Decision) -> Element:
    if decision.expression is not None and decision.table is None:
        raise DecisionError(f"決定「{decision.name}」は表ではないため、新しく書き出せません")
    element = SubElement(root, _tag("decision"), _attributes(id=decision.id, name=decision.name))
    if decision.description:
        SubElement(element, _tag("description")).text = decision.description
    variable = (
        {"name": decision.name, "typeRef": decision.type_ref}
        if decision.type_ref
        else {"name": decision.name}
    )
    SubElement(element, _tag("variable"), variable)
    return element


def _put_table(decision: Element, table: DecisionTable) -> None:
    old = child(decision, "decisionTable")
    if old is not None and read_table(old) == table:
        return
    new = build_table(table)
    if old is None:
        decision.append(new)
        return
    kept = [part for part in old if local(part) in ("extensionElements", "description")]
    for position, part in enumerate(kept):
        new.insert(position, part)
    decision[list(decision).index(old)] = new


def build_table(table: DecisionTable) -> Element:
    """The decisionTable element; empty attributes are left out."""
    element = Element(
        _tag("decisionTable"),
        _attributes(
            id=table.id,
            hitPolicy=table.hit_policy,
            aggregation=table.aggregation,
            outputLabel=table.output_label,
            typeRef=table.type_ref,
        ),
    )
    for clause in table.inputs:
        _add_input(element, clause)
    for output in table.outputs:
        _add_output(element, output)
    for name in table.annotations:
        SubElement(element, _tag("annotation"), {"name": name})
    for rule in table.rules:
        _add_rule(element, rule.id, rule.description, rule.inputs, rule.outputs, rule.annotations)
    return element


def _attributes(**given: str) -> dict[str, str]:
    return {key: value for key, value in given.items() if value}


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(SubElement(parent, _tag(name), _attributes(**attributes)), _tag("text")).text = text


def _add_input(table: Element, clause: InputClause) -> None:
    element = SubElement(table, _tag("input"), _attributes(id=clause.id, label=clause.label))
    _text(element, "inputExpression", clause.expression, typeRef=clause.type_ref)
    if clause.values:
        _text(element, "inputValues", clause.values)


def _add_output(table: Element, clause: OutputClause) -> None:
    names = _attributes(id=clause.id, name=clause.name, label=clause.label, typeRef=clause.type_ref)
    element = SubElement(table, _tag("output"), names)
    if clause.values:
        _text(element, "outputValues", clause.values)
    if clause.default:
        _text(element, "defaultOutputEntry", clause.default)


def _add_rule(
    table: Element,
    rule_id: str,
    description: str,
    inputs: Iterable[Cell],
    outputs: Iterable[Cell],
    annotations: Iterable[str],
) -> None:
    element = SubElement(table, _tag("rule"), _attributes(id=rule_id))
    if description:
        SubElement(element, _tag("description")).text = description
    for cell in inputs:
        _text(element, "inputEntry", cell.text, id=cell.id)
    for cell in outputs:
        _text(element, "outputEntry", cell.text, id=cell.id)
    for text in annotations:
        _text(element, "annotationEntry", text)
