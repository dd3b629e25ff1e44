// Home: devices by area. What is shown is what a device has said of itself, never what was asked of it.
import { api, atHome } from "./api.js";
import { confirmed, empty, fill, h, heading, icon, toast, toggle } from "./dom.js";
import { texts } from "./texts.en.js";

const words = texts.home;

async function order(device, command, context, reload, valueTenths, approved = false) {
  const wish = { device: device.id, command };
  if (approved) wish.approved = true;
  if (valueTenths !== undefined) wish.value_tenths = valueTenths;
  try {
    const answer = await api.post("/api/devices", wish);
    if (answer.result && answer.result !== "confirmed") toast(words.said(device.name, answer.result), "bad");
  } catch (error) {
    context.trouble(error);
  }
  await reload();
}

// What opens is asked about again.
function opener(device, command, context, reload) {
  const label = words.commands[command];
  if (atHome) return h("span.soft", {}, texts.onlyThere);
  const ask = async () => {
    const title = words.openTitle(label, device.name);
    if (await confirmed({ title, body: words.openBody, yes: label })) {
      await order(device, command, context, reload, undefined, true);
    }
  };
  return h("button.quiet", { type: "button", onclick: ask, "aria-label": `${label}: ${device.name}` }, label);
}

function controls(device, context, reload) {
  const { state, target } = device.values;
  const send = (command, value) => order(device, command, context, reload, value);
  const button = (command) =>
    h(
      "button.quiet",
      { type: "button", onclick: () => send(command), "aria-label": `${words.commands[command]}: ${device.name}` },
      words.commands[command],
    );
  switch (device.kind) {
    case "light":
    case "switch":
    case "fan":
    case "siren":
      return toggle(device.name, state === "on", (on) => send(on ? "on" : "off"), { disabled: !device.available });
    case "lock":
      if (state === "locked") return opener(device, "unlock", context, reload);
      return state === "unlocked" ? button("lock") : null;
    case "cover":
      if (state === "closed") return opener(device, "open", context, reload);
      return state === "open" ? button("close") : null;
    case "alarm_control_panel":
      if (state?.startsWith("armed")) return opener(device, "disarm", context, reload);
      return state === "disarmed" ? button("arm-away") : null;
    case "climate": {
      const tenths = Math.round(Number(target) * 10);
      if (!Number.isFinite(tenths)) return null;
      return h(
        "div.stepper",
        {},
        h(
          "button.quiet",
          {
            type: "button",
            "aria-label": words.colder(device.name),
            onclick: () => send("set-temperature", tenths - 5),
          },
          "−",
        ),
        h("span", {}, words.degrees(target)),
        h(
          "button.quiet",
          {
            type: "button",
            "aria-label": words.warmer(device.name),
            onclick: () => send("set-temperature", tenths + 5),
          },
          "+",
        ),
      );
    }
    default:
      return null;
  }
}

function stateWords(device) {
  if (!device.available) return words.away;
  const { state, current } = device.values;
  if (device.kind === "climate" && current !== undefined) return words.degrees(current);
  if (state === undefined || state === null) return words.silent;
  const unit = device.kind === "sensor" && device.unit ? ` ${device.unit}` : "";
  return `${words.state(state)}${unit}`;
}

function tile(device, context, reload) {
  const active = ["on", "open", "unlocked", "triggered"].includes(device.values.state);
  return h(
    `li.tile.${device.kind}${active ? ".active" : ""}${device.available ? "" : ".away"}`,
    { "data-id": device.id },
    h("span.tile-icon", {}, icon(device.kind)),
    h("div.tile-words", {}, h("p.tile-name", {}, device.name), h("p.soft.tile-state", {}, stateWords(device))),
    device.available ? controls(device, context, reload) : null,
  );
}

export async function viewHome(place, context) {
  const body = h("div.stack");
  fill(place, heading(texts.views.home, words.lead), body);
  let shown = "";
  async function reload() {
    const devices = (await api.get("/api/devices")).filter((device) => !device.setting);
    const text = JSON.stringify(devices);
    if (text === shown) return;
    shown = text;
    if (devices.length === 0) {
      fill(body, empty("home", words.emptyTitle, words.emptyLead));
      return;
    }
    const focused = document.activeElement?.closest?.("[data-id]")?.dataset.id;
    const areas = new Map();
    for (const device of devices) {
      const area = device.area || words.elsewhere;
      if (!areas.has(area)) areas.set(area, []);
      areas.get(area).push(device);
    }
    fill(
      body,
      [...areas]
        .sort(([left], [right]) => left.localeCompare(right))
        .map(([area, of]) =>
          h(
            "section",
            {},
            h("h2.area", {}, area),
            h(
              "ul.tiles",
              {},
              of.map((device) => tile(device, context, reload)),
            ),
          ),
        ),
    );
    if (focused) body.querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
  }
  context.on("changed", (facts) => facts.what === "devices" && reload().catch(context.trouble));
  context.on("line", (line) => line.type === "device" && reload().catch(context.trouble));
  await reload();
}
