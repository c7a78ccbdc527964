// Comforts of 办理查询. Everything works without this file.

/**
 * The picture code on a receipt leads here with the tracking code in the fragment, which no server and no log sees. It
 * goes into the field, and out of the address, so that neither the history nor the next person at this screen has it.
 */
function takeCode() {
  const given = /^#code=([\w-]{1,40})$/.exec(location.hash);
  const field = document.getElementById("tracking_code");
  if (!given) {
    return;
  }
  history.replaceState(null, "", location.pathname + location.search);
  if (field) {
    field.value = given[1];
    field.form.querySelector("button").focus();
  }
}

/** Printing needs a script; without one the browser's own menu does it. */
function offerPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

takeCode();
offerPrint();
window.addEventListener("hashchange", takeCode);
