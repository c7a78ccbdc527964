// Small comforts for readers with JavaScript. Every page works without this file.

const SUBMIT_PAUSE_MS = 10000;

/** Move the keyboard, and with it the screen reader, to what went wrong, and from there into the field. */
function leadToErrors() {
  const summary = document.querySelector(".errsum");
  if (!summary) {
    return;
  }
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (field) {
      event.preventDefault();
      field.focus({ preventScroll: true });
      // The whole question is shown, because its label and its error stand above the field.
      (field.closest(".field") || field).scrollIntoView();
    }
  });
}

const sent = new Set();

function markSent(form, isSent) {
  for (const button of form.querySelectorAll("button")) {
    if (isSent) {
      button.setAttribute("aria-disabled", "true");
    } else {
      button.removeAttribute("aria-disabled");
    }
  }
}

function release(form) {
  sent.delete(form);
  markSent(form, false);
}

/**
 * A second press while the first is under way sends nothing. The buttons are not really disabled: a disabled button's
 * own name and value would be missing from what is sent.
 */
function refuseSecondSubmit(event) {
  const form = event.target;
  if (form.method !== "post") {
    return;
  }
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) {
    return;
  }
  sent.add(form);
  markSent(form, true);
  // Whoever stopped the loading, or whose line broke, can try again.
  setTimeout(() => release(form), SUBMIT_PAUSE_MS);
}

/** A button beside each text that is there to be copied; without one the text is selected by hand. */
function offerCopies() {
  for (const text of document.querySelectorAll("textarea[data-copy]")) {
    const button = document.createElement("button");
    const said = document.createElement("span");
    const row = document.createElement("p");
    button.type = "button";
    button.className = "btn alt";
    button.textContent = text.dataset.copy;
    said.setAttribute("role", "status");
    row.className = "row";
    row.append(button, said);
    text.after(row);
    button.addEventListener("click", async () => {
      said.textContent = "";
      said.textContent = (await copied(text)) ? "已复制" : "未能复制，请选中文字后复制";
    });
  }
}

/** The clipboard is closed to pages without TLS; the older way works there, too. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    text.select();
    return document.execCommand("copy");
  }
}

leadToErrors();
offerCopies();
document.addEventListener("submit", refuseSecondSubmit);
// Going back may show the page as it was left, with its forms still marked as sent.
window.addEventListener("pageshow", () => [...sent].forEach(release));
