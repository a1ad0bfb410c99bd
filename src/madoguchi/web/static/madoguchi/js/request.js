/**
 * The certificate request.
 *
 * Every change is saved (htmx) and the answer redraws what depends on it. An answer that comes after the hand has
 * already gone on is not shown, or it would take back what was entered meanwhile: only its version number is kept, and
 * the next save, queued behind it, brings the whole. "Go on" waits until the last save is through.
 *
 * On a chosen certificate a digit is its number of copies (Q, 2 = two copies). F8 makes the paper as large as the window.
 */

const form = document.getElementById("request");
let entered = 0;
let enteredWhenSent = 0;
let goOnWith = null;

for (const kind of ["input", "change"]) form.addEventListener(kind, () => (entered += 1), true);

const isOurs = (event) => event.detail.elt === form || event.detail.requestConfig?.elt === form;
const isSaving = () => form.classList.contains("htmx-request");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isOurs(event)) enteredWhenSent = entered;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isOurs(event) || entered === enteredWhenSent || !event.detail.shouldSwap) return;
  event.detail.shouldSwap = false;
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const version = answer.getElementById("version");
  if (version) document.getElementById("version").value = version.value;
});

form.addEventListener("submit", (event) => {
  if (!isSaving()) return;
  event.preventDefault();
  goOnWith = event.submitter;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event) || !goOnWith) return;
  // A queued save starts within this turn; it is looked for in the next.
  setTimeout(() => {
    if (isSaving()) return;
    const button = goOnWith;
    goOnWith = null;
    form.requestSubmit(button);
  });
});

document.addEventListener("keydown", (event) => {
  const countId = event.target.dataset?.countFor;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (!countId || !digit || event.isComposing || event.ctrlKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const input = document.getElementById(countId);
  input.value = digit;
  if (event.target.checked) input.dispatchEvent(new Event("change", { bubbles: true }));
  else event.target.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-read-paper]");
  if (!button) return;
  const large = form.classList.toggle("is-reading");
  button.setAttribute("aria-pressed", String(large));
  if (large) document.getElementById("preview").focus();
});
