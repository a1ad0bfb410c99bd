"""Faults in the log: what kind and where. The words of an exception may quote a person's data."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWords(logging.Formatter):
    """A database quotes the row at fault, a KeyError the key that was typed: only kinds and places are written."""

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name is logging's
        parts: list[str] = []
        fault = ei[1]
        while fault is not None:
            parts.append("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__qualname__)
            fault = fault.__cause__ or fault.__context__
        return "\nbecause of:\n".join(parts)
