"""A fault in the log says what and where, never with whose data."""

from __future__ import annotations

import logging
import sys

from madoguchi.config.log_format import WithoutWords

SECRET = "秘密町77番地"


def logged(error: Exception) -> str:
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "fault", None, sys.exc_info())
    return WithoutWords("%(message)s").format(record)


def test_the_words_of_an_exception_stay_out():
    text = logged(KeyError("架空　太郎"))
    assert "秘密" not in text
    assert "架空" not in text


def test_the_kinds_and_the_places_stay():
    text = logged(KeyError("架空　太郎"))
    assert "KeyError" in text
    assert "RuntimeError" in text
    assert "in logged" in text
