// One message as an element: its bubble, its time with marks, and the buttons below.

import { icon, make, safeUrl } from "./dom.js";
import { rich } from "./rich.js";
import { hourOf } from "./words.js";

export function pill(text) {
  return make("div", { class: "pill" }, make("span", {}, text));
}

export function bubbleOf(message, hands) {
  const isBots = message.from === "bot";
  const speaker = make("span", { class: "visually-hidden" }, isBots ? hands.words.bot : hands.words.you);
  const bubble = make("div", { class: "bubble" }, speaker, ...body(message, hands), marks(message, isBots, hands.words));
  const root = make("div", {
    class: `message ${isBots ? "theirs" : "mine"}${message.protected ? " protected" : ""}`, "data-id": message.id,
  }, bubble);
  if (message.buttons.length) root.append(keyboard(message, hands));
  if (isBots && hands.reply) root.append(replyButton(message, hands));
  return root;
}

function replyButton(message, hands) {
  return make("button", { type: "button", class: "reply", onclick: () => hands.reply(message) }, hands.words.reply);
}

function body(message, hands) {
  const text = rich(message.text, message.entities, hands);
  if (message.forwarded) text.unshift(make("em", { class: "forwarded" }, hands.words.forwarded));
  if (message.contact) return [contact(message.contact)];
  if (message.photo) return [photo(message.photo, hands.words), ...text];
  if (message.document) return [file(message.document, hands.words), ...text];
  return text;
}

function contact(shared) {
  return make("span", { class: "attachment" }, make("span", { class: "badge" }, icon("person")),
    make("span", {}, make("b", {}, shared.first_name), make("br"), `+${shared.phone_number}`));
}

function file(document, words) {
  const size = document.file_size < 1024
    ? `${document.file_size} ${words.bytes}`
    : `${Math.round(document.file_size / 1024)} ${words.kilobytes}`;
  return make("a", { class: "attachment", href: `/_sandbox/file/${document.file_id}`, download: document.file_name },
    make("span", { class: "badge" }, icon("file")),
    make("span", {}, make("b", {}, document.file_name), make("br"), size));
}

function photo(size, words) {
  return make("img", {
    class: "photo", src: `/_sandbox/file/${size.file_id}`, alt: words.photo, width: size.width, height: size.height,
  });
}

function marks(message, isBots, words) {
  const parts = [hourOf(message, words)];
  if (message.edited) parts.unshift(words.edited);
  if (message.protected) parts.unshift(icon("lock", words.protected));
  if (!isBots) parts.push(icon("seen"));
  return make("time", { class: "marks", datetime: new Date(message.date * 1000).toISOString() }, ...parts);
}

function keyboard(message, hands) {
  const rows = message.buttons.map((row, line) => make("div", { class: "row" },
    ...row.map((button, place) => inline(message, button, `${message.id}-${line}-${place}`, hands))));
  return make("div", { class: "buttons" }, ...rows);
}

function inline(message, button, key, hands) {
  const style = button.style ? ` ${button.style}` : "";
  if (button.url) {
    return make("a", {
      class: `button${style}`, href: safeUrl(button.url), target: "_blank", rel: "noopener", "data-key": key,
      onclick: (event) => { if (hands.open(button.url)) event.preventDefault(); },
    }, label(button), icon("link"));
  }
  if (button.copy_text) {
    const copy = () => hands.copy(button.copy_text.text);
    return make("button", { class: `button${style}`, type: "button", "data-key": key, onclick: copy },
      label(button), icon("copy"));
  }
  if (button.disabled) {
    return make("button", { class: `button${style}`, type: "button", "data-key": key, disabled: "" }, label(button));
  }
  return make("button", {
    class: `button${style}`, type: "button", "data-key": key,
    onclick: (event) => {
      event.currentTarget.setAttribute("aria-busy", "true");
      hands.tap(message.id, button.callback_data);
    },
  }, label(button));
}

// One line, as Telegram shows it: what is too long for its button ends in «…».
export function label(button) {
  return make("span", { class: "label" }, button.text);
}
