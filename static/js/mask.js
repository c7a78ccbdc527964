// Areas to black out, drawn on the picture. The number fields beside it are what is sent; without this file one types there.

const SIDES = ["left", "top", "width", "height"];
const STEP = 1;
const SMALLEST = 0.5;

const stage = document.querySelector("[data-mask]");
const list = document.getElementById("mask-rows");
const said = document.getElementById("mask-said");
const image = stage.querySelector("img");
const most = Number(stage.dataset.most);
const boxes = new Map();

function clamp(value, least, greatest) {
  return Math.min(Math.max(value, least), greatest);
}

function rows() {
  return [...list.querySelectorAll("fieldset")];
}

function field(row, side) {
  return row.querySelector(`[name="${side}"]`);
}

/** The four numbers of a row, or null while they do not describe an area. */
function areaOf(row) {
  const [left, top, width, height] = SIDES.map((side) => parseFloat(field(row, side).value));
  return [left, top, width, height].every((side) => side >= 0 && side <= 100) && width > 0 && height > 0
    ? { left, top, width, height }
    : null;
}

function isEmpty(row) {
  return SIDES.every((side) => !field(row, side).value.trim());
}

function write(row, area) {
  SIDES.forEach((side) => {
    field(row, side).value = area ? String(Math.round(area[side] * 10) / 10) : "";
  });
  draw(row);
}

function fit(area) {
  const width = clamp(area.width, SMALLEST, 100);
  const height = clamp(area.height, SMALLEST, 100);
  return { width, height, left: clamp(area.left, 0, 100 - width), top: clamp(area.top, 0, 100 - height) };
}

/** An empty row, made if there is none; null where there are as many as may be. */
function freeRow() {
  const empty = rows().find(isEmpty);
  if (empty || rows().length >= most) {
    return empty || null;
  }
  const number = rows().length + 1;
  const row = rows()[0].cloneNode(true);
  row.classList.remove("wrong");
  row.querySelectorAll(".err").forEach((error) => error.remove());
  row.querySelector("legend").textContent = `区域 ${number}`;
  SIDES.forEach((side) => {
    const input = field(row, side);
    row.querySelector(`label[for="${input.id}"]`).htmlFor = `${side}-${number}`;
    input.id = `${side}-${number}`;
    input.value = "";
    input.setAttribute("aria-describedby", "mask-help");
  });
  list.append(row);
  return row;
}

function draw(row) {
  const area = areaOf(row);
  let box = boxes.get(row);
  if (!area) {
    if (box) {
      box.remove();
      boxes.delete(row);
    }
    return;
  }
  if (!box) {
    box = document.createElement("button");
    box.type = "button";
    box.className = "mask-box";
    box.addEventListener("keydown", (event) => moveByKey(event, row));
    box.addEventListener("pointerdown", (event) => drag(event, row));
    boxes.set(row, box);
    stage.append(box);
  }
  SIDES.forEach((side) => {
    box.style[side] = `${area[side]}%`;
  });
  const name = row.querySelector("legend").textContent;
  box.textContent = name.replace("区域 ", "");
  box.setAttribute(
    "aria-label",
    `${name}：左 ${area.left}，上 ${area.top}，宽 ${area.width}，高 ${area.height}。方向键移动，Shift 加方向键改变大小，Delete 删除`,
  );
}

function remove(row) {
  write(row, null);
  said.textContent = `已删除${row.querySelector("legend").textContent}`;
  (stage.querySelector(".mask-box") || add).focus();
}

function moveByKey(event, row) {
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(row);
    return;
  }
  const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [];
  if (right === undefined) {
    return;
  }
  event.preventDefault();
  const area = areaOf(row);
  if (event.shiftKey) {
    area.width += right * STEP;
    area.height += down * STEP;
  } else {
    area.left += right * STEP;
    area.top += down * STEP;
  }
  write(row, fit(area));
}

/** Where the pointer is, in percent of the picture. */
function place(event) {
  const shown = image.getBoundingClientRect();
  return {
    x: clamp(((event.clientX - shown.left) / shown.width) * 100, 0, 100),
    y: clamp(((event.clientY - shown.top) / shown.height) * 100, 0, 100),
  };
}

/** Call ``moved`` while the pointer moves, and ``ended`` when it is lifted. */
function follow(moved, ended) {
  const stop = () => {
    document.removeEventListener("pointermove", moved);
    document.removeEventListener("pointerup", stop);
    document.removeEventListener("pointercancel", stop);
    ended();
  };
  document.addEventListener("pointermove", moved);
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}

function drag(event, row) {
  event.stopPropagation();
  const [from, area] = [place(event), areaOf(row)];
  follow(
    (move) => {
      const to = place(move);
      write(row, fit({ ...area, left: area.left + to.x - from.x, top: area.top + to.y - from.y }));
    },
    () => {},
  );
}

function drawNew(event) {
  const row = event.button === 0 ? freeRow() : null;
  event.preventDefault();
  if (!row) {
    said.textContent = event.button === 0 ? `最多 ${most} 个区域` : "";
    return;
  }
  const from = place(event);
  follow(
    (move) => {
      const to = place(move);
      const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
      write(row, { left, top, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) });
    },
    () => {
      const area = areaOf(row);
      // A mere click is no area.
      if (!area || area.width < SMALLEST || area.height < SMALLEST) {
        write(row, null);
      } else {
        said.textContent = `已标出${row.querySelector("legend").textContent}，可拖动调整，按 Delete 删除`;
        boxes.get(row).focus();
      }
    },
  );
}

const add = document.createElement("button");
add.type = "button";
add.className = "btn alt";
add.textContent = "添加一个区域";
add.addEventListener("click", () => {
  const row = freeRow();
  if (!row) {
    said.textContent = `最多 ${most} 个区域`;
    return;
  }
  write(row, { left: 40, top: 40, width: 20, height: 20 });
  boxes.get(row).focus();
  said.textContent = `已添加${row.querySelector("legend").textContent}，用方向键移动，Shift 加方向键改变大小`;
});
document.getElementById("mask-help").after(add);
document.getElementById("mask-help").prepend("在图片上按住并拖动，画出要涂黑的区域；画好的可以拖动或用方向键移动。");
stage.classList.add("ready");
stage.addEventListener("pointerdown", drawNew);
list.addEventListener("input", (event) => draw(event.target.closest("fieldset")));
rows().forEach(draw);
