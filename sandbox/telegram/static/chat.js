// The chat page: shows what one or two people see, and does what they do. Text is never put in as HTML.
"use strict";

const address = new URL(location.href);
const names = (address.searchParams.get("user") || "anna").split(",").slice(0, 2);
const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", spoiler: "span", text_link: "a", bot_command: "a", url: "a",
};
let lastInput = null;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

async function post(name, body) {
  const response = await fetch(`/_sandbox/${name}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return response.ok;
}

// A link back into the chat: https://t.me/<bot>?start=<payload> means "press Start with the payload".
function startPayload(url) {
  const link = new URL(url, location.href);
  const isOurs = link.hostname === "t.me" || link.pathname.startsWith("/t.me/");
  return isOurs ? link.searchParams.get("start") || "" : null;
}

class Phone {
  constructor(user) {
    this.user = user;
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    for (const part of ["log", "toast", "keyboard", "input", "text", "commands", "menu", "who"]) {
      this[part] = this.root.querySelector(`.${part}`);
    }
    const id = `text-${user}`;
    this.text.id = id;
    this.root.querySelector("label").htmlFor = id;
    this.toasts = null;
    this.shown = "";
    this.listen();
  }

  listen() {
    this.input.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      this.text.value = "";
      if (text) this.say(text);
    });
    this.text.addEventListener("focus", () => { lastInput = this.text; });
    this.menu.addEventListener("click", () => this.toggleCommands());
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.toggleCommands(false);
    });
    const tips = this.root.querySelector(".open-tips");
    tips.addEventListener("click", () => toggleTips());
    const events = new EventSource(`/_sandbox/events?user=${encodeURIComponent(this.user)}`);
    events.onmessage = (event) => this.show(JSON.parse(event.data));
  }

  say(text) { return post("say", { user: this.user, text }); }

  toggleCommands(open = this.commands.hidden) {
    this.commands.hidden = !open;
    this.menu.setAttribute("aria-expanded", String(open));
    if (open) this.commands.querySelector("button")?.focus();
  }

  show(chat) {
    this.who.textContent = chat.user.first_name;
    const state = JSON.stringify(chat);
    if (state === this.shown) return;
    this.shown = state;
    this.showMessages(chat);
    this.showKeyboard(chat.reply_keyboard);
    this.showCommands(chat.commands);
    this.showToasts(chat.toasts);
  }

  showMessages(chat) {
    const focused = document.activeElement?.dataset?.key;
    const children = chat.messages.length
      ? chat.messages.map((message) => this.message(message))
      : [this.empty(chat.description)];
    this.log.replaceChildren(...children);
    this.log.scrollTop = this.log.scrollHeight;
    if (focused) this.log.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  empty(description) {
    const start = make("button", { class: "menu", type: "button", onclick: () => post("start", { user: this.user }) },
      "Начать");
    return make("div", { class: "empty" }, description || "Здесь пока ничего нет.", "\n\n", start);
  }

  message(message) {
    const time = new Date(message.date * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });
    const marks = `${message.edited ? "изменено " : ""}${time}`;
    const text = message.contact
      ? [`👤 ${message.contact.first_name}, +${message.contact.phone_number}`]
      : this.rich(message.text, message.entities);
    const speaker = make("span", { class: "visually-hidden" }, message.from === "bot" ? "Бот: " : "Вы: ");
    const bubble = make("div", { class: "bubble" }, speaker, ...text, make("time", {}, marks));
    const rows = message.buttons.map((row, index) => make("div", { class: "row" },
      ...row.map((button, place) => this.button(message, button, `${message.id}-${index}-${place}`))));
    const side = message.from === "bot" ? "message" : "message mine";
    return make("div", { class: side, "data-id": message.id }, bubble, make("div", { class: "buttons" }, ...rows));
  }

  button(message, button, key) {
    if (button.url) {
      const payload = startPayload(button.url);
      const go = (event) => {
        if (payload === null) return;
        event.preventDefault();
        post("start", { user: this.user, payload });
      };
      return make("a", { href: button.url, target: "_blank", rel: "noopener", onclick: go, "data-key": key },
        `${button.text} ↗`);
    }
    return make("button", {
      type: "button", "data-key": key,
      onclick: (event) => {
        event.currentTarget.setAttribute("aria-busy", "true");
        post("tap", { user: this.user, message_id: message.id, data: button.callback_data });
      },
    }, button.text);
  }

  // Entities are offsets in UTF-16 units, as JavaScript counts; they nest, and are sorted by offset.
  rich(text, entities, from = 0, to = text.length) {
    const parts = [];
    let at = from;
    entities.forEach((entity, index) => {
      const end = entity.offset + entity.length;
      if (entity.offset < at || end > to || !TAGS[entity.type]) return;
      parts.push(text.slice(at, entity.offset));
      const inner = this.rich(text, entities.slice(index + 1), entity.offset, end);
      const attributes = {};
      if (entity.type === "text_link") Object.assign(attributes, { href: entity.url, target: "_blank", rel: "noopener" });
      parts.push(make(TAGS[entity.type], attributes, ...inner));
      at = end;
    });
    parts.push(text.slice(at, to));
    return parts;
  }

  showKeyboard(keyboard) {
    this.keyboard.hidden = !keyboard;
    const rows = (keyboard?.keyboard || []).map((row) => make("div", { class: "row" }, ...row.map((button) => {
      const label = typeof button === "string" ? button : button.text;
      const press = button.request_contact ? () => post("contact", { user: this.user }) : () => this.say(label);
      return make("button", { type: "button", onclick: press }, label);
    })));
    this.keyboard.replaceChildren(...rows);
  }

  showCommands(commands) {
    this.commands.replaceChildren(...commands.map((command) => make("li", { role: "none" }, make("button", {
      type: "button", role: "menuitem",
      onclick: () => { this.toggleCommands(false); this.text.focus(); this.say(`/${command.command}`); },
    }, `/${command.command} `, make("span", {}, command.description)))));
  }

  showToasts(toasts) {
    const known = this.toasts;
    this.toasts = toasts.length;
    if (known === null || toasts.length <= known) return;
    this.toast.textContent = toasts.at(-1).text;
    this.toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => { this.toast.hidden = true; }, 4000);
  }
}

function toggleTips() {
  const tips = document.getElementById("tips");
  tips.hidden = !tips.hidden;
  for (const button of document.querySelectorAll(".open-tips")) {
    button.setAttribute("aria-expanded", String(!tips.hidden));
    button.textContent = tips.hidden ? "Что попробовать" : "Закрыть";
  }
}

function showTips(tips) {
  const insert = (value) => () => {
    const input = lastInput || document.querySelector(".text");
    input.value = value;
    if (matchMedia("(max-width: 60rem)").matches) toggleTips();
    input.focus();
  };
  document.getElementById("tip-list").replaceChildren(...tips.map((tip, index) => {
    const values = tip.values.flatMap(([name, value]) => [
      make("dt", {}, name), make("dd", {}, make("button", { type: "button", onclick: insert(value) }, value)),
    ]);
    const details = make("details", {}, make("summary", {}, tip.title), make("p", {}, tip.text), make("dl", {}, ...values));
    details.open = index === 0;
    return details;
  }));
  document.getElementById("tips").hidden = tips.length === 0 || matchMedia("(max-width: 60rem)").matches;
}

async function begin() {
  const about = await (await fetch("/_sandbox/about")).json();
  const phones = names.map((name) => new Phone(name));
  document.getElementById("phones").replaceChildren(...phones.map((phone) => phone.root));
  showTips(about.tips);
  const payload = startPayload(location.href);
  if (payload !== null) {
    await post("start", { user: names[0], payload });
    history.replaceState(null, "", `/?user=${names.join(",")}`);
  }
}

begin();
