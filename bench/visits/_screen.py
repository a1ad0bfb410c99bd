"""What a clerk's browser has on its screen during a visit: forms found by where they lead, values filled by name."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lxml import html

from bench.counter._browser import Page, Unexpected

Element = html.HtmlElement
Pairs = list[tuple[str, str]]


class Screen:
    """The last answer, page or part of one, and the CSRF token of the last whole page."""

    def __init__(self) -> None:
        self.token = ""

    def show(self, page: Page) -> None:
        self.tree: Element = html.document_fromstring(page.body, parser=html.HTMLParser(encoding="utf-8"))
        self.token = next(iter(self.tree.xpath("//meta[@name='csrf-token']/@content")), self.token)

    def forms(self, ending: str) -> list[Element]:
        """Those that htmx sends."""
        return [form for form in self.tree.xpath("//form[@hx-post]") if form.get("hx-post").endswith(ending)]

    def form(self, ending: str) -> tuple[str, Pairs]:
        """Address and fields of the one form that leads there, as it stands."""
        if not (found := self.forms(ending)):
            raise Unexpected(f"no form …{ending} on the page")
        return found[0].get("hx-post"), self.sent(found[0])

    def sent(self, form: Element) -> Pairs:
        """As htmx sends it: with what the page includes (hx-include) and the token of its header."""
        return list(form.form_values()) + self.beside()

    def beside(self) -> Pairs:
        found = ((name, self.tree.xpath(f"//input[@id='{name}']/@value")) for name in ("version", "mode"))
        return [(name, values[0]) for name, values in found if values] + [("csrfmiddlewaretoken", self.token)]

    def addresses(self, attribute: str, part: str) -> list[str]:
        return [str(found) for found in self.tree.xpath(f"//@{attribute}") if part in found]

    def missing_items(self) -> Iterator[tuple[str, Element]]:
        """Label and field of the notice's items that are still asked for."""
        for item in self.tree.xpath("//*[contains(@class, 'sheet-item--missing')]"):
            field = item.xpath(".//*[starts-with(@name, 'v-')]")[0]
            label = field.get("aria-label") or item.xpath("string(.//label/text())")
            yield label.strip(), field

    def filled(self, field: Element, value: str) -> tuple[str, Pairs]:
        """One item of the notice, sent alone as its hx-params say."""
        values = [(name, str(given)) for name, given in json.loads(field.get("hx-vals")).items()]
        return field.get("hx-post"), [*values, (field.get("name"), value), *self.beside()]
