// Frame of the page: who is signed in, which view is shown, and the one stream that all views look at.
import { api, atHome, listen, whenSignedOut } from "./api.js";
import { fill, h, icon, toast } from "./dom.js";
import { texts } from "./texts.en.js";
import { viewNow } from "./view_now.js";

const views = {
  now: async () => viewNow,
  outbox: async () => (await import("./view_outbox.js")).viewOutbox,
  history: async () => (await import("./view_history.js")).viewHistory,
  home: async () => (await import("./view_home.js")).viewHome,
  people: async () => (await import("./view_people.js")).viewPeople,
  safety: async () => (await import("./view_safety.js")).viewSafety,
};

// What every view may read; `on(name, call)` until the view is left.
const house = {
  now: { running: false, muted: false, speaking: false, dialog: false, communications: false, wake_word: "" },
  lines: [],
  connected: false,
  words: { reasons: {} },
};
const linesMax = 400;
let leaving = [];
const listeners = new Set();

function publish(name, facts) {
  for (const listener of [...listeners]) {
    if (listener.name === name) listener.call(facts);
  }
}

const context = {
  house,
  on(name, call) {
    const listener = { name, call };
    listeners.add(listener);
    leaving.push(() => listeners.delete(listener));
  },
  leaving(call) {
    leaving.push(call);
  },
  reason: (code) => house.words.reasons[code] ?? code,
  trouble: (error) => toast(error.status === 0 ? texts.notReached : texts.trouble(error), "bad"),
  mute,
};

const app = document.getElementById("app");
let shown = null;

function paintStatus() {
  const { now, connected } = house;
  const state =
    !connected || !now.running
      ? "away"
      : now.muted
        ? "muted"
        : now.speaking
          ? "speaking"
          : now.dialog
            ? "dialog"
            : "listening";
  document.documentElement.dataset.state = state;
  const pill = document.getElementById("pill");
  if (!pill) return;
  fill(pill, h("span.dot"), texts.states[state]);
  const button = document.getElementById("mute");
  button.setAttribute("aria-pressed", String(now.muted));
  // Whoever has muted it in the room can rely on it: from elsewhere nobody lets it hear again.
  button.disabled = atHome && now.muted;
  button.title = button.disabled ? texts.onlyThere : "";
  fill(button, icon(now.muted ? "muted" : "microphone"), h("span", {}, now.muted ? texts.unmute : texts.mute));
  document.title = `${texts.states[state]} · ${texts.brand}`;
}

async function mute(muted) {
  try {
    house.now = await api.post("/api/mute", { muted });
    publish("now", house.now);
    paintStatus();
    toast(muted ? texts.isMuted : texts.isUnmuted);
  } catch (error) {
    context.trouble(error);
  }
}

function frame() {
  const links = Object.keys(views).map((name) =>
    h(
      "a.tab",
      { href: `#/${name}`, "data-view": name },
      icon(name),
      h("span", {}, texts.views[name]),
      name === "outbox" ? h("span.badge", { id: "badge", hidden: true }) : null,
    ),
  );
  fill(
    app,
    h("a.skip", { href: "#view" }, texts.skip),
    h(
      "header.bar",
      {},
      h(
        "a.brand",
        { href: "#/now", "aria-label": texts.brand },
        h("img", { src: "/assets/icon.svg", alt: "", width: 28, height: 28 }),
        h("span", {}, texts.brand),
      ),
      h("span.pill", { id: "pill" }),
      h("button.mute", {
        id: "mute",
        type: "button",
        "aria-pressed": "false",
        onclick: () => mute(!house.now.muted),
      }),
    ),
    h("nav.tabs", { "aria-label": texts.navigation }, links),
    h("main", { id: "view", tabindex: "-1" }),
  );
  paintStatus();
}

