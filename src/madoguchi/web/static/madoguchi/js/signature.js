/**
 * The signature by pen, finger or mouse. signature_pad draws; what is kept is every raw point as the device sent it.
 *
 *   [data-sign]              around canvas, hidden input and buttons; data-pens="pen" accepts a pen only (palm rejection),
 *                            data-pens="pen touch mouse" (default) accepts all
 *   input[data-strokes]      receives on submit: {"version": 1, "width", "height" (CSS px), "pixel_ratio",
 *                            "strokes": [{"pointer": "pen", "points": [[x, y, t_us, pressure, tilt_x, tilt_y], …]}]}
 *   [data-sign-clear]        writes anew
 *   [data-sign-done]         submit button, off while the paper is empty
 */
/* global SignaturePad */

const FORMAT_VERSION = 1;

function rawPoint(event, box, start) {
  const round = (value) => Math.round(value * 100) / 100;
  return [
    round(event.clientX - box.left),
    round(event.clientY - box.top),
    Math.round((event.timeStamp - start) * 1000),
    Math.round(event.pressure * 1000) / 1000,
    event.tiltX,
    event.tiltY,
  ];
}

class Recorder {
  constructor(canvas, pens) {
    this.canvas = canvas;
    this.pens = pens;
    this.clear();
    // Capture phase and before signature_pad listens: a hand that isn't wanted reaches neither.
    canvas.addEventListener("pointerdown", (event) => this.down(event), true);
    canvas.addEventListener("pointermove", (event) => this.move(event), true);
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => event.pointerId === this.pointer && (this.pointer = null), true);
    }
  }

  clear() {
    this.strokes = [];
    this.pointer = null;
    this.start = null;
  }

  down(event) {
    if (!this.pens.includes(event.pointerType) || this.pointer !== null) return event.stopImmediatePropagation();
    this.pointer = event.pointerId;
    this.start ??= event.timeStamp;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push({ pointer: event.pointerType, points: [this.point(event)] });
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const each of coalesced.length ? coalesced : [event]) this.strokes.at(-1).points.push(this.point(each));
  }

  point(event) {
    return rawPoint(event, this.canvas.getBoundingClientRect(), this.start);
  }
}

function fit(canvas, pad) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.redraw();
}

function prepare(box) {
  const canvas = box.querySelector("canvas");
  const done = box.querySelector("[data-sign-done]");
  const recorder = new Recorder(canvas, (box.dataset.pens || "pen touch mouse").split(" "));
  const pad = new SignaturePad(canvas, { minWidth: 1, maxWidth: 3.4 });

  function refresh() {
    const empty = recorder.strokes.length === 0;
    box.classList.toggle("is-signed", !empty);
    done.disabled = empty;
  }

  canvas.addEventListener("pointerdown", refresh);
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    recorder.clear();
    pad.clear();
    refresh();
  });
  done.form.addEventListener("submit", () => {
    box.querySelector("[data-strokes]").value = JSON.stringify({
      version: FORMAT_VERSION,
      width: canvas.offsetWidth,
      height: canvas.offsetHeight,
      pixel_ratio: window.devicePixelRatio || 1,
      strokes: recorder.strokes,
    });
  });
  new ResizeObserver(() => fit(canvas, pad)).observe(canvas);
  refresh();
}

document.querySelectorAll("[data-sign]").forEach(prepare);
