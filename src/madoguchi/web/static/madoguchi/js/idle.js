/**
 * Idle lock: after body[data-idle-seconds] without a hand on any window of this browser the page is hidden and asks
 * for the password. What was typed stays in the page. The server locks the session itself; this is what one sees.
 */

const seconds = Number(document.body.dataset.idleSeconds);
const dialog = document.querySelector("[data-lock]");
const channel = new BroadcastChannel("madoguchi-hands");
const REFUSED = {
  403: "パスワードが違います。",
  429: "続けて失敗したため、しばらく使えません。急ぐときは管理者に連絡してください。",
};
let lastHand = Date.now();
let lastTold = 0;

function hand() {
  if (dialog.open) return;
  lastHand = Date.now();
  if (lastHand - lastTold < 1000) return;
  lastTold = lastHand;
  channel.postMessage("hand");
}

async function lock() {
  document.documentElement.classList.add("is-blank");
  dialog.showModal();
  await fetch(document.body.dataset.lockUrl, {
    method: "POST",
    headers: { "X-CSRFToken": dialog.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
  }).catch(() => undefined); // Offline: the page is hidden all the same, and the server locks by its own clock.
}

function unlocked() {
  dialog.querySelector("form").reset();
  dialog.close();
  document.documentElement.classList.remove("is-blank");
  lastHand = Date.now();
}

function refuse(words) {
  const error = dialog.querySelector("[data-lock-error]");
  error.textContent = words;
  error.hidden = false;
  dialog.querySelector("[name=password]").select();
}

async function unlock(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") location.reload();
    else if (answer.ok) unlocked();
    else refuse(REFUSED[answer.status] ?? "確かめられませんでした。入力はこの画面に残っています。もう一度押してください。");
  } catch {
    refuse("サーバーにつながりません。入力はこの画面に残っています。");
  }
}

if (seconds > 0 && dialog) {
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel"]) addEventListener(kind, hand, { passive: true });
  channel.addEventListener("message", () => (lastHand = Date.now()));
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("form").addEventListener("submit", unlock);
  setInterval(() => !dialog.open && Date.now() - lastHand > seconds * 1000 && lock(), 1000);
}
