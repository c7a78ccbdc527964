// Choosing several reports of a list. Without this file one ticks them singly, and every field is shown.

/** A box over the column that ticks all, and a word on how many are ticked. */
function offerAll(form) {
  const boxes = [...form.querySelectorAll('input[name="number"]')];
  const head = form.querySelector("th.pick");
  const said = form.querySelector("[data-picked]");
  if (!head || !boxes.length) {
    return;
  }
  const label = document.createElement("label");
  const all = document.createElement("input");
  all.type = "checkbox";
  label.append(all, "全选");
  head.textContent = "";
  head.append(label);
  const count = () => {
    const picked = boxes.filter((box) => box.checked).length;
    all.checked = picked === boxes.length;
    all.indeterminate = picked > 0 && !all.checked;
    said.textContent = `已选 ${picked} 件`;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
    count();
  });
  form.addEventListener("change", count);
  // Going back may tick again what was ticked, without an event.
  window.addEventListener("pageshow", count);
  count();
}

/** Only the fields that the chosen step asks for, none before one is chosen; what was typed stays in the others. */
function showDueFields(form) {
  const show = () => {
    const chosen = form.querySelector('input[name="action"]:checked');
    for (const part of form.querySelectorAll("[data-for]")) {
      part.hidden = !chosen || !part.dataset.for.split(" ").includes(chosen.value);
    }
  };
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}

for (const form of document.querySelectorAll("form[data-bulk]")) {
  offerAll(form);
  showDueFields(form);
}
