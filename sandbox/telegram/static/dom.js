// Elements, icons and requests: text only ever becomes text nodes, never HTML.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h10",
  close: "M6 6l12 12M18 6L6 18",
  tips: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.6 10.8c.7.6 1.1 1.3 1.1 2.2h5c0-.9.4-1.6 1.1-2.2A6 6 0 0 0 12 3z",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  send: "M3.5 12L20.5 4l-5 16.5-4-7zM11.5 13.5l4-4",
  keyboard: "M4 5h6v6H4zM14 5h6v6h-6zM4 15h6v4H4zM14 15h6v4h-6z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  seen: "M2 12.5l4 4L14.5 8M10 15.5l1.2 1L20.5 8",
  link: "M8 16L16 8M9.5 8H16v6.5",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  announce: "M4 10v4h3l8 4V6l-8 4zM18 9a4 4 0 0 1 0 6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.6-4 3.8-6 8-6s7.4 2 8 6",
};

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function icon(name, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.classList.add("sign", `sign-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export async function post(name, body) { return (await send(name, body)).ok; }

export function send(name, body) {
  const isForm = body instanceof FormData;
  return fetch(`/_sandbox/${name}`, {
    method: "POST",
    headers: isForm ? {} : { "Content-Type": "application/json" },
    body: isForm ? body : JSON.stringify(body),
  });
}

// A link back into the chat, https://t.me/<bot>?start=<payload>, means "press Start with the payload".
export function startPayload(url, bot) {
  const link = new URL(url, location.href);
  const [host, name] = link.hostname === "t.me"
    ? ["t.me", link.pathname.slice(1)]
    : link.pathname.slice(1).split("/");
  const isOurs = host === "t.me" && (bot === undefined || name.toLowerCase() === bot.toLowerCase());
  return isOurs ? link.searchParams.get("start") || "" : null;
}

// Only what may be opened in a tab: anything else stays text.
export function safeUrl(url) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  try {
    return ["http:", "https:", "mailto:", "tel:"].includes(new URL(full).protocol) ? full : undefined;
  } catch {
    return undefined;
  }
}
