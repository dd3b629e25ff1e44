// History: interactions by day, and one of them with its sound, its verdicts and what they rested on.
import { api, atHome } from "./api.js";
import { confirmed, empty, fill, h, heading, icon, toast } from "./dom.js";
import { clock, day, seconds, texts } from "./texts.en.js";

const words = texts.history;
const filters = {
  all: "",
  sent: "gate=record",
  refused: "verdict=refuse",
  near: "all=1",
};

function row(entry, context) {
  const kind = entry.verdict ?? "pass";
  const why =
    entry.gate && entry.verdict !== "pass"
      ? words.because(context.reason(entry.reason), entry.gate)
      : words.passedAll;
  return h(
    "li",
    {},
    h(
      "a.entry",
      { href: `#/history/${entry.id}` },
      h(`span.mark.${kind}`, {}, icon(kind === "pass" ? "check" : kind === "refuse" ? "cross" : "again")),
      h("div", {}, h("p.entry-title", {}, words.outcome(entry)), h("p.soft", {}, why)),
      h("time", {}, clock(entry.time)),
    ),
  );
}

async function list(place, context, chosen) {
  const body = h("div.stack");
  const buttons = Object.keys(filters).map((name) =>
    h(
      "a.chip",
      { href: `#/history/by/${name}`, "aria-current": name === chosen ? "true" : null },
      words.filters[name],
    ),
  );
  fill(
    place,
    heading(texts.views.history, words.lead),
    h("nav.chips", { "aria-label": words.filter }, buttons),
    body,
  );
  async function reload() {
    const entries = await api.get(`/api/history?count=200&${filters[chosen]}`);
    if (entries.length === 0) {
      fill(body, empty("history", words.emptyTitle, words.emptyLead));
      return;
    }
    const days = new Map();
    for (const entry of entries) {
      const name = day(entry.time);
      if (!days.has(name)) days.set(name, []);
      days.get(name).push(entry);
    }
    fill(
      body,
      [...days].map(([name, of]) =>
        h(
          "section",
          {},
          h("h2.day", {}, name),
          h(
            "ul.card.entries",
            {},
            of.map((entry) => row(entry, context)),
          ),
        ),
      ),
    );
  }
  let timer = null;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => reload().catch(context.trouble), 500);
  };
  context.on("line", (line) => ["wake", "gate", "message", "device"].includes(line.type) && later());
  context.leaving(() => clearTimeout(timer));
  await reload();
}

let library = null;
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = h("script", { src: "/assets/wavesurfer.min.js" });
    script.addEventListener("load", () => resolve(window.WaveSurfer));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return library;
}

function marksOf(facts) {
  const judged = [{ ...facts.wake, gate: "wake" }, ...facts.gates];
  return judged.filter((gate) => gate.t !== null && gate.t !== undefined);
}

// Flags that would cover each other go into a row of their own.
function layFlags(box, flags) {
  const ends = [];
  for (const flag of flags) {
    const half = flag.offsetWidth / 2 + 2;
    const middle = Number(flag.style.getPropertyValue("--at")) * box.clientWidth;
    let row = ends.findIndex((end) => end <= middle - half);
    if (row < 0) row = ends.length;
    ends[row] = middle + half;
    flag.style.setProperty("--row", String(row));
  }
  box.style.setProperty("--rows", String(Math.max(1, ends.length)));
}

async function waveform(place, facts, context) {
  const response = await fetch(`/api/history/${facts.id}/sound`, { credentials: "same-origin" });
  if (!response.ok) return fill(place, h("p.soft", {}, words.noSound));
  const blob = await response.blob();
  const WaveSurfer = await loadLibrary();
  const from = facts.sound.from;
  const length = Math.max(0.1, facts.sound.to - from);
  const wave = h("div.wave");
  const marks = h("div.marks");
  const play = h("button.primary", { type: "button" });
  const paint = (playing) => fill(play, icon(playing ? "pause" : "play"), playing ? words.pause : words.play);
  paint(false);
  const box = h("div.wave-box", { role: "group", "aria-label": words.waveform }, marks, wave);
  fill(place, box, h("div.actions", {}, play));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const surfer = WaveSurfer.create({
    container: wave,
    height: 88,
    normalize: true,
    dragToSeek: true,
    barWidth: 2,
    barGap: 1,
    barRadius: 2,
    cursorWidth: 2,
    waveColor: colour("--wave"),
    progressColor: colour("--accent"),
    cursorColor: colour("--ink"),
    cspNonce: document.querySelector("meta[name=style-nonce]").content,
  });
  play.addEventListener("click", () => surfer.playPause());
  surfer.on("play", () => paint(true));
  surfer.on("pause", () => paint(false));
  context.leaving(() => surfer.destroy());
  await surfer.loadBlob(blob);
  for (const gate of marksOf(facts)) {
    const share = Math.min(1, Math.max(0, (gate.t - from) / length));
    const mark = h(
      `button.gate-flag.${gate.verdict}`,
      {
        type: "button",
        "aria-label": words.jump(gate.gate, gate.verdict, gate.t),
        title: words.jump(gate.gate, gate.verdict, gate.t),
        onclick: () => surfer.setTime(share * surfer.getDuration()),
      },
      texts.gates[gate.gate],
    );
    mark.style.setProperty("--at", String(share));
    marks.append(mark);
  }
  const watcher = new ResizeObserver(() => layFlags(box, [...marks.children]));
  watcher.observe(wave);
  context.leaving(() => watcher.disconnect());
}

