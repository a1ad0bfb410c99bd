/**
 * Rows chosen by ↑ ↓ Home End Page, opened by Enter or a click anywhere in the row.
 *
 *   table.table--select          its rows each hold one <a data-row-link>
 *   data-down-to="selector"      on an input: ↓ goes to the first row of that table
 */

const PAGE = 10;
const links = (table) => [...table.querySelectorAll("a[data-row-link]")];

function targetIndex(key, here, last) {
  const wanted = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + PAGE, PageUp: here - PAGE, Home: 0, End: last };
  return key in wanted ? Math.min(last, Math.max(0, wanted[key])) : null;
}

function move(event, table) {
  const all = links(table);
  const here = all.indexOf(event.target);
  if (here < 0) return;
  const next = targetIndex(event.key, here, all.length - 1);
  if (next === null) return;
  event.preventDefault();
  if (event.key === "ArrowUp" && here === 0) return document.querySelector("[data-down-to]")?.focus();
  all[next].focus();
  all[next].closest("tr").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey) return;
  const table = event.target.closest("table.table--select");
  if (table) return move(event, table);
  const below = event.target.dataset?.downTo;
  const first = below && event.key === "ArrowDown" && document.querySelector(`${below} a[data-row-link]`);
  if (!first) return;
  event.preventDefault();
  first.focus();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("table.table--select tbody tr");
  if (!row || event.target.closest("a, button, input, label") || String(getSelection())) return;
  row.querySelector("a[data-row-link]")?.click();
});

const rows = document.querySelector("table.table--select[data-focus-rows]");
(rows?.querySelector("a[data-row-link][aria-current]") ?? rows?.querySelector("a[data-row-link]"))?.focus();
