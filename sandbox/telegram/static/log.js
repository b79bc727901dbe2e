// The messages of a phone: only what has changed is drawn again, so focus stays and readers hear news alone.

import { make } from "./dom.js";
import { bubbleOf, pill } from "./message.js";
import { dayOf } from "./words.js";

const NEAR_PIXELS = 120;

export class Log {
  constructor(root, hands) {
    this.root = root;
    this.hands = hands;
    this.drawn = new Map();
    this.isSticky = true;
    this.isFirst = true;
    root.addEventListener("scroll", () => {
      this.isSticky = root.scrollHeight - root.scrollTop - root.clientHeight < NEAR_PIXELS;
    });
    new ResizeObserver(() => this.scroll()).observe(root);
  }

  show(chat) {
    const { words } = this.hands;
    const items = chat.messages.length || chat.deleted.length ? itemsOf(chat, words) : [greeting(chat, words)];
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    const drawn = new Map(items.map((item) => [item.key, this.drawnFrom(item)]));
    // first, so that what stays is not moved: a button that is moved under a finger is not tapped
    for (const [key, { element }] of this.drawn) if (drawn.get(key)?.element !== element) element.remove();
    let before = null;
    for (const { element } of drawn.values()) {
      this.place(element, before);
      before = element;
    }
    this.drawn = drawn;
    this.isFirst = false;
    this.settle(focused);
  }

  drawnFrom(item) {
    const kept = this.drawn.get(item.key);
    const element = kept?.json === item.json ? kept.element : item.draw(this.hands);
    element.classList.toggle("new", !kept && !this.isFirst);
    return { json: item.json, element };
  }

  place(element, before) {
    if (element.parentNode === this.root && element.previousSibling === before) return;
    if (before) before.after(element);
    else this.root.prepend(element);
  }

  settle(focused) {
    for (const busy of this.root.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
    if (focused) this.root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    this.root.removeAttribute("aria-busy");
    this.scroll();
  }

  stick() { this.isSticky = true; }

  scroll() {
    if (this.isSticky) this.root.scrollTop = this.root.scrollHeight;
  }
}

function greeting({ starting, title: own, description }, words) {
  const [title, text] = starting
    ? [words.startingTitle, words.startingText]
    : [own || words.whatCan, description || words.nothingYet];
  const draw = () => make("div", { class: "empty" }, make("b", {}, title), make("span", {}, text));
  return { key: "empty", json: title + text, draw };
}

// Messages with day lines between them; of what was deleted nothing is seen, as in Telegram.
function itemsOf({ messages }, words) {
  const items = [];
  let day = "";
  for (const message of messages) {
    const today = dayOf(message, words);
    if (today !== day) items.push({ key: `day-${today}`, json: today, draw: () => pill(today) });
    day = today;
    items.push({ key: message.id, json: JSON.stringify(message), draw: (hands) => bubbleOf(message, hands) });
  }
  return items;
}
