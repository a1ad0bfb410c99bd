/** Pairing: takes the one-time code out of the address (#123456), forgets it there, and sends it by POST. */

const form = document.querySelector("form[data-pair]");
const code = location.hash.slice(1).normalize("NFKC").replace(/\D/g, "");

if (location.hash) history.replaceState(null, "", location.pathname);
if (code && form) {
  form.elements.code.value = code;
  form.requestSubmit();
}
