// A text with entities into nodes. Entities are offsets in UTF-16 units, as JavaScript counts; they nest.

import { make, safeUrl } from "./dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
  text_link: "a", url: "a", date_time: "time", email: "a", bot_command: "button",
};

// `open(url)` follows a link, `say(text)` sends a command: both are the phone's.
export function rich(text, entities, hands, from = 0, to = text.length) {
  const parts = [];
  let at = from;
  entities.forEach((entity, index) => {
    const end = entity.offset + entity.length;
    if (entity.offset < at || end > to || !TAGS[entity.type]) return;
    if (entity.offset > at) parts.push(text.slice(at, entity.offset));
    const inner = rich(text, entities.slice(index + 1), hands, entity.offset, end);
    parts.push(make(TAGS[entity.type], attributes(entity, text.slice(entity.offset, end), hands), ...inner));
    at = end;
  });
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

function attributes(entity, text, hands) {
  switch (entity.type) {
    case "text_link":
    case "url":
      return link(entity.url || text, hands);
    case "date_time":
      return { datetime: new Date(entity.unix_time * 1000).toISOString(), title: new Date(entity.unix_time * 1000).toLocaleString() };
    case "email":
      return { href: `mailto:${text}` };
    case "bot_command":
      return { type: "button", class: "command", onclick: () => hands.say(text) };
    case "spoiler":
      return { class: "spoiler", tabindex: "0", role: "button", "aria-label": hands.words.hidden, onclick: reveal, onkeydown: reveal };
    default:
      return {};
  }
}

function link(url, hands) {
  return {
    href: safeUrl(url), target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (hands.open(url)) event.preventDefault(); },
  };
}

function reveal(event) {
  if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.currentTarget.classList.add("revealed");
  event.currentTarget.removeAttribute("role");
  event.currentTarget.removeAttribute("aria-label");
}
