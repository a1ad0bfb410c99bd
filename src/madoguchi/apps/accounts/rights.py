"""The rights a group can have. Values are stored; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Right(StrEnum):
    COUNTER = "counter"
    ISSUE = "issue"
    IMPORT_VIEW = "import_view"
    IMPORT_RUN = "import_run"
    OUTBOUND_VIEW = "outbound_view"
    EXPORT = "export"
    AUDIT_VIEW = "audit_view"
    ACCOUNTS = "accounts"
    PROTECTION_RELEASE = "protection_release"


LABELS: Mapping[Right, str] = {
    Right.COUNTER: "窓口受付（検索・照会・受付）",
    Right.ISSUE: "証明書の交付",
    Right.IMPORT_VIEW: "前方連携の参照",
    Right.IMPORT_RUN: "前方連携の実行",
    Right.OUTBOUND_VIEW: "後方連携の参照",
    Right.EXPORT: "CSV出力",
    Right.AUDIT_VIEW: "記録の参照",
    Right.ACCOUNTS: "利用者の管理",
    Right.PROTECTION_RELEASE: "支援措置対象者の閲覧",
}
