/** htmx with the house's habits: the CSRF header from the page's meta tag, and errors told in words. */
import { say, unsay } from "./messages.js";

const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:beforeRequest", unsay);

document.addEventListener("htmx:sendError", () => {
  say("サーバーにつながりません。入力はこの画面に残っています。少し待ってから、もう一度押してください。", "danger");
});

document.addEventListener("htmx:timeout", () => {
  say("時間がかかり過ぎたので止めました。入力はこの画面に残っています。もう一度押してください。", "danger");
});

const WORDS = {
  403: "この操作の権限がありません。必要なときは係長か情報担当へ伝えてください。",
  404: "対象が見つかりません。一覧に戻って開き直してください。",
};

document.addEventListener("htmx:responseError", (event) => {
  say(
    WORDS[event.detail.xhr.status] ??
      "処理の途中で問題が起きました。入力はこの画面に残っています。もう一度押しても直らないときは情報担当へ。",
    "danger",
  );
});

/** After a swap the focus goes to where the answer says, so that the hand never loses its place. */
document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.elt.querySelector?.("[data-focus-first]")?.focus();
});
