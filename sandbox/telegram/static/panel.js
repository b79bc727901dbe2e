// The panel "What to try": invented people whose values go into the input, and who sits at the phones.

import { icon, make } from "./dom.js";

import { dress } from "./words.js";

const NARROW = matchMedia("(max-width: 62rem)");

export class Panel {
  constructor(words) {
    this.words = words;
    this.root = document.getElementById("panel");
    dress(document, words);
    this.close = this.root.querySelector(".close-panel");
    this.close.append(icon("close"));
    this.close.addEventListener("click", () => this.show(false));
    this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.show(false); });
  }

  fill(about, names, insert) {
    const tips = about.tips.map((tip) => tipOf(tip, this.words, (value) => { if (NARROW.matches) this.show(false); insert(value); }));
    if (tips.length) tips[0].open = true;
    document.getElementById("tips").replaceChildren(...tips);
    const choices = [...about.people.map((user) => [user]), about.people.slice(0, 2)];
    const desk = { key: "desk", name: this.words.desk };
    const patient = about.people.find((user) => user.language === this.words.language) || about.people[0];
    if (about.desk) choices.push([desk], [patient, desk]);
    document.getElementById("people").replaceChildren(...choices.map((users) => person(users, names, this.words)));
    if (!NARROW.matches) this.show(true);
  }

  show(isShown) {
    this.root.hidden = !isShown;
    for (const button of document.querySelectorAll(".open-panel")) {
      button.setAttribute("aria-expanded", String(isShown));
    }
    if (!NARROW.matches) return;
    if (isShown) this.close.focus();
    else document.querySelector(".open-panel")?.focus();
  }

  toggle() { this.show(this.root.hidden); }
}

function tipOf(tip, words, insert) {
  const said = (both) => both[words.language];
  const values = tip.values.flatMap(([name, value]) => [
    make("dt", {}, said(name)),
    make("dd", {}, make("button", { type: "button", onclick: () => insert(said(value)) }, said(value))),
  ]);
  const picture = tip.picture
    ? [make("a", { href: tip.picture, download: "" }, make("img", { src: tip.picture, alt: words.savePicture }))]
    : [];
  const told = [make("p", {}, said(tip.text)), make("dl", {}, ...values), ...picture];
  return make("details", {}, make("summary", {}, said(tip.title)), ...told);
}

function person(users, names, words) {
  const keys = users.map((user) => user.key).join(",");
  const label = users.map((user) => user.name).join(words.and) + (users.length > 1 ? words.beside : "");
  return make("a", { href: `/?user=${keys}&lang=${words.language}`, "aria-current": keys === names.join() ? "page" : undefined }, label);
}
