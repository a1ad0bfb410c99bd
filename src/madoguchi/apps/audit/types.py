"""Who did what: the words of the trail. Values are stored for years; renaming one needs a migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What happened. The label (Japanese) is for the log screen."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SEARCHED = "searched"
    LOOKED = "looked"
    LISTED = "listed"
    REFUSED = "refused"
    COPY_OPENED = "copy_opened"
    PREVIEWED = "previewed"
    PRINTED = "printed"
    REPRINTED = "reprinted"
    RECEPTION_STARTED = "reception_started"
    IDENTITY_RECORDED = "identity_recorded"
    REQUEST_SAVED = "request_saved"
    SIGNATURE_ASKED = "signature_asked"
    SIGNED = "signed"
    SIGNATURE_VOIDED = "signature_voided"
    RECEPTION_FINISHED = "reception_finished"
    RECEPTION_MADE = "reception_made"
    RECEPTION_REVIEWED = "reception_reviewed"
    RECEPTION_SENT_BACK = "reception_sent_back"
    RECEPTION_PAID = "reception_paid"
    RECEPTION_ISSUED = "reception_issued"
    RECEPTION_DONE = "reception_done"
    RECEPTION_SUSPENDED = "reception_suspended"
    RECEPTION_RESUMED = "reception_resumed"
    NOTICE_SETTLED = "notice_settled"
    RECEPTION_CANCELLED = "reception_cancelled"
    VISIT_CHANGED = "visit_changed"
    PAIRED = "paired"
    TASKS_MADE = "tasks_made"
    TASK_CHANGED = "task_changed"
    TASK_NOTED = "task_noted"
    OFFER_ANSWERED = "offer_answered"
    IMPORT_STARTED = "import_started"
    IMPORT_APPLIED = "import_applied"
    IMPORT_REFUSED = "import_refused"
    IMPORT_CONFIRMED = "import_confirmed"
    PROTECTION_CHANGED = "protection_changed"
    PROTECTION_APPLIED = "protection_applied"
    RELEASE_ASKED = "release_asked"
    RELEASED = "released"
    RELEASE_REFUSED = "release_refused"
    RELEASE_ENDED = "release_ended"
    CORE_CHECKED = "core_checked"
    ENTRY_CONFIRMED = "entry_confirmed"
    VISITS_MERGED = "visits_merged"
    RECORD_QUEUED = "record_queued"
    RECORD_HELD = "record_held"
    RECORD_DELIVERED = "record_delivered"
    EXPORTED = "exported"
    PACK_LOADED = "pack_loaded"
    ACCOUNT_CHANGED = "account_changed"
    LOG_VIEWED = "log_viewed"
    REKEYED = "rekeyed"
    LINE_CORRECTED = "line_corrected"
    LINE_DISMISSED = "line_dismissed"
    LINES_RECHECKED = "lines_rechecked"
    HELD_RECORD_SETTLED = "held_record_settled"
    EXPECTED_LOOKED = "expected_looked"
    EXPECTED_STARTED = "expected_started"
    EXPECTED_ERASED = "expected_erased"


LABELS: Mapping[Action, str] = {
    Action.SIGNED_IN: "サインイン",
    Action.SIGN_IN_FAILED: "サインイン失敗",
    Action.SIGNED_OUT: "サインアウト",
    Action.LOCKED: "画面ロック",
    Action.UNLOCKED: "ロック解除",
    Action.SEARCHED: "検索",
    Action.LOOKED: "照会",
    Action.LISTED: "一覧表示",
    Action.REFUSED: "拒否",
    Action.COPY_OPENED: "保存済みデータの参照",
    Action.PREVIEWED: "申請書の確認表示",
    Action.PRINTED: "印刷",
    Action.REPRINTED: "再印刷",
    Action.RECEPTION_STARTED: "受付開始",
    Action.IDENTITY_RECORDED: "本人確認",
    Action.REQUEST_SAVED: "請求内容の保存",
    Action.SIGNATURE_ASKED: "署名の依頼",
    Action.SIGNED: "署名",
    Action.SIGNATURE_VOIDED: "署名の無効化",
    Action.RECEPTION_FINISHED: "受付の確定",
    Action.RECEPTION_MADE: "証明書の作成",
    Action.RECEPTION_REVIEWED: "審査",
    Action.RECEPTION_SENT_BACK: "差し戻し",
    Action.RECEPTION_PAID: "会計",
    Action.RECEPTION_ISSUED: "交付",
    Action.RECEPTION_DONE: "受付の完了",
    Action.RECEPTION_SUSPENDED: "受付の保留",
    Action.RECEPTION_RESUMED: "受付の再開",
    Action.NOTICE_SETTLED: "本人通知の処理",
    Action.RECEPTION_CANCELLED: "受付の取消",
    Action.VISIT_CHANGED: "来庁内容の変更",
    Action.PAIRED: "署名画面の接続",
    Action.TASKS_MADE: "各課への回付",
    Action.TASK_CHANGED: "課の手続の変更",
    Action.TASK_NOTED: "課への引継ぎ",
    Action.OFFER_ANSWERED: "手続漏れの案内",
    Action.IMPORT_STARTED: "取込開始",
    Action.IMPORT_APPLIED: "取込反映",
    Action.IMPORT_REFUSED: "取込中止",
    Action.IMPORT_CONFIRMED: "取込の確認",
    Action.PROTECTION_CHANGED: "支援措置の変更",
    Action.PROTECTION_APPLIED: "支援措置の申出",
    Action.RELEASE_ASKED: "システム確認の依頼",
    Action.RELEASED: "システム確認（認める）",
    Action.RELEASE_REFUSED: "システム確認（認めない）",
    Action.RELEASE_ENDED: "システム確認の終わり",
    Action.CORE_CHECKED: "基幹端末での確認",
    Action.ENTRY_CONFIRMED: "異動の入力済みの確認",
    Action.VISITS_MERGED: "受付の統合",
    Action.RECORD_QUEUED: "連携データ作成",
    Action.RECORD_HELD: "連携データ保留",
    Action.RECORD_DELIVERED: "連携データ送信",
    Action.EXPORTED: "データ出力",
    Action.PACK_LOADED: "設定の読込",
    Action.ACCOUNT_CHANGED: "利用者の変更",
    Action.LOG_VIEWED: "記録の参照",
    Action.REKEYED: "検索キーの再作成",
    Action.LINE_CORRECTED: "隔離した行の修正",
    Action.LINE_DISMISSED: "隔離した行の見送り",
    Action.LINES_RECHECKED: "隔離した行の再確認",
    Action.HELD_RECORD_SETTLED: "保留した連携データの処理",
    Action.EXPECTED_LOOKED: "来庁予定の参照",
    Action.EXPECTED_STARTED: "来庁予定からの受付",
    Action.EXPECTED_ERASED: "来庁予定の消去",
}


@dataclass(frozen=True, slots=True)
class Who:
    """The person (or the named system job) behind an event. `staff_id` is None for a system job."""

    staff_id: int | None
    staff_name: str
    department: str = ""
    terminal: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written down.

    `subjects` are resident ids; `reference` names what was worked on (a reception number, a set id);
    `detail` holds counts, kinds and reasons, never names, addresses or what was typed into a search box.
    """

    action: Action
    who: Who
    purpose: str = ""
    subjects: Sequence[int] = ()
    reference: str = ""
    detail: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something `verify` found: what kind, which event or seal, in words for the auditor."""

    kind: str
    where: str
    message: str
