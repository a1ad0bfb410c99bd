/**
 * The certificate request.
 *
 * Every change is saved (htmx) and the answer redraws what depends on it. An answer that comes after the hand has
 * already gone on is not shown, or it would take back what was entered meanwhile: only its version number is kept, and
 * the next save, queued behind it, brings the whole. "Go on" waits until the last save is through.
 *
 *   data-kinds="agent messenger"   shown for these kinds of visitors, at once, without waiting for the server
 *   data-in-turn                   in a group: its digit is its place among those shown
 *   data-then="id"                 choosing it leads to the first thing asked in that part of the page
 *
 * On a chosen certificate without questions of its own a digit is the number of copies (Q, 2 = two copies). F8 makes
 * the paper as large as the window.
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
    // The answer may have drawn the button anew, or put another act in its place.
    const button = goOnWith.isConnected ? goOnWith : document.querySelector('[data-key="Ctrl+Enter"]');
    goOnWith = null;
    if (!button) return;
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

function showForKind() {
  const kind = form.elements.visitor_kind.value;
  for (const part of form.querySelectorAll("[data-kinds]")) {
    // What a person without proof of identity has to state is the server's to show.
    if (part.id === "stated" && !part.dataset.kinds.split(" ").includes(kind)) continue;
    part.hidden = !part.dataset.kinds.split(" ").includes(kind);
  }
  numberInTurn();
}

function numberInTurn() {
  const shown = [...form.querySelectorAll("[data-in-turn]")].filter((control) => !control.closest("[hidden]"));
  for (const control of form.querySelectorAll("[data-in-turn]")) {
    const place = shown.indexOf(control) + 1;
    const key = control.closest("label").querySelector(".key");
    if (place > 0 && place < 10) control.dataset.digit = key.textContent = String(place);
    else delete control.dataset.digit;
    key.hidden = !control.dataset.digit;
  }
}

/** The chosen one of a radio group, else the first thing that can be filled in. */
function firstIn(part) {
  const controls = [...part.querySelectorAll("input:not(:disabled), select")].filter((c) => c.getClientRects().length);
  const first = controls.find((control) => control.matches("[type=text], select")) ?? controls[0];
  return controls.find((control) => control.checked) ?? first;
}

form.addEventListener("change", (event) => {
  if (event.target.name === "visitor_kind") showForKind();
  const part = event.target.checked && document.getElementById(event.target.dataset.then);
  if (part) firstIn(part)?.focus();
  if (event.target.name === "papers") identityAfterTheOnlyPaper(event.target);
});

/** Where one paper is all that this kind of visitor shows, the hand goes on by itself. */
function identityAfterTheOnlyPaper(paper) {
  const shown = [...form.querySelectorAll("[name=papers]")].filter((other) => !other.closest("[hidden]"));
  if (paper.checked && shown.length === 1) firstIn(form.querySelector('[data-key="F4"]'))?.focus();
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (isOurs(event) || form.contains(event.detail.elt)) numberInTurn();
});
numberInTurn();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-read-paper]");
  if (!button) return;
  const large = form.classList.toggle("is-reading");
  button.setAttribute("aria-pressed", String(large));
  if (large) document.getElementById("preview").focus();
});
