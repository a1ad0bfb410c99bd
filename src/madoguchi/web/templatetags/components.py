"""Template tags of the components. Their parameters are described in docs/design/screens.md."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# The words of a state are fixed by screens.md ("Words"); only their tone is decided here.
_TONES = {
    "受付中": "accent",
    "署名待ち": "accent",
    "作成待ち": "accent",
    "審査待ち": "accent",
    "会計待ち": "accent",
    "交付待ち": "accent",
    "手続中": "accent",
    "対応中": "accent",
    "呼出可": "accent",
    "取込中": "accent",
    "処理中": "accent",
    "未送信": "accent",
    "取込待ち": "accent",
    "完了": "good",
    "通知した": "good",
    "交付済": "good",
    "公開中": "good",
    "送信済": "good",
    "取込済": "good",
    "封印済": "good",
    "有効": "good",
    "保留": "warn",
    "未取込": "warn",
    "要確認": "warn",
    "一部取込": "warn",
    "再送待ち": "warn",
    "ロック中": "warn",
    "停止": "danger",
    "失敗": "danger",
    "不一致": "danger",
}

_KINDS = frozenset({"primary", "secondary", "quiet", "danger"})


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    kind: str
    key: str
    href: str
    type: str
    name: str
    value: str
    form: str
    off: str
    small: bool


@register.inclusion_tag("components/button.html")
def button(
    label: str,
    *,
    kind: str = "secondary",
    key: str = "",
    href: str = "",
    type: str = "submit",
    name: str = "",
    value: str = "",
    form: str = "",
    off: str = "",
    small: bool = False,
) -> dict[str, Button]:
    """A button, or a link that looks like one when `href` is given.

    `off` is the reason in words why it can't be used now; the button stays visible and says it.
    """
    if kind not in _KINDS:
        raise template.TemplateSyntaxError(f"button: kind {kind!r} is none of {sorted(_KINDS)}")
    return {"button": Button(label, kind, key, href, type, name, value, form, off, small)}


@register.simple_tag
def key(name: str) -> SafeString:
    """The small picture of a key beside the thing it does."""
    return format_html('<kbd class="key">{}</kbd>', name)


@register.simple_tag
def mj(name: str | None) -> SafeString:
    """A name in the MJ font. What isn't known shows as a dash that is read out as "not known"."""
    if not name:
        return format_html('<span aria-label="{}">—</span>', "記録なし")
    return format_html('<span class="mj">{}</span>', name)


@register.simple_tag
def status(word: str) -> SafeString:
    """A state as a tag; words that aren't in the table of tones stay neutral."""
    return format_html('<span class="tag tag--{}">{}</span>', _TONES.get(word, "quiet"), word)


@register.filter
def grouped(number: int) -> str:
    """A count with its thousands apart: 20,543."""
    return f"{number:,}"


@register.simple_block_tag
def notice(content: str, title: str = "", kind: str = "info") -> SafeString:
    """A boxed message: what happened, what was kept, what to do. `kind`: info, good, warn, danger."""
    role = "alert" if kind == "danger" else "status"
    heading = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice--{}" role="{}">{}<div>{}</div></div>', kind, role, heading, content
    )
