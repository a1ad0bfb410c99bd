/**
 * The paper beside the form, drawn by the server again whenever the form changes.
 *
 * form[data-preview-url] is POSTed there; the answer is an image, or words: that there is none yet (2xx), or why there
 * can be none (4xx). The picture lives only in this page (a blob), never in a URL or a cache.
 */

const DEBOUNCE_MS = 200;
const SHOW_WAITING_MS = 300;
const SAY_WHY_MS = 3000;

function watch(pane) {
  const form = document.getElementById(pane.dataset.previewOf);
  const image = pane.querySelector("img");
  const error = pane.querySelector("[data-preview-error]");
  const words = pane.querySelector("[data-waiting-text]");
  let due;
  let running;

  async function refresh() {
    running?.abort();
    const mine = (running = new AbortController());
    const slow = [
      setTimeout(() => pane.classList.add("is-waiting"), SHOW_WAITING_MS),
      setTimeout(() => (words.textContent = "申請書を作り直しています"), SAY_WHY_MS),
    ];
    try {
      const answer = await fetch(form.dataset.previewUrl, {
        method: "POST",
        body: new FormData(form),
        signal: mine.signal,
      });
      if (answer.headers.get("Content-Type")?.startsWith("image/")) show(await answer.blob());
      else say(await answer.text(), answer.status);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      say("申請書の確認を作れませんでした。入力は残っています。", 0);
    } finally {
      slow.forEach(clearTimeout);
      if (mine === running) {
        pane.classList.remove("is-waiting");
        words.textContent = "";
      }
    }
  }

  function show(picture) {
    const old = image.src;
    image.src = URL.createObjectURL(picture);
    image.hidden = false;
    error.hidden = true;
    if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  }

  function say(text, status) {
    const known = status >= 200 && status < 500;
    error.textContent = known ? text : "申請書の確認を作れませんでした。入力は残っています。";
    error.classList.toggle("notice--danger", status < 200 || status >= 400);
    error.hidden = false;
    image.hidden = true;
  }

  const later = () => {
    clearTimeout(due);
    due = setTimeout(refresh, DEBOUNCE_MS);
  };
  form.addEventListener("change", later);
  document.addEventListener("preview:refresh", refresh);
  if (image.hidden) refresh();
}

document.querySelectorAll("[data-preview-of]").forEach(watch);
