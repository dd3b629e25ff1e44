// Now: what Sotto hears and decides at this moment, and how to stop it.
import { api, atHome } from "./api.js";
import { fill, h, heading, icon, toggle } from "./dom.js";
import { seconds, texts } from "./texts.en.js";

const gates = ["wake", "request", "contact", "confirm", "record", "hold"];
const rowsMax = 60;

// The gates of the latest wake, each with its last verdict.
function railOf(lines) {
  let rail = {};
  for (const line of lines) {
    if (line.type === "wake") rail = { wake: { verdict: line.accepted ? "pass" : "refuse", reason: line.reason } };
    if (line.type === "gate") rail[line.gate] = { verdict: line.verdict, reason: line.reason };
  }
  return rail;
}

function paintRail(place, lines, reason) {
  const rail = railOf(lines);
  fill(
    place,
    gates.map((gate) => {
      const found = rail[gate];
      const verdict = found?.verdict ?? "open";
      return h(
        `li.gate-step.${verdict}`,
        { title: found?.reason ? reason(found.reason) : null },
        h(
          "span.gate-mark",
          {},
          verdict === "pass"
            ? icon("check")
            : verdict === "refuse"
              ? icon("cross")
              : verdict === "open"
                ? null
                : icon("again"),
        ),
        h("span.gate-name", {}, texts.gates[gate]),
        h("span.gate-word", {}, texts.verdicts[verdict]),
      );
    }),
  );
}

export function lineRow(line, reason) {
  const told = texts.line(line, reason);
  if (!told) return null;
  return h(
    `li.line.${line.type}.${told.kind ?? "plain"}`,
    {},
    h("time", {}, seconds(line.t)),
    h("div", {}, h("p.line-title", {}, told.title), told.more ? h("p.line-more", {}, told.more) : null),
  );
}

export async function viewNow(place, context) {
  const { house } = context;
  const title = h("h2.state-title");
  const lead = h("p.state-lead");
  const bars = Array.from({ length: 28 }, () => h("span"));
  const meter = h(
    "div.meter",
    { role: "meter", "aria-label": texts.now.level, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 },
    bars,
  );
  const muteSwitch = toggle(texts.now.microphone, !house.now.muted, (on) => context.mute(!on), {
    id: "capture",
    "aria-describedby": "capture-lead",
  });
  const muteLead = h("p.soft", { id: "capture-lead" });
  const stop = h(
    "button.danger.wide",
    {
      id: "stop",
      type: "button",
      onclick: async () => {
        try {
          await api.post("/api/stop");
        } catch (error) {
          context.trouble(error);
        }
      },
    },
    icon("stop"),
    texts.now.stop,
  );
  const rail = h("ol.rail", { "aria-label": texts.now.gates });
  const log = h("ol.lines");
  const logBox = h(
    "div.log",
    { role: "log", "aria-label": texts.now.log, "aria-live": "polite", tabindex: "0" },
    log,
  );
  const nothing = h("p.soft.nothing", {}, texts.now.nothing(house.now.wake_word));

  function paintState() {
    const { now, connected } = house;
    const state = document.documentElement.dataset.state;
    fill(title, texts.now.titles[state](now));
    fill(lead, connected ? texts.now.leads[state](now) : texts.now.leads.away(now));
    muteSwitch.setAttribute("aria-checked", String(!now.muted));
    muteSwitch.disabled = atHome && now.muted;
    fill(muteLead, muteSwitch.disabled ? texts.now.mutedThere : texts.now.muteLead);
    stop.hidden = !(now.dialog || now.speaking);
  }

  function paintLines() {
    fill(
      log,
      house.lines
        .slice(-rowsMax)
        .map((line) => lineRow(line, context.reason))
        .reverse(),
    );
    nothing.hidden = log.childElementCount > 0;
    paintRail(rail, house.lines, context.reason);
  }

  // The newest on the left edge goes on to the right, so that a glance shows the last three seconds.
  const heights = new Array(bars.length).fill(0);
  function paintLevel(level) {
    heights.pop();
    heights.unshift(level);
    heights.forEach((height, index) => bars[index].style.setProperty("--height", String(height / 1000)));
    meter.setAttribute("aria-valuenow", String(Math.round(level / 10)));
  }

  fill(
    place,
    h("h1.unseen", { tabindex: "-1" }, texts.views.now),
    h(
      "div.now",
      {},
      h(
        "section.card.hero",
        { "aria-label": texts.now.state },
        h("div.hero-top", {}, h("span.orb", { "aria-hidden": "true" }), h("div", {}, title, lead)),
        meter,
        h(
          "div.capture",
          {},
          h(
            "div",
            {},
            h("p.capture-title", {}, texts.now.microphone),
            muteLead,
          ),
          muteSwitch,
        ),
        stop,
      ),
      h(
        "section.card",
        { "aria-labelledby": "gates-title" },
        h("h2", { id: "gates-title" }, texts.now.gates),
        h("p.soft", {}, texts.now.gatesLead),
        rail,
      ),
      h(
        "section.card.log-card",
        { "aria-labelledby": "log-title" },
        h("h2", { id: "log-title" }, texts.now.log),
        nothing,
        logBox,
      ),
    ),
  );
  paintState();
  paintLines();
  context.on("now", paintState);
  context.on("connection", paintState);
  context.on("level", (facts) => paintLevel(facts.level));
  context.on("line", (line) => {
    const row = lineRow(line, context.reason);
    if (row) log.prepend(row);
    while (log.childElementCount > rowsMax) log.lastElementChild.remove();
    nothing.hidden = log.childElementCount > 0;
    paintRail(rail, house.lines, context.reason);
  });
}
