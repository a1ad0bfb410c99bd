/**
 * The rules of the hand (docs/design/screens.md).
 *
 *   data-key="F9"          on a button, link, input or fieldset: the key presses it (text fields and groups take the focus)
 *   data-type-on           on a text field with a key: what stands there is typed on, not over
 *   data-key-label         words for the list of keys, when the text of the element isn't enough
 *   data-key-group         on a fieldset: data-digit keys act only while the focus is inside (inner groups first)
 *   data-digit="1"         on a radio button, check box or button in such a group
 *   data-print             prints the page as it stands
 *   data-open="id"         opens that dialog; data-close closes the one around it
 *   data-enter="next"      on a form: Enter goes to the next control instead of submitting
 *   data-guard             on a form: Esc asks once before leaving when something was typed
 *   data-focus-first       has the focus when the page opens; data-focus-inside: its first field (or first faulty one)
 *   body data-single-keys  "off" switches off keys without Ctrl/Alt/F that act on the whole page
 *
 * While an input method composes nothing fires. Keys the page doesn't name are left to the browser.
 */
import { say } from "./messages.js";

const TYPING = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable]";
const CONTROLS =
  "input:not([type=hidden],:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled)";
const LEAVE_AGAIN_WITHIN_MS = 3000;

let escapeAskedAt = -Infinity;

const isComposing = (event) => event.isComposing || event.keyCode === 229;
const isShown = (element) => element.getClientRects().length > 0;
const groupOf = (element) => element?.closest("[data-key-group]");
const topLayer = () => document.querySelector("dialog[open]") ?? document;

/** The name of a key as templates write it: "Ctrl+Enter", "F9", "Esc", "Alt+Q", "/", "1", "Q". */
export function keyName(event) {
  let name = event.key === "Escape" ? "Esc" : event.key;
  if (/^(Key[A-Z]|Digit\d|Numpad\d)$/.test(event.code) && !event.shiftKey) name = event.code.at(-1);
  if (name.length === 1) name = name.toUpperCase();
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + name;
}

function press(element) {
  if (element.getAttribute("aria-disabled") === "true") {
    say(element.dataset.reason, "warn");
  } else if (element.matches("fieldset")) {
    const chosen = element.querySelector("input:checked:not(:disabled)");
    (chosen ?? element.querySelector("input:not(:disabled)"))?.focus();
  } else if (element.matches(TYPING)) {
    element.focus();
    if (!("typeOn" in element.dataset)) element.select?.();
  } else {
    if (element.matches("input")) element.focus();
    element.click();
  }
}

function pageKey(name) {
  const named = topLayer().querySelectorAll(`[data-key="${CSS.escape(name)}"]`);
  return [...named].find(isShown);
}

function groupKey(name, target) {
  if (target.matches(TYPING)) return null;
  const wanted = `[data-digit="${CSS.escape(name)}"]:not(:disabled)`;
  for (let group = groupOf(target); group; group = groupOf(group.parentElement)) {
    const control = [...group.querySelectorAll(wanted)].find(isShown);
    if (control) return control;
  }
  return null;
}

function choose(control) {
  control.focus();
  control.click();
}

/** The controls of a form in reading order; a radio group counts once, by its chosen button. */
function stops(form) {
  return [...form.elements].filter((control) => {
    if (!control.matches(CONTROLS) || !isShown(control) || control.tabIndex < 0) return false;
    if (control.type !== "radio") return true;
    const group = [...form.elements].filter((other) => other.name === control.name && !other.disabled);
    return control === (group.find((other) => other.checked) ?? group[0]);
  });
}

function enterGoesOn(event) {
  const form = event.target.form;
  if (form?.dataset.enter !== "next" || event.target.matches("textarea, button")) return false;
  const all = stops(form);
  const current = groupOf(event.target);
  const here = all.indexOf(event.target);
  const next = all.slice(here + 1).find((control) => !current || !current.contains(control));
  (next ?? pageKey("Ctrl+Enter"))?.focus();
  return true;
}

