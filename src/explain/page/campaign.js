// Writes a campaign's report down as text, tables and plots. All that it shows stands in the page; nothing is
// ever written as markup.
(() => {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const report = read("report");
  const clips = read("clips");
  const main = document.querySelector("main");
  const plots = [];

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const superscripts = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  function number(value) {
    if (value === 0 || (Math.abs(value) >= 0.001 && Math.abs(value) < 1e5)) return String(Number(value.toPrecision(3)));
    const [mantissa, exponent] = value.toExponential(1).split("e");
    const power = [...String(Number(exponent))].map((digit) => superscripts[digit]).join("");
    return `${mantissa} × 10${power}`;
  }
  const percent = (share) => `${number(100 * share)} %`;
  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const two = (part) => String(part).padStart(2, "0");
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  };

  function section(title, ...paragraphs) {
    const part = make("section", {}, make("h2", { textContent: title }));
    for (const text of paragraphs) part.append(make("p", { className: "faint", textContent: text }));
    main.append(part);
    return part;
  }

  // Columns whose cells are numbers or begin with one stand to the right.
  function table(caption, headers, rows) {
    const right = headers.map((_, i) => rows.every((row) => row[i] === "" || /^[\d–(]/.test(String(row[i]))));
    const long = headers.map((_, i) => rows.some((row) => String(row[i]).length > 40));
    const cell = (tag, content, i) => {
      const className = right[i] ? "number" : long[i] ? "list" : "";
      return make(tag, { className, ...(tag === "th" ? { scope: "col" } : {}) }, content);
    };
    const head = make("thead", {}, make("tr", {}, ...headers.map((header, i) => cell("th", header, i))));
    const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((each, i) => cell("td", each, i)))));
    const place = make("div", { className: "scroll", tabIndex: 0 }, make("table", {}, head, body));
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", caption);
    return place;
  }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // The measured value: a line across the bar of what it may be.
  const valueMarks = {
    id: "valueMarks",
    afterDatasetsDraw(chart) {
      chart.data.datasets.forEach((dataset, series) => {
        if (!chart.isDatasetVisible(series)) return;
        chart.getDatasetMeta(series).data.forEach((bar, i) => {
          const point = dataset.points[i];
          const scale = chart.scales.x;
          if (!point || point.value === undefined || point.value < scale.min) return;
          const x = scale.getPixelForValue(point.value);
          chart.ctx.fillStyle = colour("--ink");
          chart.ctx.fillRect(x - 1.5, bar.y - bar.height / 2, 3, bar.height);
        });
      });
    },
  };

  // Bars from a lower to an upper bound. `series`: [{name, points: [{low, value, high} or null]}].
  function intervals(place, { title, labels, series, axis, log, show, max }) {
    const known = series.flatMap((each) => each.points).filter(Boolean);
    if (known.length === 0) return;
    const positive = known.flatMap((point) => [point.low, point.value, point.high]).filter((value) => value > 0);
    const floor = log ? Math.min(...positive, 1) / 3 : 0;
    const rows = labels.length * series.length;
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${title}. The same figures stand in the table below.`);
    const box = make("div", { className: "plot" }, canvas);
    box.style.height = `${90 + labels.length * 14 + rows * 20}px`;
    place.append(box);
    const words = (point) =>
      point.value === undefined
        ? `below ${show(point.high)}`
        : `${show(point.value)}, between ${show(point.low)} and ${show(point.high)}`;
    plots.push(() => ({
      canvas,
      type: "bar",
      plugins: [valueMarks],
      data: {
        labels,
        datasets: series.map((each, i) => ({
          label: each.name,
          points: each.points,
          data: each.points.map((point) => (point ? [Math.max(point.low, floor), point.high] : null)),
          backgroundColor: colour(`--series-${i % 6}`),
          maxBarThickness: 16,
        })),
      },
      options: {
        indexAxis: "y",
        animation: false,
        maintainAspectRatio: false,
        scales: {
          x: {
            type: log ? "logarithmic" : "linear",
            min: log ? floor : 0,
            max,
            title: { display: true, text: axis, color: colour("--faint") },
            ticks: { color: colour("--faint"), maxTicksLimit: 9, callback: (value) => show(value) },
            grid: { color: colour("--line") },
          },
          y: { ticks: { color: colour("--ink"), autoSkip: false }, grid: { display: false } },
        },
        plugins: {
          title: { display: true, text: title, color: colour("--ink"), align: "start" },
          legend: { display: series.length > 1, labels: { color: colour("--ink") } },
          tooltip: {
            callbacks: { label: (item) => `${item.dataset.label}: ${words(item.dataset.points[item.dataIndex])}` },
          },
        },
      },
    }));
  }

  let drawn = [];
  function drawPlots() {
    for (const chart of drawn) chart.destroy();
    drawn = plots.map((plot) => {
      const { canvas, ...rest } = plot();
      return new Chart(canvas, rest);
    });
  }

  const variants = Object.keys(report.end_to_end ?? {});
  const rate = ({ per_hour, interval }) => `${number(per_hour)} (${number(interval[0])}–${number(interval[1])})`;
  const listed = (counts) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");

  function writeHead() {
    const { done, planned } = report.shards;
    main.append(
      make(
        "header",
        {},
        make("h1", { textContent: "What Sotto's gates let through" }),
        make("p", {
          className: "faint",
          textContent: `Measured ${report.made}, commit ${report.commit}, ${number(report.sound.hours)} h of sound`,
        }),
      ),
    );
    if (!report.complete) {
      const text = `Not the whole campaign: ${done} of ${planned} shards are done.`;
      main.append(make("p", { className: "warning", textContent: text }));
    }
  }

  function writeShort() {
    const list = make("ul", { className: "short" });
    for (const variant of variants) {
      const { sent, wakes, hours } = report.end_to_end[variant].all;
      if (!hours) continue;
      const composed = report.composed?.[variant]?.per_hour;
      const item = make("li", {}, make("strong", { textContent: variant }));
      item.append(
        `Messages sent in ${number(hours)} h in which nobody meant to send one: ${sent.count}; with 95 %, fewer than ` +
          `${number(sent.upper)} an hour. False wakes: ${wakes.count}; fewer than ${number(wakes.upper)} an hour. `,
      );
      if (composed) {
        const bounds = Object.entries(composed).map(([dependence, bound]) => `${number(bound)} at ${dependence}`);
        item.append(`Composed of its gates: fewer than ${bounds.join(", ")} an hour (by dependence).`);
      }
      list.append(item);
    }
    for (const [policy, kinds] of Object.entries(report.intended ?? {})) {
      const item = make("li", {}, make("strong", { textContent: `${policy}, when somebody means it` }));
      for (const [kind, conditions] of Object.entries(kinds)) {
        const parts = Object.entries(conditions).map(
          ([condition, each]) => `${each.passed} of ${each.tried} ${condition} (95 %: at least ${percent(each.lower)})`,
        );
        item.append(make("div", { textContent: `${kind}: ${parts.join("; ")}` }));
      }
      list.append(item);
    }
    section("In short").append(list);
  }

  function writeEndToEnd() {
    const heard = variants.filter((variant) => report.end_to_end[variant].all.hours > 0);
    if (heard.length === 0) return;
    const part = section(
      "From end to end",
      "Every recording is heard by every policy, nothing forced. Whatever wakes is a false wake. Bars are what the " +
        "rate may be with 95 % (exact bounds of a Poisson count), the line across is what was counted.",
    );
    const kinds = ["all", ...report.end_to_end[heard[0]].kinds.map((each) => each.kind)];
    const of = (variant, kind) =>
      kind === "all"
        ? report.end_to_end[variant].all
        : report.end_to_end[variant].kinds.find((each) => each.kind === kind);
    intervals(part, {
      title: "False wakes per hour",
      labels: kinds,
      axis: "per hour",
      show: number,
      series: heard.map((variant) => ({
        name: variant,
        points: kinds.map((kind) => {
          const wakes = of(variant, kind)?.wakes;
          return wakes ? { value: wakes.per_hour, low: wakes.interval[0], high: wakes.interval[1] } : null;
        }),
      })),
    });
    const rows = heard.flatMap((variant) =>
      kinds
        .map((kind) => of(variant, kind))
        .filter((each) => each?.hours > 0)
        .map((each) => [
          variant, each.kind, number(each.hours), each.proposed.count, each.wakes.count, rate(each.wakes),
          each.sent.count, number(each.sent.upper), each.waiting, each.devices, listed(each.stopped_after),
        ]),
    );
    const headers = [
      "policy", "kind", "hours", "proposed", "woke", "wakes per hour", "sent", "sent per hour, below", "waiting",
      "devices", "stopped after",
    ];
    part.append(table("From end to end", headers, rows));
    const reasons = heard.flatMap((variant) =>
      Object.entries(of(variant, "all").gates).map(([gate, counts]) => [
        variant, gate, counts.passed, counts.refused, counts.asked_again, counts.escalated, listed(counts.reasons),
      ]),
    );
    const gates = ["policy", "gate", "passed", "refused", "asked again", "escalated", "reasons"];
    part.append(make("h3", { textContent: "Gate by gate" }), table("Gate by gate", gates, reasons));
  }

  function writeForced() {
    if (!report.forced) return;
    const part = section(
      "Each gate by itself",
      "The dialog is brought in front of one gate, and the talk that goes on is its answer. The share that passes, " +
        "with the exact bounds of Clopper and Pearson (95 %, one-sided each).",
    );
    const names = Object.keys(report.forced);
    const gates = [...new Set(names.flatMap((variant) => Object.keys(report.forced[variant])))];
    intervals(part, {
      title: "Share of talk that passes a gate",
      labels: gates,
      axis: "share, logarithmic",
      log: true,
      max: 1,
      show: percent,
      series: names.map((variant) => ({
        name: variant,
        points: gates.map((gate) => {
          const all = report.forced[variant][gate]?.all;
          return all ? { value: all.share, low: all.lower, high: all.upper } : null;
        }),
      })),
    });
    const rows = names.flatMap((variant) =>
      Object.entries(report.forced[variant]).flatMap(([gate, { all, kinds }]) =>
        [all, ...(kinds.length > 1 ? kinds : [])].map((each) => [
          variant, gate, each.kind, each.passed, each.tried, percent(each.upper),
          `${percent(each.bootstrap[0])} to ${percent(each.bootstrap[1])}`, each.unreached, listed(each.reasons),
        ]),
      ),
    );
    const headers = [
      "policy", "gate", "kind", "passed", "tried", "below", "by whole recordings", "not reached", "stopped by",
    ];
    part.append(table("Each gate by itself", headers, rows));
  }

  function writeComposed() {
    if (!report.composed) return;
    const part = section(
      "Composed",
      "The upper bound of the false wakes times those of the request, contact and confirm gates, each at 98.75 %, so " +
        "that all hold together with 95 %. Dependence: how many times likelier passing one gate may make the next.",
    );
    const names = Object.keys(report.composed);
    const dependences = Object.keys(report.composed[names[0]].per_hour);
    intervals(part, {
      title: "Accidental messages per hour, upper bound",
      labels: dependences.map((each) => `dependence ${each}`),
      axis: "per hour, logarithmic",
      log: true,
      show: number,
      series: names.map((variant) => ({
        name: variant,
        points: dependences.map((each) => ({ low: 0, high: report.composed[variant].per_hour[each] })),
      })),
    });
    const rows = names.flatMap((variant) => {
      const composed = report.composed[variant];
      const row = (what, bounds) => [variant, what, ...dependences.map((each) => number(bounds[each]))];
      return [
        row("all gates", composed.per_hour),
        ...Object.entries(composed.one_gate_always_passes).map(([gate, each]) => row(`${gate} always passes`, each)),
      ];
    });
    part.append(table("Composed", ["policy", "chain", ...dependences.map((each) => `dependence ${each}`)], rows));
  }

  function writeIntended() {
    if (!report.intended) return;
    const part = section(
      "When somebody means it",
      "Dialogs in which somebody asks for something and answers what Sotto asks back, with the exact bounds of " +
        "Clopper and Pearson (95 %, one-sided each). The cost of a rule: failed dialogs that succeed without it.",
    );
    for (const [policy, kinds] of Object.entries(report.intended)) {
      const conditions = [...new Set(Object.values(kinds).flatMap((each) => Object.keys(each)))];
      const labels = Object.keys(kinds);
      intervals(part, {
        title: `Success under ${policy}`,
        labels,
        axis: "share",
        max: 1,
        show: percent,
        series: conditions.map((condition) => ({
          name: condition,
          points: labels.map((kind) => {
            const each = kinds[kind][condition];
            return each ? { value: each.share, low: each.lower, high: each.upper } : null;
          }),
        })),
      });
    }
    const rows = Object.entries(report.intended).flatMap(([policy, kinds]) =>
      Object.entries(kinds).flatMap(([kind, conditions]) =>
        Object.entries(conditions).map(([condition, each]) => [
          policy, kind, condition, each.voices, each.passed, each.tried, percent(each.lower), each.wrong_person,
          each.retried, `${each.challenge_passed} of ${each.challenged}`, listed(each.refusals),
          listed(each.cost_of_rules),
        ]),
      ),
    );
    const headers = [
      "policy", "what", "condition", "voices", "done", "tried", "at least", "wrong person", "with a second question",
      "challenge at first try", "failed at", "cost of rules",
    ];
    part.append(table("When somebody means it", headers, rows));
  }

  function writeNearMisses() {
    if (report.near_misses.length === 0) return;
    const listedMax = 200;
    const part = section(
      "Near misses",
      "What went further than it should have, the furthest first. The sound of the first ones is in this page, that " +
        "of more lies in the folder clips/ beside it.",
    );
    const sound = (miss) => {
      if (!clips[miss.clip]) return miss.clip;
      const player = make("audio", { controls: true, preload: "none", src: clips[miss.clip] });
      player.setAttribute("aria-label", `${miss.recording} at ${clock(miss.at_s)}`);
      return player;
    };
    const rows = report.near_misses
      .slice(0, listedMax)
      .map((miss) => [
        sound(miss), miss.variant, miss.kind, miss.recording, clock(miss.at_s), miss.forced ? "forced" : "by itself",
        miss.passed, miss.gate, miss.reason,
      ]);
    const headers = ["sound", "policy", "kind", "recording", "at", "how", "passed", "then", "reason"];
    part.append(table("Near misses", headers, rows));
    const rest = report.near_misses.length - rows.length;
    if (rest > 0) part.append(make("p", { textContent: `${rest} more stand in report.json.` }));
  }

  function writeGrounds() {
    const part = section("What this rests on");
    const facts = [
      ["commit", report.commit],
      ["plan", report.plan],
      ["made", report.made],
      ["seed", report.seed],
      ["machine", `${report.machine.processor}, ${report.machine.cores} cores`],
      ["echo of our prompts", report.echo],
      ["recordings", report.sound.recordings],
      ...Object.entries(report.sound.kinds ?? {}).map(([kind, hours]) => [`of ${kind}`, `${number(hours)} h`]),
      ...(report.material ? [["material", JSON.stringify(report.material)]] : []),
      ["shards", `${report.shards.done} of ${report.shards.planned}`],
      ["people who could be written to", report.contacts.join(", ")],
    ];
    part.append(table("Facts", ["what", "which"], facts));
    for (const policy of report.policies) {
      part.append(
        make(
          "details",
          {},
          make("summary", { textContent: `The rules of ${policy.name}, version ${policy.version}` }),
          make("pre", { textContent: policy.rules, tabIndex: 0 }),
        ),
      );
    }
    const models = Object.entries(report.models ?? {}).map(([name, sum]) => [name, make("code", { textContent: sum })]);
    const list = table("Models", ["model", "SHA-256"], models);
    part.append(make("details", {}, make("summary", { textContent: "Models" }), list));
    const evidence = Object.entries(report.evidence ?? {}).map(([engine, counts]) => [
      engine, counts.asked, counts.reused, percent(counts.share),
    ]);
    if (evidence.length > 0) {
      const reuse = table("Evidence", ["engine", "asked", "answered from memory", "share"], evidence);
      part.append(make("details", {}, make("summary", { textContent: "Evidence that was shared" }), reuse));
    }
    section(
      "What it does not show",
      "Bounds speak about sound like the sound that was heard. Synthetic voices, one language and digital files say " +
        "nothing about a real room, a real microphone or people who attack.",
      "A composed bound rests on its dependence, which is an assumption. Ten variations of one recording are one " +
        "recording: see the figures by whole recordings.",
    );
  }

  writeHead();
  writeShort();
  writeEndToEnd();
  writeForced();
  writeComposed();
  writeIntended();
  writeNearMisses();
  writeGrounds();
  main.append(make("footer", {}, make("p", { textContent: "This page asks nothing of any network." })));
  drawPlots();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawPlots);
})();
