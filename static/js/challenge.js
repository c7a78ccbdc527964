// The sum that shows that a person's browser sends a form (ALTCHA, PBKDF2), done while the form is being read. Where it
// cannot be done, without a secure context for one, the picture and the question of the page stay as they are.

const FRESH_MS = 25 * 60 * 1000;

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Try one counter after the other until the derived key begins as the sum says; the browser derives beside the page. */
async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const derive = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; ; counter += 1) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(derive, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) {
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
    }
  }
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

class Challenge {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.byHand = box.querySelector(".by-hand");
    this.said = box.querySelector(".said");
    this.solution = box.querySelector('[name="altcha"]');
    this.open = pause(Number(box.dataset.least) + 500);
    this.timer = 0;
    this.passes = false;
    this.form.addEventListener("submit", (event) => this.hold(event));
    // Going back may show the page as it was left, with a solution that has been used.
    window.addEventListener("pageshow", (event) => event.persisted && this.start());
    this.start();
  }

  start() {
    clearTimeout(this.timer);
    this.passes = false;
    this.solution.value = "";
    this.byHand.hidden = true;
    this.said.textContent = "正在验证…";
    this.done = this.work();
    // Renewed without a word before the solution grows old.
    this.timer = setTimeout(() => this.start(), FRESH_MS);
  }

  async work() {
    try {
      const answer = await fetch(this.box.dataset.challenge, { cache: "no-store" });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      this.solution.value = await solve((await answer.json()).challenge);
      this.said.textContent = "已验证，可以提交。";
    } catch {
      // The line broke, or this browser lacks something: a person can still read the picture.
      clearTimeout(this.timer);
      this.said.textContent = "自动验证没有成功，请按下面的提示验证。";
      this.byHand.hidden = false;
    }
  }

  /** Whoever presses the button before the sum is done, or within the least time, need not press again. */
  async hold(event) {
    const { submitter } = event;
    if (this.passes || (submitter && submitter.formNoValidate)) {
      return;
    }
    event.preventDefault();
    if (this.holding) {
      return;
    }
    this.holding = true;
    const byHand = !this.byHand.hidden;
    this.said.textContent = this.solution.value || byHand ? "正在提交…" : "正在验证，完成后自动提交…";
    await Promise.all([this.done, this.open]);
    this.holding = false;
    if (!this.solution.value && !byHand) {
      this.byHand.querySelector("input").focus();
      return;
    }
    this.passes = true;
    this.form.requestSubmit(submitter || undefined);
    // A form that did not leave the page, for the line broke, is held again the next time.
    this.passes = false;
  }
}

/** Another picture and another question, without sending the form: chosen files would be lost with it. */
async function askAnew(event, box) {
  const { target } = event;
  event.preventDefault();
  try {
    const answer = await fetch(box.dataset.challenge, { cache: "no-store" });
    const fresh = await answer.json();
    box.querySelector('[name="challenge_token"]').value = fresh.token;
    box.querySelector("img").src = fresh.picture;
    box.querySelector('label[for="word_answer"]').textContent = fresh.question;
  } catch {
    // Then the long way: the form is sent and comes back with everything typed.
    target.form.requestSubmit(target);
  }
}

for (const box of document.querySelectorAll("[data-challenge]")) {
  box.querySelector("button").addEventListener("click", (event) => askAnew(event, box));
  if (window.crypto && crypto.subtle && "requestSubmit" in HTMLFormElement.prototype) {
    new Challenge(box);
  }
}
