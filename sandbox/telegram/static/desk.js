// The side of support: the group in which questions are answered by replies, and the announcement to everybody.

import { icon, make, post, send } from "./dom.js";
import { Phone } from "./phone.js";

export class Desk extends Phone {
  constructor(name, bot, words, openPanel) {
    super(name, bot, words, openPanel);
    this.replyTo = null;
    this.addReplying();
    this.addAnnouncing();
  }

  hands() { return { ...super.hands(), reply: (message) => this.reply(message) }; }

  dress() {
    super.dress();
    this.part.language.href = `/?user=desk&lang=${this.words.otherMark.toLowerCase()}`;
  }

  title() { return this.words.deskTitle; }

  quietStatus() { return this.words.deskStatus; }

  say(text) {
    const said = post("answer", { text, reply_to: this.replyTo });
    this.reply(null);
    return said;
  }

  show(chat) { super.show({ ...chat, description: this.words.deskHint, title: this.words.deskTitle }); }

  showInput() { this.part.start.hidden = true; }

  addReplying() {
    this.replied = make("span", {});
    const close = make("button", {
      type: "button", class: "icon", "aria-label": this.words.notReply, onclick: () => this.reply(null),
    }, icon("close"));
    this.replying = make("div", { class: "replying", role: "status" }, this.replied, close);
    this.replying.hidden = true;
    this.part.input.before(this.replying);
    this.part.attach.hidden = true;
  }

  reply(message) {
    this.replyTo = message?.id ?? null;
    this.replying.hidden = !message;
    this.replied.textContent = message ? `${this.words.replyTo} ${message.text.split("\n")[0]}` : "";
    if (message) this.part.text.focus();
  }

  addAnnouncing() {
    const { words } = this;
    const text = make("textarea", { rows: "5", maxlength: "4096", required: "", "aria-label": words.announcement });
    const form = make("form", { method: "dialog" }, text,
      make("button", { type: "button", onclick: () => dialog.close() }, words.cancel),
      make("button", { class: "main" }, words.toAll));
    form.addEventListener("submit", () => this.announce(text));
    const dialog = make("dialog", { "aria-label": words.announcement }, make("p", {}, words.announceHint), form);
    const open = make("button", { type: "button", class: "icon announce", "aria-label": words.announcement }, icon("announce"));
    open.addEventListener("click", () => dialog.showModal());
    this.part.attach.after(open);
    this.root.append(dialog);
  }

  async announce(text) {
    this.showToast(this.words.announcing);
    const answer = await send("announce", { text: text.value });
    this.showAlert(answer.ok ? (await answer.json()).result : this.words.notSent);
    text.value = "";
  }
}