async function show() {
  const [, name = "now", ...rest] = location.hash.split("/");
  const chosen = views[name] ? name : "now";
  for (const call of leaving) call();
  leaving = [];
  for (const link of document.querySelectorAll(".tab")) {
    if (link.dataset.view === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const main = document.getElementById("view");
  const place = h("div.view");
  const before = shown;
  shown = `${chosen}/${rest.join("/")}`;
  const asked = shown;
  try {
    const view = await views[chosen]();
    if (asked !== shown) return;
    fill(main, place);
    main.dataset.view = chosen;
    await view(place, context, rest);
  } catch (error) {
    context.trouble(error);
  }
  // A new view is read out from its beginning.
  if (before !== null && before !== shown) {
    scrollTo(0, 0);
    place.querySelector("h1")?.focus({ preventScroll: true });
  }
}

export async function countOutbox() {
  const badge = document.getElementById("badge");
  if (!badge) return;
  try {
    const list = await api.get("/api/outbox");
    const open = list.filter((message) => ["held", "waiting", "deferred", "unknown"].includes(message.state));
    badge.hidden = open.length === 0;
    fill(badge, String(open.length), h("span.unseen", {}, ` ${texts.outbox.toDecide}`));
  } catch {
    badge.hidden = true;
  }
}

function take(name, facts) {
  if (name === "now") {
    house.now = facts;
    paintStatus();
  }
  if (name === "line") {
    house.lines.push(facts);
    if (house.lines.length > linesMax) house.lines.shift();
    if (facts.type === "message") countOutbox();
  }
  if (name === "changed" && facts.what === "outbox") countOutbox();
  publish(name, facts);
}

// Asks for the code that `sotto page pair` shows. Nothing of the house is told before.
function pair() {
  shown = null;
  const code = h("input.code", {
    id: "code",
    name: "code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: 12,
    required: true,
  });
  const wrong = h("p.because.bad", { role: "alert", hidden: true });
  const button = h("button.primary", { type: "submit" }, texts.pair.enter);
  const enterCode = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await api.post("/api/pair", { code: code.value });
      await start();
    } catch (error) {
      wrong.hidden = false;
      fill(wrong, icon("warning"), texts.pair.refused[error.status] ?? texts.trouble(error));
      code.select();
    }
    button.disabled = false;
  };
  fill(
    app,
    h(
      "main.welcome",
      {},
      h("img", { src: "/assets/icon.svg", alt: "", width: 64, height: 64 }),
      h("h1", { tabindex: "-1" }, texts.pair.title),
      h("p", {}, texts.pair.how),
      h("pre", {}, h("code", {}, texts.pair.example)),
      h("p", {}, texts.pair.compare),
      h(
        "form.pairing",
        { onsubmit: enterCode },
        h("label", { for: "code" }, texts.pair.code),
        h("div.actions", {}, code, button),
        wrong,
      ),
    ),
  );
  document.title = texts.brand;
}

function signIn(failed) {
  if (atHome) return pair();
  shown = null;
  fill(
    app,
    h(
      "main.welcome",
      {},
      h("img", { src: "/assets/icon.svg", alt: "", width: 64, height: 64 }),
      h("h1", { tabindex: "-1" }, failed ? texts.signIn.wrong : texts.signIn.title),
      h("p", {}, texts.signIn.how),
      h("pre", {}, h("code", {}, texts.signIn.example)),
      h("p.soft", {}, texts.signIn.why),
    ),
  );
  document.title = texts.brand;
}

let stopListening = () => {};
async function start() {
  try {
    house.now = await api.get("/api/now");
    house.words = await api.get("/api/words");
  } catch (error) {
    if (error.status !== 401) context.trouble(error);
    return;
  }
  frame();
  house.lines = [];
  let lost = false;
  stopListening();
  stopListening = listen(take, (state) => {
    if (state === "open" && lost) {
      // Whatever was missed is told again from the beginning of what is kept.
      countOutbox();
      show();
    }
    lost = state !== "open";
    house.connected = state === "open";
    paintStatus();
    publish("connection", house.connected);
  });
  countOutbox();
  addEventListener("hashchange", show);
  await show();
}

whenSignedOut(() => {
  stopListening();
  signIn(false);
});

// The token stands after the #, which no browser sends to anybody; it is given once, and taken out of sight.
async function enter() {
  const token = /^#token=([A-Za-z0-9_-]{20,})$/.exec(location.hash)?.[1];
  if (token) {
    history.replaceState(null, "", "/#/now");
    try {
      await api.post("/api/session", { token });
    } catch (error) {
      if (error.status === 401) return signIn(true);
      context.trouble(error);
    }
  }
  await start();
}

enter();
