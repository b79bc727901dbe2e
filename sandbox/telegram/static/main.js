// The beginning: who is at the phones, what the panel holds, and a Start that a link has asked for.

import { post, startPayload } from "./dom.js";
import { Desk } from "./desk.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { wordsIn } from "./words.js";

// Whoever went out through a link comes back through t.me, as a phone's own Telegram would know.
function whoLeft() {
  return location.pathname.startsWith("/t.me/") && localStorage.getItem("left");
}

async function begin() {
  const asked = new URL(location.href).searchParams.get("user") || whoLeft() || "anna";
  const language = new URL(location.href).searchParams.get("lang");
  const names = asked.split(",").filter(Boolean).slice(0, 2);
  const about = await (await fetch("/_sandbox/about")).json();
  const wordsOf = (name) => wordsIn(about.people.find((person) => person.key === name)?.language || language);
  const words = wordsOf(names[0]);
  document.documentElement.lang = words.language;
  document.title = words.page;
  const panel = new Panel(words);
  const phones = names.map((name) => new (name === "desk" ? Desk : Phone)(name, about.bot, wordsOf(name), () => panel.toggle()));
  document.getElementById("phones").append(...phones.map((phone) => phone.root));
  let last = phones[0];
  for (const phone of phones) phone.root.addEventListener("focusin", () => { last = phone; });
  panel.fill(about, names, (value) => last.insert(value));
  const payload = startPayload(location.href);
  if (payload === null) return;
  history.replaceState(null, "", `/?user=${names.join(",")}`);
  await post("start", { user: names[0], payload });
}

begin();
