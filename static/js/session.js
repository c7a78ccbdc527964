// Says two minutes before a session is over that it will be, and lets it go on where it may. The server decides; this only
// warns.

const WARNING_SECONDS = 120;

const note = document.querySelector("[data-alive]");

function seconds(element) {
  return Number(element.dataset.seconds);
}

function arrange() {
  // The clock counts on while a computer sleeps, which a single long timer does not.
  const over = Date.now() + seconds(note) * 1000;
  let box = null;
  const watch = setInterval(() => {
    const left = over - Date.now();
    if (left <= 0) {
      clearInterval(watch);
      say(box || (box = build()), "登录已失效。填写的内容还在本页，请先复制保存，再重新登录。", false);
    } else if (left <= WARNING_SECONDS * 1000 && !box) {
      box = build();
      if ("final" in note.dataset) {
        say(box, "已到一次登录的最长时间，两分钟内将退出登录。请先保存，再重新登录。", false);
      } else {
        say(box, "您已很久没有操作，两分钟内将退出登录。", true, () => stay(watch, box));
      }
    }
  }, 1000);
}

/** A live region must stand on the page before its words come, or they are not read out. */
function build() {
  const box = document.createElement("div");
  box.className = "notice warning session-warning";
  box.setAttribute("role", "status");
  document.body.append(box);
  return box;
}

function say(box, words, mayStay, onStay) {
  const text = document.createElement("p");
  text.textContent = words;
  box.replaceChildren(text);
  if (mayStay) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = "继续";
    button.addEventListener("click", onStay);
    box.append(button);
  }
}

async function stay(watch, box) {
  try {
    const answer = await fetch(note.dataset.alive, { redirect: "manual", cache: "no-store" });
    if (answer.status !== 200) {
      throw new Error("the session is over");
    }
    const session = await answer.json();
    note.dataset.seconds = session.seconds;
    if (session.final) {
      note.dataset.final = "";
    }
    clearInterval(watch);
    box.remove();
    arrange();
  } catch {
    box.querySelector("p").textContent = "没有连上，请再试一次；填写的内容还在本页。";
  }
}

if (note) {
  arrange();
}
