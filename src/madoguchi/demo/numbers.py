"""Numbers of the demo register, made so that nobody takes them for real ones.

宛名番号 begin with 9, 世帯番号 with 08: a serial of eight digits between, a check digit of modulus 11 behind
(weights 2–7; 住民記録システム標準仕様書 1.1.13).
"""

from __future__ import annotations

MEMBERS = 12  # numbers kept for one household, removed members included


def check_digit(digits: str) -> str:
    weighted = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    rest = 11 - weighted % 11
    return str(rest if rest < 10 else 0)


def resident_number(household: int, member: int) -> str:
    """`household` counts from 0; `member` from 0 within it."""
    digits = f"9{household * MEMBERS + member + 1:08d}"
    return digits + check_digit(digits)


def household_number(household: int) -> str:
    digits = f"08{household + 1:08d}"
    return digits + check_digit(digits)


def seal_number(household: int, member: int) -> str:
    return f"{household * MEMBERS + member + 1:08d}"


def landline(household: int) -> str:
    """Exchange 00 is never assigned."""
    return f"0738-00-{household * 7919 % 10_000:04d}"


def mobile(household: int, member: int) -> str:
    """090-0… is never assigned."""
    serial = (household * MEMBERS + member) * 104_729 % 10_000_000
    return f"090-0{serial // 10_000:03d}-{serial % 10_000:04d}"