function step(facts, story) {
  const gate = [...facts.gates, facts.wake].find((each) => each.record === story.record);
  return h(
    "li.step",
    {},
    h("time", {}, seconds(story.t)),
    h(
      "div",
      {},
      gate
        ? h(
            `span.tag.${gate.verdict}`,
            {},
            `${texts.gates[gate.gate ?? "wake"] ?? ""} ${texts.verdicts[gate.verdict]}`,
          )
        : null,
      h("p", {}, story.text),
      story.checks.length > 0
        ? h(
            "ul.checks",
            {},
            story.checks.map((check) =>
              h(
                `li.${check.held ? "held" : "broken"}`,
                {},
                icon(check.held ? "check" : "cross"),
                h("span.unseen", {}, check.held ? `${words.met}: ` : `${words.notMet}: `),
                check.text,
              ),
            ),
          )
        : null,
    ),
  );
}

function whatIf(facts, context) {
  const answer = h("div", { role: "status" });
  const button = h(
    "button.quiet",
    {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        fill(answer, h("p.soft", {}, words.whatIfBusy));
        try {
          const told = await api.get(`/api/history/${facts.id}/what-if?policy=portland-2018`);
          const rows = told.lines.map((line) => {
            const text = texts.line(line, context.reason);
            return text
              ? h(
                  `li.line.${text.kind ?? "plain"}`,
                  {},
                  h("time", {}, seconds(line.t)),
                  h("div", {}, h("p.line-title", {}, text.title), text.more ? h("p.line-more", {}, text.more) : null),
                )
              : null;
          });
          const sent = told.lines.find((line) => line.type === "message" && ["sent", "sending"].includes(line.state));
          const sum = sent
            ? h("p.because.bad", {}, icon("warning"), words.whatIfSent(sent.contact, sent.seconds ?? 0))
            : h("p.because", {}, icon("check"), words.whatIfKept);
          fill(answer, rows.length > 0 ? [sum, h("ol.lines.short", {}, rows)] : h("p.soft", {}, words.whatIfNothing));
        } catch (error) {
          fill(answer);
          context.trouble(error);
        }
        button.disabled = false;
      },
    },
    words.whatIfAsk,
  );
  return h("section.card", {}, h("h2", {}, words.whatIf), h("p.soft", {}, words.whatIfLead), button, answer);
}

async function remove(facts, context) {
  if (!(await confirmed({ title: words.removeTitle, body: words.removeBody, yes: words.remove }))) return;
  try {
    await api.remove(`/api/history/${facts.id}`);
    toast(words.removed);
    location.hash = "#/history";
  } catch (error) {
    context.trouble(error);
  }
}

async function detail(place, context, id) {
  const facts = await api.get(`/api/history/${id}`);
  const sound = h("section.card.sound");
  fill(
    place,
    h("a.back", { href: "#/history" }, icon("back"), words.back),
    heading(facts.story.headline, `${day(facts.wall_ms)}, ${clock(facts.wall_ms)} ${words.policy(facts.policy)}`),
    sound,
    facts.words_deleted ? h("p.because", {}, icon("trash"), words.wordsDeleted) : null,
    h(
      "section.card",
      {},
      h("h2", {}, words.steps),
      h(
        "ol.steps",
        {},
        facts.story.steps.map((each) => step(facts, each)),
      ),
    ),
    facts.story.different.length > 0
      ? h(
          "section.card",
          {},
          h("h2", {}, words.different),
          h(
            "ul.plain-list",
            {},
            facts.story.different.map((text) => h("li", {}, text)),
          ),
        )
      : null,
    whatIf(facts, context),
    h(
      "div.actions.end",
      {},
      atHome
        ? null
        : h("button.danger", { type: "button", onclick: () => remove(facts, context) }, icon("trash"), words.remove),
    ),
  );
  if (!facts.sound) fill(sound, h("p.soft", {}, words.noSound));
  else if (facts.sound.deleted) fill(sound, h("p.soft", {}, words.soundDeleted));
  else waveform(sound, facts, context).catch(() => fill(sound, h("p.soft", {}, words.noSound)));
}

export async function viewHistory(place, context, [first, second]) {
  if (/^[1-9][0-9]*$/.test(first ?? "")) return detail(place, context, first);
  return list(place, context, first === "by" && second in filters ? second : "all");
}
