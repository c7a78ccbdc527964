/* Puts a link after its own <script id="_jiucuo_" sitecode="…">. Keeps and sends nothing: words that the reader has
   selected go into the link's fragment only. */
(function (doc) {
  var PATH = "/exposure/jiucuo.js", own = doc.currentScript, i;
  var tags = own && own.src ? [own] : doc.getElementsByTagName("script");

  function encoded(text, most) {
    // Half of a pair of surrogates cannot be encoded.
    return encodeURIComponent(text.slice(0, most).replace(/[\uD800-\uDBFF]$/, ""));
  }

  function selected() {
    var words = window.getSelection ? getSelection() || "" : doc.selection.createRange().text;
    return String(words).replace(/\s+/g, " ").replace(/^ | $/g, "");
  }

  function add(tag) {
    var link = doc.createElement("a"), parent = tag.parentNode, next = tag.nextSibling, words = "";
    if (parent.nodeName === "HEAD") parent = doc.body, next = null;
    if (!parent) return setTimeout(function () { add(tag); }, 50);

    function aim() {
      link.href = tag.src.split(PATH)[0] + "/report?site_code=" + encoded(tag.getAttribute("sitecode") || "", 20) +
        "&url=" + encoded(location.href, 2000) + (words && "#wrong_text=" + encoded(words, 300));
    }

    link.onpointerdown = link.onmousedown = link.onfocus = link.onkeydown = function (event) {
      // A press may end the selection: what its first event sees is kept.
      var now = selected();
      if (now || event && event.type === "pointerdown") words = now;
      aim();
    };
    link.onblur = function () { words = ""; };
    link.className = "jiucuo";
    link.target = "_blank";
    link.rel = "noopener";
    link.title = "在新窗口打开";
    link.appendChild(doc.createTextNode("我为政府网站找错"));
    link.style.cssText = "display:inline-block;padding:.5em 1em;background:#0c4da2;color:#fff";
    aim();
    parent.insertBefore(link, next);
  }

  for (i = 0; i < tags.length; i++) {
    if (tags[i].src.indexOf(PATH) > 0 && !tags[i].jiucuo) add(tags[i].jiucuo = tags[i]);
  }
})(document);
