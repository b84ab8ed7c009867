// Moves and zooms the diagram. Without this, the page scrolls it.
(() => {
  "use strict";
  const stage = document.querySelector(".stage");
  if (!stage) return;
  const sheet = stage.querySelector(".sheet");
  const output = document.querySelector(".zoom output");
  const [least, most] = [0.08, 3];
  let [x, y, scale] = [0, 0, 1];

  const shown = () => [...sheet.querySelectorAll(".side")].find((side) => side.offsetParent !== null);
  const show = () => {
    sheet.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    output.value = `${Math.round(scale * 100)} %`;
  };
  const zoom = (factor, atX = stage.clientWidth / 2, atY = stage.clientHeight / 2) => {
    const next = Math.min(most, Math.max(least, scale * factor));
    x = atX - ((atX - x) * next) / scale;
    y = atY - ((atY - y) * next) / scale;
    scale = next;
    show();
  };
  const size = () => {
    const { width, height } = shown().querySelector("svg").viewBox.baseVal;
    return [width, height];
  };
  const fit = () => {
    const [width, height] = size();
    scale = Math.max(least, Math.min(1, stage.clientWidth / width, stage.clientHeight / height));
    x = (stage.clientWidth - width * scale) / 2;
    y = (stage.clientHeight - height * scale) / 2;
    show();
  };
  // As high as the whole needs, where that is less than the style gives.
  const measure = () => {
    const [width, height] = size();
    stage.style.height = "";
    const needed = Math.max(200, Math.ceil(height * Math.min(1, stage.clientWidth / width)));
    if (needed < stage.clientHeight && needed / height > 0.55) stage.style.height = `${needed}px`;
  };
  // Where the whole would be too small to read, begins at the first table that changes.
  const begin = () => {
    measure();
    fit();
    const first = shown().querySelector(".table.created, .table.dropped, .table.altered, .table.renamed");
    if (scale >= 0.55 || !first) return;
    scale = 0.8;
    const box = first.transform.baseVal.consolidate().matrix;
    x = stage.clientWidth / 3 - box.e * scale;
    y = stage.clientHeight / 4 - box.f * scale;
    const [width, height] = size();
    x = Math.min(0, Math.max(x, stage.clientWidth - width * scale));
    y = Math.min(0, Math.max(y, stage.clientHeight - height * scale));
    show();
  };

  stage.classList.add("live");
  document.querySelector(".zoom").hidden = false;
  document.querySelector(".zoom").addEventListener("click", (event) => {
    const way = event.target.dataset.zoom;
    if (way === "in") zoom(1.25);
    if (way === "out") zoom(0.8);
    if (way === "fit") fit();
  });
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (moves[event.key]) {
      x += moves[event.key][0];
      y += moves[event.key][1];
      show();
    } else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });

  // One finger or the mouse moves, two fingers zoom; the wheel zooms with Ctrl, as a pinch on a touchpad says it.
  const pointers = new Map();
  const middle = () => {
    const all = [...pointers.values()];
    const sum = all.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    const spread = all.length > 1 ? Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]) : 0;
    return [sum[0] / all.length, sum[1] / all.length, spread];
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    const before = middle();
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const after = middle();
    x += after[0] - before[0];
    y += after[1] - before[1];
    const frame = stage.getBoundingClientRect();
    if (before[2] > 0 && after[2] > 0) zoom(after[2] / before[2], after[0] - frame.left, after[1] - frame.top);
    show();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    stage.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const frame = stage.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });
  // What a drag selects isn't meant.
  stage.addEventListener("selectstart", (event) => event.preventDefault());
  // Nobody's own view is taken away.
  let isTouched = false;
  for (const name of ["pointerdown", "keydown", "wheel"]) {
    document.querySelector(".picture").addEventListener(name, () => (isTouched = true), { passive: true });
  }
  addEventListener("resize", () => isTouched || begin());
  begin();
})();
