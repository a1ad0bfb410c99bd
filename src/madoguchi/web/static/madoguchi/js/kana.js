/**
 * The reading of a name, guessed from what the input method was given before it made kanji of it. It stays marked as a
 * guess until somebody corrects it or goes on from it by Enter; what a hand has typed is never written over.
 *
 *   data-kana-to="id"     on the name's field: the field of its reading
 *   data-kana-mark="id"   on that: what is shown while it is a guess;   data-kana-flag="id": sent along then
 *
 * The name is kept as parts, each with the reading it came from, so that a part that is deleted, converted again or
 * changed for another shape of the same character takes its own reading along and no other.
 */

const KANA = /^[ぁ-ゖァ-ヺー]+$/;
const READING = /^([ぁ-ゖァ-ヺー]*)([nｎ]?)$/;
const BLANK = /^[\s　]+$/;
const guesses = new WeakMap();

const katakana = (text) => text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

/** What the input method shows, if it is kana: 「しけｎ」 becomes 試験 without ever being 「しけん」. */
function readingOf(shown) {
  const match = READING.exec(shown);
  return match && match[1] + (match[2] ? "ん" : "");
}

/** Parts of a text nobody has seen typed. Kana and blanks are their own reading, anything else has none (null). */
function unseen(text) {
  return (text.match(/[\s　]+|[ぁ-ゖァ-ヺー]+|[^\s　ぁ-ゖァ-ヺー]+/g) ?? []).map((part) => ({
    text: part,
    reading: BLANK.test(part) ? "　" : KANA.test(part) ? katakana(part) : null,
  }));
}

/** A name that stands there already: its words with those of its reading, where they are as many. */
function begun(name, kana) {
  const parts = unseen(name);
  const words = kana.split(/[\s　]+/).filter(Boolean);
  const named = parts.filter((part) => !BLANK.test(part.text));
  if (words.length === named.length) named.forEach((part, at) => (part.reading = katakana(words[at])));
  return parts;
}

/** A reading that is marked, or ends in a blank (a surname to begin with), may be gone on with. */
function guessOf(field) {
  if (!guesses.has(field)) {
    const kana = document.getElementById(field.dataset.kanaTo);
    const open = flagged(kana) || /[\s　]$/.test(kana.value);
    guesses.set(field, { parts: begun(field.value, kana.value), written: open ? kana.value : null });
  }
  return guesses.get(field);
}

/** Puts a text in the place of from..to. `reading` null: not known; undefined: what stood there, only written otherwise. */
function put(guess, from, to, text, reading) {
  const [before, touched, after] = [[], [], []];
  let at = 0;
  for (const part of guess.parts) {
    const end = at + part.text.length;
    if (end <= from) before.push(part);
    else if (at >= to) after.push(part);
    else touched.push({ ...part, at, end });
    at = end;
  }
  const head = touched.length && touched[0].at < from ? touched[0].text.slice(0, from - touched[0].at) : "";
  const tail = touched.length && touched.at(-1).end > to ? touched.at(-1).text.slice(to - touched.at(-1).end) : "";
  const known = touched.length && touched.every((part) => part.reading !== null);
  const own = reading === undefined ? (known ? touched.map((part) => part.reading).join("") : null) : reading;
  const middle = [];
  if (head || tail) middle.push({ text: head + text + tail, reading: reading === undefined ? own : null });
  else if (text && own === null) middle.push(...unseen(text));
  else if (text) middle.push({ text, reading: own });
  guess.parts = [...before, ...middle, ...after];
}

/** What changed between two texts, as from..to of the old one and the new text there. */
function change(old, now) {
  let from = 0;
  while (from < Math.min(old.length, now.length) && old[from] === now[from]) from++;
  let same = 0;
  while (same < Math.min(old.length, now.length) - from && old.at(-1 - same) === now.at(-1 - same)) same++;
  return { from, to: old.length - same, text: now.slice(from, now.length - same) };
}

/** The same for what was composed before the caret, of which parts may be as they were; null if that doesn't fit. */
function composed(old, field, text) {
  const end = field.selectionStart;
  const [from, to] = [end - text.length, old.length - (field.value.length - end)];
  const fits = from >= 0 && to >= from && old.slice(0, from) + text + old.slice(to) === field.value;
  return fits ? { from, to, text } : null;
}

const textOf = (guess) => guess.parts.map((part) => part.text).join("");

const flagged = (kana) => Boolean(document.getElementById(kana.dataset.kanaFlag)?.value);

function flag(kana, isGuess) {
  const mark = document.getElementById(kana.dataset.kanaMark);
  if (mark) mark.hidden = !isGuess;
  const sent = document.getElementById(kana.dataset.kanaFlag);
  if (sent) sent.value = isGuess ? "1" : "";
}

/** Only into an empty field, or over what this module wrote. */
function write(field, guess) {
  const kana = document.getElementById(field.dataset.kanaTo);
  if (!kana || (kana.value && kana.value !== guess.written)) return;
  const reading = guess.parts.map((part) => part.reading ?? "").join("");
  kana.value = reading.replace(/^　+/, "").replace(/　{2,}/g, "　");
  guess.written = kana.value;
  flag(kana, kana.value !== "");
}

document.addEventListener("compositionstart", (event) => {
  if (!event.target.dataset?.kanaTo) return;
  const guess = guessOf(event.target);
  guess.composing = { reading: "", again: event.data !== "", first: true };
});

document.addEventListener("compositionupdate", (event) => {
  const guess = guesses.get(event.target);
  if (!guess?.composing) return;
  const reading = readingOf(event.data);
  if (guess.composing.first && reading?.length > 1) giveBack(guess, reading);
  guess.composing.first = false;
  if (reading !== null) guess.composing.reading = reading;
});

/**
 * Input methods that settle the first half of a phrase alone begin a new composition with the rest: its reading was
 * counted with the first half.
 */
function giveBack(guess, rest) {
  const last = guess.parts.at(-1);
  if (last?.reading?.endsWith(katakana(rest)) && last.reading.length > rest.length) {
    last.reading = last.reading.slice(0, -rest.length);
  }
}

document.addEventListener("compositionend", (event) => {
  const field = event.target;
  const guess = guesses.get(field);
  if (!guess?.composing) return;
  const { reading, again } = guess.composing;
  guess.composing = null;
  const old = textOf(guess);
  if (old === field.value) return;
  const { from, to, text } = composed(old, field, event.data) ?? change(old, field.value);
  put(guess, from, to, text, reading ? katakana(reading) : again ? undefined : null);
  write(field, guess);
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset?.kanaMark) return flag(field, false);
  if (!field.dataset?.kanaTo || event.isComposing || guesses.get(field)?.composing) return;
  const guess = guessOf(field);
  const { from, to, text } = change(textOf(guess), field.value);
  put(guess, from, to, text, event.inputType === "insertReplacementText" ? undefined : null);
  write(field, guess);
});

/** Enter in the field of the reading: looked at and found right. */
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.dataset?.kanaMark) flag(event.target, false);
  },
  true,
);

/** A name begun for the next one of a family is typed on behind the surname. */
document.addEventListener("focusin", (event) => {
  const field = event.target;
  if (!field.dataset?.kanaTo) return;
  guessOf(field);
  if (field.selectionEnd === 0) field.setSelectionRange(field.value.length, field.value.length);
});
