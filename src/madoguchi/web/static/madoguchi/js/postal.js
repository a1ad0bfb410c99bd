/**
 * A postal code becomes the town, and the caret goes behind it for the number of the house.
 *
 *   data-postal-for="id"      on the field of the code: the address field; asked as soon as seven digits stand in it
 *   data-postal-url           POSTed to with `postal` and `place`
 *   data-postal-towns="id"    where the answer goes
 *   data-fill="id"            on a button: puts its data-text into that field
 *   data-fill-now             does so by itself, unless somebody has typed an address there
 */

const DIGITS = 7;
const asked = new WeakMap();

const digitsOf = (field) => field.value.normalize("NFKC").replace(/\D/g, "");

/** A code that is an item of the notice (it has a name) may be typed for itself, beside an address that stands there. */
function isForItself(field) {
  const address = document.getElementById(field.dataset.postalFor);
  return Boolean(field.name && address?.value && address.value !== address.dataset.filled);
}

function ask(field) {
  if (asked.get(field) === field.value || isForItself(field)) return;
  asked.set(field, field.value);
  const { postalUrl, postalTowns, postalFor } = field.dataset;
  const values = { postal: field.value, place: postalFor };
  globalThis.htmx.ajax("POST", postalUrl, { target: `#${postalTowns}`, swap: "innerHTML", values });
}

function typed(event) {
  const field = event.target;
  if (!field.matches?.("[data-postal-for]") || (event.type === "input" && event.isComposing)) return;
  if (digitsOf(field).length === DIGITS || (event.type === "change" && field.value)) ask(field);
}

for (const kind of ["input", "compositionend", "change"]) document.addEventListener(kind, typed);

function fill(button) {
  const field = document.getElementById(button.dataset.fill);
  const { text } = button.dataset;
  field.value = text;
  field.dataset.filled = text;
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (button) fill(button);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const button = event.detail.elt.querySelector?.("[data-fill-now]");
  const field = button && document.getElementById(button.dataset.fill);
  if (!field || (field.value && field.value !== field.dataset.filled)) return;
  fill(button);
  button.remove();
});

/** What was put in by us and left as it is would be no change to the browser, and so never be saved. */
document.addEventListener("focusout", (event) => {
  if (event.target.dataset?.filled && event.target.value === event.target.dataset.filled) {
    delete event.target.dataset.filled;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
