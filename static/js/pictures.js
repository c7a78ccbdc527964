// The field for pictures, with pasting, dropping, previews and early advice. Without this file it is a plain file field.

const SELECTOR = 'input[type="file"][name="attachments"]';

function element(name, className, words) {
  const made = document.createElement(name);
  made.className = className || "";
  made.textContent = words || "";
  return made;
}

function inMegabytes(bytes) {
  return bytes < 100 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What is known of a file only by its name and kind; its content is checked by the server. */
function looksLikePicture(file) {
  return file.type.startsWith("image/") || /\.(jpe?g|png|webp|heic|heif)$/i.test(file.name);
}

/** One field and the pictures that it holds. The field's own list of files stays the truth: it is what is sent. */
class PictureField {
  constructor(input) {
    this.input = input;
    this.most = Number(input.dataset.most);
    this.largest = Number(input.dataset.largest);
    this.kept = [...input.files];
    this.addresses = [];
    this.pasted = 0;
    this.zone = element("div", "drop-zone");
    this.hint = element("p", "hint", "也可以把图片拖到这里，或者复制截图后按 Ctrl+V 粘贴。");
    this.said = element("p", "said");
    this.said.setAttribute("role", "status");
    this.list = element("ul", "pictures previews");
    // Who can add one picture after the other here need not send the form for each.
    input.form.querySelectorAll(".one-by-one").forEach((each) => each.remove());
    input.after(this.zone);
    this.zone.append(input, this.hint, this.said, this.list);
    if (matchMedia("(pointer: coarse)").matches) {
      this.offerCamera();
    }
    input.addEventListener("change", () => this.add([...input.files]));
    this.listenForDrops();
    this.show();
  }

  /** Under a finger nothing is dropped, but there is a camera: one press opens it, and its picture joins the others. */
  offerCamera() {
    const camera = element("input");
    const button = element("button", "btn alt", "拍照");
    camera.type = "file";
    camera.accept = "image/*";
    camera.setAttribute("capture", "environment");
    camera.hidden = true;
    button.type = "button";
    button.addEventListener("click", () => camera.click());
    camera.addEventListener("change", () => {
      this.add([...camera.files]);
      camera.value = "";
    });
    this.hint.textContent = "可以从相册里选，也可以现在拍。";
    this.hint.after(button, camera);
  }

  listenForDrops() {
    const mark = (event, over) => {
      if (event.dataTransfer && [...event.dataTransfer.types].includes("Files")) {
        event.preventDefault();
        this.zone.classList.toggle("over", over);
      }
    };
    this.zone.addEventListener("dragover", (event) => mark(event, true));
    this.zone.addEventListener("dragleave", (event) => mark(event, false));
    this.zone.addEventListener("drop", (event) => {
      mark(event, false);
      this.add([...event.dataTransfer.files]);
    });
  }

  /** Take what can be taken of these files, and say what cannot. */
  add(files) {
    const told = [];
    for (const file of files) {
      if (!looksLikePicture(file)) {
        told.push(`“${file.name}”不是图片，没有添加`);
      } else if (file.size > this.largest) {
        told.push(`“${file.name}”：${this.input.dataset.tooLarge}`);
      } else if (this.kept.length >= this.most) {
        told.push(this.input.dataset.tooMany.replace("{count}", String(this.most + files.length - files.indexOf(file))));
        break;
      } else if (!this.kept.some((each) => each.name === file.name && each.size === file.size)) {
        this.kept.push(file);
      }
    }
    this.show();
    this.say(told.join("；") || `已选 ${this.kept.length} 张图片`, told.length > 0);
  }

  paste(files) {
    this.add(
      files.map((file) => {
        this.pasted += 1;
        const ending = file.type.split("/")[1] || "png";
        return new File([file], `粘贴的图片 ${this.pasted}.${ending}`, { type: file.type });
      }),
    );
  }

  remove(file) {
    const place = this.kept.indexOf(file);
    this.kept.splice(place, 1);
    this.show();
    this.say(`已移除“${file.name}”，还有 ${this.kept.length} 张图片`);
    // The keyboard goes on where it was, or back to the field when nothing is left.
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(place, buttons.length - 1)] || this.input).focus();
  }

  say(words, isProblem = false) {
    this.said.className = isProblem ? "said err" : "said";
    this.said.textContent = words;
  }

  show() {
    const held = new DataTransfer();
    this.kept.forEach((file) => held.items.add(file));
    this.input.files = held.files;
    this.addresses.forEach((address) => URL.revokeObjectURL(address));
    this.addresses = [];
    this.list.replaceChildren(...this.kept.map((file) => this.preview(file)));
  }

  preview(file) {
    const item = element("li");
    const image = element("img");
    const remove = element("button", "btn alt", "移除");
    const address = URL.createObjectURL(file);
    this.addresses.push(address);
    image.alt = "";
    image.src = address;
    // Most browsers cannot show HEIC; the server can.
    image.addEventListener("error", () => image.replaceWith(element("span", "no-preview", "此格式不能预览，可以提交")));
    remove.type = "button";
    remove.setAttribute("aria-label", `移除 ${file.name}`);
    remove.addEventListener("click", () => this.remove(file));
    item.append(image, element("span", "file-name", `${file.name}（${inMegabytes(file.size)}）`), remove);
    return item;
  }
}

const fields = [...document.querySelectorAll(SELECTOR)].map((input) => new PictureField(input));

/** Pasted pictures go to the field that can be seen; pasted words are none of this file's business. */
document.addEventListener("paste", (event) => {
  const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
  const field = fields.find((each) => each.zone.offsetParent !== null);
  if (files.length && field) {
    event.preventDefault();
    field.paste(files);
  }
});

// Going back may show the field with files that the browser kept.
window.addEventListener("pageshow", () => {
  fields.filter((field) => !field.kept.length && field.input.files.length).forEach((field) => field.add([...field.input.files]));
});
