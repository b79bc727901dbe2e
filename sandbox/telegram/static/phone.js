// One person's phone: shows what the server says the person sees, and does what the person does.

import { icon, make, post, startPayload } from "./dom.js";
import { Log } from "./log.js";
import { sendFile } from "./attach.js";
import { label } from "./message.js";
import { dress } from "./words.js";

const PARTS = [
  "face", "bot", "status", "log", "toast", "commands", "offline", "start", "input", "menu", "text", "toggle",
  "attach", "file", "send", "keyboard", "alert", "sheet", "language", "open-panel",
];
const TOAST_MILLISECONDS = 4000;

export class Phone {
  constructor(user, bot, words, openPanel) {
    this.user = user;
    this.words = words;
    this.bot = bot;
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.part = Object.fromEntries(PARTS.map((name) => [name, this.root.querySelector(`.${name}`)]));
    this.log = new Log(this.part.log, this.hands());
    this.knownToasts = null;
    this.keyboardJson = "";
    this.dress();
    this.listen(openPanel);
    this.connect();
  }

  // What can be done from within a message.
  hands() {
    return {
      words: this.words,
      say: (text) => this.say(text),
      tap: (id, data) => post("tap", { user: this.user, message_id: id, data }),
      open: (url) => this.open(url),
      copy: (text) => navigator.clipboard.writeText(text).then(() => this.showToast(this.words.copied)),
    };
  }

  title() { return this.bot.first_name; }

  quietStatus() { return this.isStarting ? this.words.starting : this.words.who(this.personName); }

  dress() {
    const { part, words } = this;
    this.root.lang = words.language;
    dress(this.root, words);
    part.face.textContent = this.title().replace(/\D/g, "") || this.title()[0];
    part.bot.textContent = this.title();
    part.text.id = `text-${this.user}`;
    this.root.querySelector("label").htmlFor = part.text.id;
    part.menu.append(icon("menu"), make("span", { "aria-hidden": "true" }, words.menu));
    part.toggle.append(icon("keyboard"));
    part.attach.append(icon("attach"));
    part.send.append(icon("send"));
    part["open-panel"].append(icon("tips"));
    part.language.append(words.otherMark);
    part.language.href = `/?user=${words.otherUser}`;
    part.language.setAttribute("aria-label", words.otherLanguage);
  }

  listen(openPanel) {
    const { part } = this;
    part.input.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    part.text.addEventListener("keydown", (event) => this.typed(event));
    part.text.addEventListener("input", () => this.grow());
    part.start.addEventListener("click", () => this.start());
    part.menu.addEventListener("click", () => this.showCommands());
    part.toggle.addEventListener("click", () => this.showKeyboard(part.keyboard.hidden));
    part["open-panel"].addEventListener("click", openPanel);
    part.attach.addEventListener("click", () => part.file.click());
    part.file.addEventListener("change", () => sendFile(this));
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || part.commands.hidden) return;
      this.showCommands(false);
      part.menu.focus();
    });
    part.commands.addEventListener("keydown", (event) => this.walkCommands(event));
  }

  connect() {
    const events = new EventSource(`/_sandbox/events?user=${encodeURIComponent(this.user)}`);
    events.onmessage = (event) => this.show(JSON.parse(event.data));
    events.onopen = () => { this.part.offline.hidden = true; };
    events.onerror = () => { this.part.offline.hidden = false; };
  }

  say(text) { return post("say", { user: this.user, text }); }

  start(payload = "") { return post("start", { user: this.user, payload }); }

  open(url) {
    const payload = startPayload(url, this.bot.username);
    localStorage.setItem("left", this.user);
    document.cookie = `language=${this.words.language}; path=/; SameSite=Lax`;  // for the stand-in of Gosuslugi
    if (payload === null) return false;
    this.start(payload);
    return true;
  }

  submit() {
    const text = this.part.text.value.trim();
    this.part.text.value = "";
    this.grow();
    this.log.stick();
    if (text) this.say(text);
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  grow() {
    const { text } = this.part;
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, 140)}px`;
  }

  insert(value) {
    this.part.text.value = value;
    this.grow();
    this.part.text.focus();
  }

  show(chat) {
    this.personName = chat.user.first_name;
    this.log.show(chat);
    this.isStarting = chat.starting;
    this.showStatus(chat.typing);
    this.showInput(chat);
    this.setKeyboard(chat.reply_keyboard);
    this.setCommands(chat.commands);
    this.takeToasts(chat.toasts);
  }

  showStatus(typingSeconds) {
    clearTimeout(this.typing);
    const isTyping = typingSeconds > 0;
    this.part.status.textContent = isTyping ? this.words.typing : this.quietStatus();
    this.part.status.classList.toggle("typing", isTyping);
    if (isTyping) this.typing = setTimeout(() => this.showStatus(0), typingSeconds * 1000);
  }

  showInput(chat) {
    const { part } = this;
    const isEmpty = chat.messages.length === 0 && chat.deleted.length === 0;
    const hadFocus = part.start === document.activeElement;
    part.start.hidden = !isEmpty || chat.starting;
    if (!isEmpty && hadFocus) part.text.focus();
  }

  setKeyboard(keyboard) {
    const json = JSON.stringify(keyboard);
    if (json === this.keyboardJson) return;
    this.keyboardJson = json;
    const rows = (keyboard?.keyboard || []).map((row) => make("div", { class: "row" },
      ...row.map((button) => this.replyButton(button, keyboard))));
    this.part.keyboard.replaceChildren(...rows);
    this.part.toggle.hidden = !keyboard;
    this.part.text.placeholder = keyboard?.input_field_placeholder || this.words.message;
    this.showKeyboard(Boolean(keyboard));
  }

  replyButton(button, keyboard) {
    const press = () => {
      if (keyboard.one_time_keyboard) this.showKeyboard(false);
      if (button.request_contact) post("contact", { user: this.user });
      else this.say(button.text);
    };
    return make("button", { type: "button", class: "button", onclick: press }, label(button));
  }

  showKeyboard(isShown) {
    this.part.keyboard.hidden = !isShown;
    this.part.toggle.setAttribute("aria-expanded", String(isShown));
    this.log.scroll();
  }

  setCommands(commands) {
    const json = JSON.stringify(commands);
    if (json === this.commandsJson) return;
    this.commandsJson = json;
    this.part.menu.hidden = commands.length === 0;
    this.part.commands.replaceChildren(...commands.map((command) => make("li", {}, make("button", {
      type: "button",
      onclick: () => { this.showCommands(false); this.part.text.focus(); this.say(`/${command.command}`); },
    }, make("b", {}, `/${command.command}`), " ", command.description))));
  }

  showCommands(isShown = this.part.commands.hidden) {
    this.part.commands.hidden = !isShown;
    this.part.menu.setAttribute("aria-expanded", String(isShown));
    if (isShown) this.part.commands.querySelector("button")?.focus();
  }

  walkCommands(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.part.commands.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement) + step;
    buttons[(at + buttons.length) % buttons.length].focus();
  }

  takeToasts(toasts) {
    const known = this.knownToasts ?? toasts.length;
    this.knownToasts = toasts.length;
    for (const toast of toasts.slice(known)) {
      if (toast.alert) this.showAlert(toast.text);
      else this.showToast(toast.text);
    }
  }

  showToast(text) {
    this.part.toast.textContent = text;
    this.part.toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => { this.part.toast.hidden = true; }, TOAST_MILLISECONDS);
  }

  showAlert(text) {
    this.part.alert.querySelector("p").textContent = text;
    if (!this.part.alert.open) this.part.alert.showModal();
  }
}
