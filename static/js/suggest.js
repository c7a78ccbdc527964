// Suggestions under the search box, as an ARIA 1.2 combobox. Without this file the form searches just the same.

const PAUSE_MS = 150;
const KINDS = { word: "搜索词", site: "网站", unit: "单位" };

function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

class Suggestions {
  constructor(input) {
    this.input = input;
    this.items = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.list = element("ul", { id: `${input.id}-suggestions`, class: "suggestions", role: "listbox", "aria-label": "搜索建议" });
    this.list.hidden = true;
    this.said = element("span", { class: "vh", role: "status" });
    input.form.append(this.list, this.said);
    // The role is given here only: without this file it is a plain search field.
    input.type = "text";
    const roles = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries({ ...roles, "aria-expanded": "false", enterkeyhint: "search" })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", (event) => event.isComposing || this.wait());
    input.addEventListener("compositionend", () => this.wait());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.stop());
    // Pressing a suggestion must not take the focus from the field, or the list would close before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.go(Number(option.dataset.place));
      }
    });
  }

  wait() {
    clearTimeout(this.timer);
    this.abort();
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  abort() {
    if (this.request) {
      this.request.abort();
      this.request = null;
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.abort();
    this.show([]);
  }

  async ask() {
    const typed = this.input.value.trim();
    if (!typed) {
      this.show([]);
      return;
    }
    const request = new AbortController();
    this.request = request;
    try {
      const address = `${this.input.dataset.suggest}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: request.signal });
      const found = answer.ok ? (await answer.json()).items : [];
      if (this.request === request) {
        this.show(found);
        this.say(found.length ? `有 ${found.length} 条建议，可用上下方向键选择` : "没有建议");
      }
    } catch {
      // Aborted, or the line broke: suggestions are not missed.
      if (this.request === request) {
        this.show([]);
      }
    }
  }

  say(words) {
    this.said.textContent = words;
  }

  show(items) {
    this.items = items;
    this.list.textContent = "";
    items.forEach((item, place) => {
      const option = element("li", { id: `${this.list.id}-${place}`, role: "option", "aria-selected": "false", "data-place": place });
      option.append(element("span", {}, item.text), element("small", {}, `${KINDS[item.kind] || ""} · ${item.count} 条`));
      this.list.append(option);
    });
    this.list.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.choose(-1);
    if (items.length === 0) {
      this.say("");
    }
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      const option = this.list.children[place];
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  press(event) {
    // While characters are being composed the keys belong to the input method.
    if (event.isComposing || this.items.length === 0) {
      return;
    }
    const places = this.items.length + 1;
    if (event.key === "ArrowDown") {
      this.choose(((this.active + 2) % places) - 1);
    } else if (event.key === "ArrowUp") {
      this.choose(((this.active + places) % places) - 1);
    } else if (event.key === "Escape") {
      this.stop();
    } else if (event.key === "Enter" && this.active >= 0) {
      this.go(this.active);
    } else {
      return;
    }
    event.preventDefault();
  }

  go(place) {
    window.location.assign(this.items[place].address);
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  new Suggestions(input);
}
