"""What may stand beside a household or a reception and comes from an app above: the address of a part of the page,
asked for after the page is there. "" where there is nothing to ask for."""

from __future__ import annotations

from collections.abc import Callable

Address = Callable[[int, str], str]
_addresses: list[Address] = []


def register(address: Address) -> None:
    """`address` takes a resident's id and the reception's number ("": no reception yet)."""
    _addresses.append(address)


def url_of(resident_id: int, reference: str = "") -> str:
    return next((url for address in _addresses if (url := address(resident_id, reference))), "")
