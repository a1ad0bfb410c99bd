/** The clock with the remaining service time, and the number steppers. */

const ENDING_SOON_MS = 30 * 60_000;
const clock = document.querySelector("[data-clock]");

/** The server's clock counts: the terminal's own only measures how long the page has been open. */
const ahead = clock ? Date.parse(clock.dataset.now) - Date.now() : 0;

function remainingWords(ms) {
  if (ms <= 0) return "受付時間外";
  const minutes = Math.ceil(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  return `残${hours ? `${hours}時間` : ""}${minutes % 60}分`;
}

function tick() {
  const now = new Date(Date.now() + ahead);
  clock.querySelector("time").textContent = now.toLocaleTimeString("ja-JP", {
    hour: "numeric",
    minute: "2-digit",
    timeZone: "Asia/Tokyo",
  });
  const closesAt = Date.parse(clock.dataset.closesAt);
  if (Number.isNaN(closesAt)) return;
  clock.querySelector("[data-remaining]").textContent = remainingWords(closesAt - now);
  clock.classList.toggle("is-ending", closesAt - now < ENDING_SOON_MS);
}

if (clock) {
  tick();
  setInterval(tick, 5000);
}

/** Full-width digits are as good as half-width ones. */
const toNumber = (text) => Number.parseInt(text.normalize("NFKC"), 10);

function setStepper(stepper, change) {
  const input = stepper.querySelector("input");
  const [low, high] = [Number(input.dataset.min), Number(input.dataset.max)];
  const wanted = (toNumber(input.value) || 0) + change;
  input.value = String(Math.min(high, Math.max(low, wanted)));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] [data-step]");
  if (!button) return;
  const stepper = button.closest("[data-stepper]");
  setStepper(stepper, Number(button.dataset.step));
  stepper.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  const change = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!change || event.isComposing || !event.target.matches("[data-stepper] input")) return;
  event.preventDefault();
  setStepper(event.target.closest("[data-stepper]"), change);
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener(
  "change",
  (event) => event.target.matches("[data-stepper] input") && setStepper(event.target.closest("[data-stepper]"), 0),
  true,
);
