/**
 * Kana guessed from how a name is typed: what the input method is given before it converts. Only while the kana field
 * is empty or still holds the guess; it can always be corrected.
 *
 *   data-kana-to="id"   on the name's field: the field of its kana
 */

const KANA = /^[\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;
const guesses = new WeakMap();

const katakana = (text) =>
  text.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60)).normalize("NFKC");

document.addEventListener("compositionstart", (event) => {
  const id = event.target.dataset?.kanaTo;
  if (id) guesses.set(event.target, { ...(guesses.get(event.target) ?? { done: "" }), reading: "" });
});

document.addEventListener("compositionupdate", (event) => {
  const guess = guesses.get(event.target);
  if (guess && KANA.test(event.data)) guess.reading = event.data;
});

document.addEventListener("compositionend", (event) => {
  const guess = guesses.get(event.target);
  const kana = guess && document.getElementById(event.target.dataset.kanaTo);
  if (!kana || !guess.reading) return;
  if (kana.value.replace(/\s/g, "") !== guess.done.replace(/\s/g, "")) return;
  const space = /[\s　]/.test(event.target.value) && guess.done && !guess.done.includes(" ") ? " " : "";
  guess.done = guess.done + space + katakana(guess.reading);
  guess.reading = "";
  kana.value = guess.done;
});
