/**
 * A character that no key gives, put where the caret was (components/character_picker.html).
 *
 *   data-pick-character   on a button: opens the search for the .mj field that had the caret last
 *
 * With a kanji before the caret (or one selected) the search begins with its relatives, and the chosen one takes its
 * place. ↓ goes to the characters, arrows and digits choose, Enter puts the chosen one in, Esc leaves all as it was.
 */
import { say } from "./messages.js";

const dialog = document.getElementById("picker");
const form = document.getElementById("picker-form");
const sign = document.getElementById("picker-sign");
const replace = document.getElementById("picker-replace");
const FIELD = "input.mj:not([readonly], :disabled)";
const ROW = 9;
const PAUSE_MS = 150;
const MOVES = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ROW, ArrowUp: -ROW };

/** The field that had the caret last, and where a chosen character goes: by id, since an answer may draw it again. */
let last = "";
let place = null;
let toList = false;
let due;

document.addEventListener("focusin", (event) => {
  if (event.target.matches(FIELD) && !dialog.contains(event.target)) last = event.target.id;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-pick-character]")) open();
});

/** The user-perceived character before a position: a base with its selector is one. */
function characterBefore(text, at) {
  const parts = [...new Intl.Segmenter("ja").segment(text.slice(0, at))];
  return parts.at(-1)?.segment ?? "";
}

function open() {
  const field = document.getElementById(last);
  if (!field) return say("氏名や住所の欄にカーソルを置いてから押してください。", "warn");
  const [from, to] = [field.selectionStart, field.selectionEnd];
  const chosen = from === to ? characterBefore(field.value, from) : field.value.slice(from, to);
  const seed = /^\p{Script=Han}\p{M}*$/u.test(chosen) ? chosen : "";
  place = { id: field.id, from: from === to && seed ? to - seed.length : from, to, seed };
  form.reset();
  sign.value = seed;
  document.getElementById("picker-replaced").textContent = seed;
  document.getElementById("picker-replace-label").hidden = !seed;
  replace.checked = Boolean(seed);
  show(null);
  document.getElementById("picker-found").replaceChildren();
  dialog.showModal();
  (seed ? sign : document.getElementById("picker-reading")).focus();
  if (seed) sign.select();
  toList = Boolean(seed);
  form.requestSubmit();
}

const options = () => [...dialog.querySelectorAll("[role=option]")];
const selected = () => dialog.querySelector("[role=option][aria-selected=true]");

/** Digits stand on the row of the chosen one. */
function show(option) {
  const all = options();
  const row = option ? Math.floor(all.indexOf(option) / ROW) : -1;
  for (const [at, one] of all.entries()) {
    one.setAttribute("aria-selected", String(one === option));
    one.tabIndex = one === option ? 0 : -1;
    one.querySelector(".picker__key").textContent = Math.floor(at / ROW) === row ? String((at % ROW) + 1) : "";
  }
  document.getElementById("picker-large").textContent = option?.dataset.text ?? "";
  const facts = option?.querySelector("dl").cloneNode(true);
  if (facts) facts.hidden = false;
  document.getElementById("picker-facts").replaceChildren(...(facts ? [facts] : []));
}

function choose(option) {
  if (!option) return;
  show(option);
  option.focus();
  option.scrollIntoView({ block: "nearest" });
}

/** An answer may draw the field again; what is put in before that would be lost with it. */
async function settled() {
  for (let tries = 0; tries < 40 && document.querySelector(".htmx-request"); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function insert() {
  const text = selected()?.dataset.text;
  if (!text) return;
  const { id, from, to, seed } = place;
  place.put = true;
  dialog.close();
  await settled();
  const field = document.getElementById(id);
  if (!field) return say("欄が描き直されました。もう一度、欄にカーソルを置いてください。", "warn");
  field.focus();
  field.setRangeText(text, seed && !replace.checked ? to : from, to, "end");
  const kind = seed && replace.checked ? "insertReplacementText" : "insertText";
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: kind, data: text }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

dialog.addEventListener("close", () => {
  const { id, to, put } = place;
  const field = !put && document.getElementById(id);
  if (!field) return;
  field.focus();
  field.setSelectionRange(to, to);
});

/** Looks while it is typed, but not for a letter that an input method hasn't made kana of yet. */
form.addEventListener("input", (event) => {
  clearTimeout(due);
  if (event.target === replace || (event.isComposing && /[a-zａ-ｚ]$/i.test(event.target.value))) return;
  if (event.target === sign && sign.value !== place.seed) replace.checked = false;
  due = setTimeout(() => form.requestSubmit(), PAUSE_MS);
});

form.addEventListener("htmx:afterSwap", () => {
  const wrong = document.getElementById("picker-count").dataset.wrong;
  for (const field of form.querySelectorAll("input[type=text]")) {
    field.setAttribute("aria-invalid", String(field.name === wrong));
  }
  const [first] = options();
  if (toList) choose(first);
  else show(first ?? null);
  toList = false;
});

dialog.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
  if (event.target.closest("[data-picker-insert]") || (option && event.detail === 2)) insert();
});

dialog.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const all = options();
  const here = event.target.closest("[role=option]");
  if (event.key === "Enter" && (here || event.target.matches("input"))) {
    event.preventDefault();
    here ? insert() : choose(selected() ?? all[0]);
  } else if (!here) {
    if (event.key !== "ArrowDown" || !all.length) return;
    event.preventDefault();
    choose(selected() ?? all[0]);
  } else if (MOVES[event.key]) {
    event.preventDefault();
    const next = all[all.indexOf(here) + MOVES[event.key]];
    if (next) choose(next);
    else if (event.key === "ArrowUp") sign.focus();
  } else if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    choose(all[all.indexOf(here) - (all.indexOf(here) % ROW) + Number(event.key) - 1]);
  }
});
