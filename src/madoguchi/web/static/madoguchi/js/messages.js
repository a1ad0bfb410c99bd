/** The message area of the page: one message at a time from scripts, read out by screen readers. */
export function say(words, kind = "info") {
  const area = document.getElementById("messages");
  if (!area || !words) return;
  area.querySelector("[data-from-script]")?.remove();
  const box = document.createElement("div");
  box.className = `notice notice--${kind}`;
  box.dataset.fromScript = "";
  box.append(document.createElement("p"));
  box.firstChild.textContent = words;
  area.append(box);
}

export function unsay() {
  document.querySelector("#messages [data-from-script]")?.remove();
}
