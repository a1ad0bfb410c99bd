"""A small browser for load: keep-alive, cookies, forms filled by name. One process drives all users by asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html

Pairs = Sequence[tuple[str, str]]
FOLLOWED = (301, 302, 303)


class Unexpected(Exception):
    """An answer that no clerk should get. Says the page's kind and the status, nothing of a person."""


@dataclass(slots=True)
class Page:
    status: int
    path: str
    body: bytes
    headers: Mapping[str, str]

    def forms(self) -> list[html.FormElement]:
        return list(html.document_fromstring(self.body).forms)

    def form(self, ending: str) -> tuple[str, list[tuple[str, str]]]:
        """Action and fields, as a browser would send them, of the form whose action ends like this."""
        for form in self.forms():
            action = form.action or self.path
            if urlsplit(action).path.endswith(ending):
                return action, [(name, value) for name, value in form.form_values()]
        raise Unexpected(f"no form …{ending} on the page")


@dataclass(slots=True)
class Browser:
    """One signed-in person. Redirects are followed; the time of a step is that of all its requests."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    """Sent so far."""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Page:
        return await self._follow("GET", path, b"", {})

    async def post(self, path: str, pairs: Pairs, *, htmx: bool = False) -> Page:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        if htmx:
            headers["HX-Request"] = "true"
        return await self._follow("POST", path, urlencode(pairs).encode(), headers)

    async def _follow(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        page = await self._send(method, path, body, headers)
        while page.status in FOLLOWED:
            page = await self._send("GET", urljoin(page.path, page.headers["location"]), b"", {})
        if page.status >= 400:
            raise Unexpected(f"{method} answered {page.status}")
        return page

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        self.requests += 1
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        try:
            status, given, answer = await self._exchange(message)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._streams = None  # the server closed an idle connection
            status, given, answer = await self._exchange(message)
        for name, value in given:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return Page(status, path, answer, dict(given))

    async def _exchange(self, message: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(message)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        given = [
            (name.strip().lower(), value.strip())
            for name, _, value in (h.partition(":") for h in head[1:] if h)
        ]
        fields = dict(given)
        if fields.get("transfer-encoding") == "chunked":
            return status, given, await _chunks(reader)
        return status, given, await reader.readexactly(int(fields.get("content-length", "0")))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = bytearray()
    while size := int((await reader.readline()).split(b";")[0], 16):
        whole += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return bytes(whole)
