// Outbox: what was confirmed and has not left yet, with the means to stop it; and what became of the rest.
import { api, atHome } from "./api.js";
import { confirmed, empty, fill, h, heading, icon, toast } from "./dom.js";
import { clock, day, texts } from "./texts.en.js";

const words = texts.outbox;
const open = ["held", "sending", "waiting", "deferred", "unknown"];
// How long Sotto takes to say "Sending to … in fifteen seconds": the hold begins after it.
const announcementMs = 4000;

// When a held message goes out: the hold begins when its announcement has ended.
function deadline(message, lines) {
  const holdMs = (message.hold_seconds ?? 15) * 1000;
  const said = lines.findLast((line) => line.type === "said" && line.prompt === "hold");
  const created = Date.parse(message.recorded);
  if (said && said.wall_ms >= created - 5000) {
    return said.wall_ms + Math.max(0, (said.until ?? said.t) - said.t) * 1000 + holdMs;
  }
  return created + announcementMs + holdMs;
}

function player(message) {
  let sound = null;
  const button = h("button.quiet", { type: "button", "aria-label": `${words.play}: ${words.to(message.contact)}` });
  const paint = (playing) => fill(button, icon(playing ? "pause" : "play"), playing ? words.pause : words.play);
  button.addEventListener("click", () => {
    if (!sound) {
      sound = new Audio(`/api/outbox/${message.id}/sound`);
      sound.addEventListener("play", () => paint(true));
      sound.addEventListener("pause", () => paint(false));
      sound.addEventListener("error", () => toast(texts.history.noSound, "bad"));
    }
    if (sound.paused) sound.play().catch(() => {});
    else sound.pause();
  });
  paint(false);
  return button;
}

async function cancel(message, context) {
  try {
    await api.post(`/api/outbox/${message.id}/cancel`);
    toast(words.cancelled);
  } catch (error) {
    context.trouble(error);
  }
}

async function approve(message, context) {
  const again = message.state === "unknown";
  const meant = await confirmed({
    title: words.askTitle(message.contact),
    body: again ? words.askAgainBody : words.askBody,
    yes: again ? words.approveAgain : words.approve,
  });
  if (!meant) return;
  try {
    const now = await api.post(`/api/outbox/${message.id}/approve`, { again });
    toast(now.state === "sent" ? words.sent : words.notSent(words.states[now.state] ?? now.state));
  } catch (error) {
    context.trouble(error);
  }
}

function countdown(message, context) {
  const total = (message.hold_seconds ?? 15) * 1000;
  const end = deadline(message, context.house.lines);
  const ring = h("progress", { max: 1, value: 1, "aria-label": words.states.held });
  const text = h("p.countdown-words");
  const tick = () => {
    const left = end - Date.now();
    ring.value = Math.max(0, Math.min(1, left / total));
    const shown = Math.min(Math.ceil(left / 1000), Math.ceil(total / 1000));
    fill(text, left > 0 ? words.goes(shown) : words.goesSoon);
  };
  tick();
  const timer = setInterval(tick, 250);
  context.leaving(() => clearInterval(timer));
  return h("div.countdown", {}, text, ring);
}

function card(message, context, reload) {
  const isOpen = open.includes(message.state);
  const reason = message.reason ? context.reason(message.reason) : null;
  const actions = [];
  const then = (act) => async () => {
    await act(message, context);
    await reload();
  };
  actions.push(player(message));
  if (["held", "waiting", "deferred"].includes(message.state)) {
    actions.push(
      h(
        "button.danger",
        { type: "button", onclick: then(cancel), "aria-label": `${words.cancel}: ${words.to(message.contact)}` },
        icon("cross"),
        words.cancel,
      ),
    );
  }
  const forApproval = ["waiting", "unknown"].includes(message.state);
  if (forApproval && !atHome) {
    actions.push(
      h(
        "button.primary",
        { type: "button", onclick: then(approve) },
        icon("check"),
        message.state === "unknown" ? words.approveAgain : words.approve,
      ),
    );
  }
  return h(
    `article.card.message.${message.state}`,
    { "data-id": message.id },
    h(
      "header",
      {},
      h(
        "div",
        {},
        h("h3", {}, words.to(message.contact)),
        h("p.soft", {}, `${clock(message.recorded)}, ${words.by(message.channel, message.seconds)}`),
      ),
      h(`span.tag.${message.state}`, {}, words.states[message.state] ?? message.state),
    ),
    message.state === "held" ? countdown(message, context) : null,
    message.transcript ? h("blockquote", {}, message.transcript) : h("p.soft", {}, words.noWords),
    reason ? h("p.because", {}, icon("warning"), reason) : null,
    words.advice[message.state] ? h("p.soft", {}, words.advice[message.state]) : null,
    forApproval && atHome ? h("p.soft", {}, words.approveThere) : null,
    message.state === "deferred" && message.next_attempt ? h("p.soft", {}, words.again(message.next_attempt)) : null,
    isOpen || message.state === "failed" ? h("div.actions", {}, actions) : null,
  );
}

export async function viewOutbox(place, context) {
  const body = h("div.stack");
  fill(place, heading(texts.views.outbox, words.lead), body);
  async function reload() {
    const list = (await api.get("/api/outbox")).reverse();
    const toDecide = list.filter((message) => open.includes(message.state));
    const over = list.filter((message) => !open.includes(message.state));
    if (list.length === 0) {
      fill(body, empty("outbox", words.emptyTitle, words.emptyLead));
      return;
    }
    let last = "";
    const rows = over.slice(0, 100).map((message) => {
      const today = day(message.recorded);
      const head = today === last ? null : h("h3.day", {}, today);
      last = today;
      return [head, card(message, context, reload)];
    });
    fill(
      body,
      toDecide.length > 0
        ? h(
            "section.stack",
            { "aria-label": words.open },
            h("h2", {}, words.open),
            toDecide.map((message) => card(message, context, reload)),
          )
        : null,
      over.length > 0 ? h("section.stack", { "aria-label": words.over }, h("h2", {}, words.over), rows) : null,
    );
  }
  context.on("line", (line) => {
    if (line.type === "message") reload().catch(context.trouble);
  });
  context.on("changed", (facts) => {
    if (facts.what === "outbox") reload().catch(context.trouble);
  });
  await reload();
}
