/**
 * The pages of a visit.
 *
 *   data-arrows         ↑ ↓ go from one [data-row] inside to the next
 *   data-to="id"        goes to the first [data-row] in that part of the page
 *   data-opens="id"     opens that dialog when the answer of its request has come
 *   data-keep-scroll    keeps its place when the page is drawn again after an answer (needs an id)
 *   data-closes="id"    on a form: closes that dialog when what it sent was taken
 *   data-toggle-words   shows and hides the words of the pointing card
 */

const ROW = "[data-row]:not([hidden], :disabled)";
const shown = (element) => element.getClientRects().length > 0;

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const list = event.target.closest?.("[data-arrows]");
  const here = event.target.closest?.("[data-row]");
  if (!list || !here || here.matches("select, input:not([type=checkbox])")) return;
  const rows = [...list.querySelectorAll(ROW)].filter(shown);
  const next = rows[rows.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-to]");
  if (to) [...document.getElementById(to.dataset.to).querySelectorAll(ROW)].find(shown)?.focus();
  const words = event.target.closest("[data-toggle-words]");
  if (words) toggleWords(words);
});

function toggleWords(button) {
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(open));
  for (const words of document.querySelectorAll(".card-sheet__words")) words.hidden = !open;
  for (const option of document.querySelectorAll("#card-rows option[data-words]")) {
    option.textContent = open ? option.dataset.words : String(option.index);
  }
}

/**
 * An answer that comes while the hand already types in the next field, or chooses a town, isn't shown, or it would take that away: only its
 * version is kept, and the save of that field brings the whole.
 */
function keepsTyping(event) {
  const field = document.activeElement;
  const typing = field?.matches?.("input[type=text]") && field.value !== field.defaultValue || field?.closest?.(".towns");
  if (!typing || field === event.detail.requestConfig?.elt || field.form === event.detail.requestConfig?.elt) return false;
  if (!event.detail.target.contains(field) || event.detail.xhr.status >= 400) return false;
  event.detail.shouldSwap = false;
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const version = answer.getElementById("version");
  if (version) document.getElementById("version").value = version.value;
  return true;
}

/** Scrolled lists stay where they were: an answer changes what is in them, not where the eye is. */
const places = new Map();

document.addEventListener("htmx:beforeSwap", (event) => {
  if (keepsTyping(event)) return;
  for (const list of document.querySelectorAll("[data-keep-scroll]")) places.set(list.id, list.scrollTop);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const [id, top] of places) {
    const list = document.getElementById(id);
    if (list) list.scrollTop = top;
  }
  places.clear();
  const version = document.getElementById("version")?.value;
  for (const field of document.querySelectorAll("[data-version]")) field.value = version;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const opens = event.detail.elt.dataset?.opens;
  const dialog = opens && event.detail.successful && document.getElementById(opens);
  if (dialog && !dialog.open) {
    dialog.showModal();
    dialog.querySelector("[data-focus-first]")?.focus();
  }
  const closes = event.detail.elt.dataset?.closes;
  if (closes && event.detail.successful) document.getElementById(closes)?.close();
});