function mayLeave() {
  const form = document.querySelector("form[data-guard][data-dirty]");
  if (!form || performance.now() - escapeAskedAt < LEAVE_AGAIN_WITHIN_MS) return true;
  escapeAskedAt = performance.now();
  say("入力の途中です。もう一度 Esc を押すと戻ります。", "warn");
  return false;
}

function escape(event) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  if (document.querySelector("dialog[open]")) return false;
  const back = pageKey("Esc");
  if (!back || !mayLeave()) return Boolean(back);
  press(back);
  return true;
}

export function toggleBlank(on) {
  document.documentElement.classList.toggle("is-blank", on);
}

function isWholePageSingleKey(name) {
  return !/^(F\d+|Esc|Ctrl\+.+|Alt\+.+)$/.test(name);
}

function handle(event) {
  const name = keyName(event);
  if (name === "Alt+Q") return toggleBlank(), true;
  if (document.documentElement.classList.contains("is-blank")) return false;
  if (name === "Esc") return escape(event);
  if (name === "Enter") return enterGoesOn(event);

  const chosen = groupKey(name, event.target);
  if (chosen) return choose(chosen), true;

  if (isWholePageSingleKey(name)) {
    if (document.body.dataset.singleKeys !== "on" || event.target.matches(TYPING)) return false;
    if (name === "?") return showKeys(), true;
  }
  const element = pageKey(name);
  if (!element) return false;
  press(element);
  return true;
}

/** Lists what the page itself declares, so the list can never be out of date. */
function showKeys() {
  const list = document.querySelector("[data-key-list]");
  if (!list) return;
  const rows = [...document.querySelectorAll("[data-key]")].filter(isShown).map((element) => {
    const label = element.dataset.keyLabel ?? [...element.children].find((c) => c.tagName === "SPAN")?.textContent;
    return [element.dataset.key, label ?? element.textContent.trim()];
  });
  const groups = [...document.querySelectorAll("[data-key-group]")].filter(
    (group) => isShown(group) && group.querySelector("[data-digit]") && group.querySelector("legend"),
  );
  for (const group of groups) {
    const digits = [...group.querySelectorAll("[data-digit]:not(:disabled)")].map((c) => c.dataset.digit);
    rows.push([digits.join(" "), `${group.querySelector("legend")?.textContent.trim() ?? ""}（この欄にいるとき）`]);
  }
  rows.push(["Enter", "次へ進む"], ["Alt+Q", "画面を隠す・戻す"], ["?", "この一覧"]);
  list.replaceChildren(...rows.flatMap(([key, words]) => [definition("dt", key), definition("dd", words)]));
  document.getElementById("key-help").showModal();
}

function definition(tag, text) {
  const element = document.createElement(tag);
  if (tag === "dt") {
    const key = document.createElement("kbd");
    key.className = "key";
    key.textContent = text;
    element.append(key);
  } else {
    element.textContent = text;
  }
  return element;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event)) return;
  if (handle(event)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-open], [data-close], [data-blank], [data-print], [aria-disabled=true], .blank");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!element) return;
  if (element.matches(".blank")) toggleBlank(false);
  if (element.matches("[data-blank]")) toggleBlank(true);
  if (element.matches("[data-print]")) window.print();
  if (element.matches("[data-close]")) element.closest("dialog").close();
  if (element.matches("[aria-disabled=true]") && event.isTrusted) say(element.dataset.reason, "warn");
  if (element.dataset.open === "key-help") showKeys();
  else if (element.dataset.open) document.getElementById(element.dataset.open).showModal();
});

document.addEventListener("input", (event) => event.target.form?.setAttribute("data-dirty", ""));
/** The first thing to do has the focus when the page opens: errors before a form's first group. */
const first =
  document.querySelector("[data-focus-first]") ??
  document.querySelector("[data-focus-inside] [aria-invalid=true]") ??
  document.querySelector("[data-focus-inside] input:not([type=hidden])");
if (first) first.matches("fieldset") ? press(first) : first.focus();
