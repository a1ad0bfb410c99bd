/**
 * The certificate request: on a chosen certificate a digit is its number of copies (Q, 2 = two copies), and F8 makes
 * the paper as large as the window.
 */

document.addEventListener("keydown", (event) => {
  const countId = event.target.dataset?.countFor;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (!countId || !digit || event.isComposing || event.ctrlKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  if (!event.target.checked) event.target.click();
  const input = document.getElementById(countId);
  input.value = digit;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-read-paper]");
  if (!button) return;
  const large = document.getElementById("request").classList.toggle("is-reading");
  button.setAttribute("aria-pressed", String(large));
  if (large) document.getElementById("preview").focus();
});
