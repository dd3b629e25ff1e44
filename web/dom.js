// Makes elements. What was heard, or came from an address book, only ever becomes text.
import { texts } from "./texts.en.js";

const svgNamespace = "http://www.w3.org/2000/svg";

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// h("button.primary", { onclick, "aria-label": "…" }, "text", otherElement)
export function h(name, properties = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") element[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

const shapes = {
  now: "M4 12h3l3-7 4 14 3-7h3",
  outbox: "M4 5h16v14H4zM4 6l8 7 8-7",
  history: "M12 7v5l3 2M12 3a9 9 0 1 0 9 9M21 3v6h-6",
  home: "M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6" +
    "M16 4.500a3.5 3.5 0 0 1 0 6.500M18 14.500c2 .8 3.2 2.6 3.5 5.5",
  safety: "M12 3l8 3v6c0 4.5-3.2 7.5-8 9-4.8-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  microphone: "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM5.5 11.500a6.5 6.5 0 0 0 13 0M12 18v3M9 21h6",
  muted:
    "M4 4l16 16M15 10V6a3 3 0 0 0-5.8-1M9 9v3a3 3 0 0 0 4.5 2.600" +
    "M5.5 11.500a6.5 6.5 0 0 0 10.5 5M18.5 11.500c0 1-.2 1.9-.6 2.800M12 18v3M9 21h6",
  stop: "M7 7h10v10H7z",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  light: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.900c.6.5.9 1.2.9 2.100h5.200c0-.9.3-1.6.9-2.100A6 6 0 0 0 12 3z",
  switch: "M9 3v5M15 3v5M7 8h10v3a5 5 0 0 1-10 0zM12 16v5",
  fan:
    "M12 12c-4 0-6-2-6-4.500S8 4 9.5 4 12 6 12 12zM12 12c4 0 6 2 6 4.500S16 20 14.5 20 12 18 12 12z" +
    "M12 12c0-4 2-6 4.5-6S20 8 20 9.5 18 12 12 12zM12 12c0 4-2 6-4.5 6S4 16 4 14.5 6 12 12 12z",
  climate: "M14 14V5a2 2 0 1 0-4 0v9a4 4 0 1 0 4 0zM12 9v8",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  cover: "M4 4h16M5 4v16M19 4v16M5 8h14M5 12h14M5 16h14",
  alarm_control_panel: "M12 3l8 3v6c0 4.5-3.2 7.5-8 9-4.8-1.5-8-4.5-8-9V6zM12 8v5M12 16v.5",
  sensor: "M4 18a8 8 0 1 1 16 0M12 18l4-5",
  binary_sensor: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v1M12 20v1M3 12h1M20 12h1",
  siren: "M7 17v-5a5 5 0 0 1 10 0v5M5 20h14v-3H5zM12 4V2M4 8L3 7M20 8l1-1",
  trash: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5",
  back: "M15 5l-7 7 7 7",
  check: "M5 12.500l4.5 4.500L19 7.5",
  cross: "M6 6l12 12M18 6L6 18",
  again: "M5 12a7 7 0 1 1 2 5M5 19v-4h4",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.5",
};

// Decoration: the words beside it say what it means.
export function icon(name) {
  const svg = document.createElementNS(svgNamespace, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(svgNamespace, "path");
  path.setAttribute("d", shapes[name] ?? shapes.sensor);
  svg.append(path);
  return svg;
}

export function toast(text, kind = "note") {
  const place = document.getElementById("toasts");
  const element = h(`div.toast.${kind}`, {}, text);
  place.append(element);
  setTimeout(() => element.remove(), kind === "bad" ? 9000 : 5000);
}

// A switch that shows what is, not what was asked for: it moves once the answer has come.
export function toggle(label, on, change, properties = {}) {
  const button = h(
    "button.toggle",
    {
      type: "button",
      role: "switch",
      "aria-checked": String(on),
      "aria-label": label,
      ...properties,
      onclick: async () => {
        if (button.getAttribute("aria-busy") === "true") return;
        button.setAttribute("aria-busy", "true");
        try {
          await change(button.getAttribute("aria-checked") !== "true");
        } finally {
          button.removeAttribute("aria-busy");
        }
      },
    },
    h("span.knob"),
  );
  return button;
}

// Asks again before what cannot be undone. True where it is meant.
export function confirmed({ title, body, yes, danger = true }) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog.ask",
      { "aria-labelledby": "ask-title" },
      h("h2", { id: "ask-title" }, title),
      ...[body].flat().map((paragraph) => h("p", {}, paragraph)),
      h(
        "div.actions",
        {},
        h("button.quiet", { type: "button", autofocus: true, onclick: () => dialog.close("no") }, texts.leaveIt),
        h(danger ? "button.danger" : "button.primary", { type: "button", onclick: () => dialog.close("yes") }, yes),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function empty(iconName, title, body) {
  return h("div.empty", {}, icon(iconName), h("p.empty-title", {}, title), h("p", {}, body));
}

export function heading(title, lead) {
  return h("header.heading", {}, h("h1", { tabindex: "-1" }, title), lead ? h("p.lead", {}, lead) : null);
}
