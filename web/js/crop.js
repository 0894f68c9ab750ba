// Draw the frame of one person, or blur another, over a picture under review. The numbers beside it are the truth
// (basis points, 0 to 10,000 of the picture's width and height) and can be typed without any of this.
//
// <div class="crop" data-crop="keep"><div class="crop-stage"><img …></div> … inputs named x, y, w, h … </div>
// data-crop is "keep" (what stays) or "blur" (what is made unreadable).
{
  const WHOLE = 10_000;
  const STEP = 100;
  const CORNER = 22; // pixels around a corner that pull it
  const clamp = (value, low, high) => Math.min(high, Math.max(low, Math.round(value)));

  for (const crop of document.querySelectorAll("[data-crop]")) {
    const stage = crop.querySelector(".crop-stage");
    const inputs = ["x", "y", "w", "h"].map((name) => crop.querySelector(`[data-crop-${name}]`));
    if (!stage || inputs.some((input) => !input)) continue;

    const box = document.createElement("div");
    box.className = `crop-box ${crop.dataset.crop}`;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "The frame: arrow keys move it, with Shift they change its size");
    stage.append(box);

    const read = () => inputs.map((input) => Number(input.value) || 0);
    const draw = () => {
      const [x, y, w, h] = read();
      box.hidden = !w || !h;
      Object.assign(box.style, { left: `${x / 100}%`, top: `${y / 100}%`, width: `${w / 100}%`, height: `${h / 100}%` });
    };
    const write = (x, y, w, h) => {
      const width = clamp(w, STEP, WHOLE);
      const height = clamp(h, STEP, WHOLE);
      const values = [clamp(x, 0, WHOLE - width), clamp(y, 0, WHOLE - height), width, height];
      inputs.forEach((input, i) => (input.value = values[i]));
      draw();
    };

    const at = (event) => {
      const frame = stage.getBoundingClientRect();
      return [
        clamp(((event.clientX - frame.left) / frame.width) * WHOLE, 0, WHOLE),
        clamp(((event.clientY - frame.top) / frame.height) * WHOLE, 0, WHOLE),
      ];
    };

    // A corner under the finger is pulled; the corner across from it stays.
    const opposite = (event, x, y, w, h) => {
      const edge = box.getBoundingClientRect();
      const left = event.clientX - edge.left < CORNER;
      const right = edge.right - event.clientX < CORNER;
      const top = event.clientY - edge.top < CORNER;
      const bottom = edge.bottom - event.clientY < CORNER;
      if (!(left || right) || !(top || bottom)) return null;
      return { px: left ? x + w : x, py: top ? y + h : y };
    };

    let start = null;
    stage.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const [px, py] = at(event);
      const [x, y, w, h] = read();
      const inside = !box.hidden && event.target === box;
      const fixed = inside && opposite(event, x, y, w, h);
      if (fixed) start = fixed;
      else start = inside ? { move: true, dx: px - x, dy: py - y, w, h } : { px, py };
      stage.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    stage.addEventListener("pointermove", (event) => {
      if (!start) return;
      const [px, py] = at(event);
      if (start.move) return write(px - start.dx, py - start.dy, start.w, start.h);
      write(Math.min(px, start.px), Math.min(py, start.py), Math.abs(px - start.px), Math.abs(py - start.py));
    });
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, () => (start = null));

    box.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
      if (!by) return;
      event.preventDefault();
      const [x, y, w, h] = read();
      if (event.shiftKey) write(x, y, w + by[0], h + by[1]);
      else write(x + by[0], y + by[1], w, h);
    });
    for (const input of inputs) input.addEventListener("input", draw);
    draw();
  }
}
