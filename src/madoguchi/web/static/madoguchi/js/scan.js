/**
 * The scan field. A code scanner types like a keyboard; letters are read by `code`, so an input method or a Japanese
 * key map changes nothing, and nothing leaks into the form behind because the field holds the focus in its dialog.
 *
 *   dialog[data-scan]            opened by data-open
 *   input[data-scan-field]       shows what has arrived
 *   form in the dialog           submitted on Enter
 */

const BY_CODE = { Minus: "-", NumpadSubtract: "-", Period: ".", NumpadDecimal: ".", Slash: "/", Space: " " };

/** What a US key map would print for a key; "" for keys that print nothing we use. */
export function letter(event) {
  const plain = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(event.code);
  return plain ? plain[1] : (BY_CODE[event.code] ?? "");
}

function listen(field) {
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || ["Tab", "Escape", "Enter", "NumpadEnter"].includes(event.key)) return;
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      event.preventDefault(); // Enter while composing: the scanner's end mark under a switched-on input method.
      return field.form.requestSubmit();
    }
    event.preventDefault();
    field.value = event.code === "Backspace" ? field.value.slice(0, -1) : field.value + letter(event);
  });
  field.closest("dialog")?.addEventListener("close", () => (field.value = ""));
}

document.querySelectorAll("[data-scan-field]").forEach(listen);
