"""What a person sees as one character: a base with its variation selectors and combining marks.

Lengths, boxes of forms and the positions in every report count these, not code points: 邉󠄒 is one.
Half-width ﾞ and ﾟ stand in a box of their own and stay apart.
"""

from __future__ import annotations

import re

from madoguchi.domain.text.writing import SELECTORS

_MARKS = f"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f{SELECTORS}"
_CLUSTER = re.compile(f"[^{_MARKS}][{_MARKS}]*|[{_MARKS}]+")
_MARK = re.compile(f"[{_MARKS}]")


def clusters(text: str) -> tuple[str, ...]:
    """`"渡邉󠄒"` → `("渡", "邉󠄒")`. Joined again they give the text back.

    Marks at the very start, with no base before them, are a cluster of their own.
    """
    return tuple(_CLUSTER.findall(text)) if _MARK.search(text) else tuple(text)


def length(text: str) -> int:
    return len(clusters(text))


def code_points(cluster: str) -> str:
    """`"邉󠄒"` → `"U+9089 U+E0112"`."""
    return " ".join(f"U+{ord(c):04X}" for c in cluster)
