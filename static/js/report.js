// Comforts while reporting. Every step works without this file.

const LONGEST_SELECTION = 1000;
const PREFIX = "#wrong_text=";

/**
 * The linking site hands over the words that the visitor had selected, in the fragment, which no server sees. They go
 * into the form, and the address is cleaned of them before anybody copies it.
 */
function takeSelectedWords() {
  const field = document.getElementById("selected-words");
  const note = document.getElementById("selected-note");
  if (!field || !note) {
    return;
  }
  if (location.hash.startsWith(PREFIX)) {
    field.value = decoded(location.hash.slice(PREFIX.length)).trim().slice(0, LONGEST_SELECTION);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  note.querySelector("b").textContent = field.value;
  note.hidden = !field.value;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // A fragment that somebody cut short says nothing.
    return "";
  }
}

/** Shows the wrong words and the right ones together, as the correction that readers will see. */
function previewCorrection() {
  const wrong = document.getElementById("wrong_text");
  const right = document.getElementById("suggested_text");
  if (!wrong || !right) {
    return;
  }
  const line = document.createElement("p");
  const before = document.createElement("del");
  const after = document.createElement("ins");
  const arrow = document.createElement("span");
  line.className = "correction";
  arrow.textContent = " → ";
  arrow.setAttribute("aria-hidden", "true");
  line.append(before, arrow, after);
  right.after(line);
  const show = () => {
    before.textContent = wrong.value.trim();
    after.textContent = right.value.trim();
    line.hidden = !(before.textContent && after.textContent);
  };
  wrong.addEventListener("input", show);
  right.addEventListener("input", show);
  show();
}

takeSelectedWords();
previewCorrection();
