// People: whom messages may go to, and one switch that takes all messages out of the house.
import { api, atHome } from "./api.js";
import { confirmed, empty, fill, h, heading, icon, toast, toggle } from "./dom.js";
import { texts } from "./texts.en.js";

const words = texts.people;
const shownMax = 60;

function contactRow(contact, context, reload) {
  const also = [...(contact.nicknames ?? [])];
  const more = [
    contact.relation,
    also.length > 0 ? words.nicknames(also) : null,
    contact.from === "sotto.toml" ? words.fromSettings : null,
  ]
    .filter(Boolean)
    .join(", ");
  return h(
    "li.contact",
    {},
    h("span.initial", { "aria-hidden": "true" }, [...contact.name][0] ?? "?"),
    h(
      "div.contact-words",
      {},
      h("p.contact-name", {}, contact.name),
      more ? h("p.soft", {}, more) : null,
      (contact.findings ?? []).map((text) => h("p.because", {}, icon("warning"), text)),
    ),
    toggle(
      words.allow(contact.name),
      contact.allowed,
      async (allowed) => {
        try {
          await api.post("/api/people/allow", { name: contact.name, allowed });
        } catch (error) {
          context.trouble(error);
        }
        await reload();
      },
      { disabled: atHome && !contact.allowed },
    ),
  );
}

async function switchOff(facts, context) {
  let open = 0;
  try {
    const list = await api.get("/api/outbox");
    open = list.filter((message) => ["held", "waiting", "deferred"].includes(message.state)).length;
  } catch {
    // The question is asked all the same: what cannot be counted is still taken away.
  }
  const meant = await confirmed({
    title: words.offTitle,
    body: words.offBody(facts.contacts.length, open),
    yes: words.offYes,
  });
  if (!meant) return;
  try {
    await api.post("/api/comms", { on: false });
    toast(words.isOff);
  } catch (error) {
    context.trouble(error);
  }
}

async function switchOn(context) {
  try {
    await api.post("/api/comms", { on: true });
    toast(words.isOn);
  } catch (error) {
    context.trouble(error);
  }
}

async function release(context) {
  try {
    await api.post("/api/comms/release", {});
    toast(words.isReleased);
  } catch (error) {
    context.trouble(error);
  }
}

function releaser(context) {
  return h(
    "p.soft",
    {},
    words.releaseLead,
    " ",
    h("button.quiet", { id: "release", type: "button", onclick: () => release(context) }, words.release),
  );
}

function importer(context, reload) {
  const input = h("input.unseen", {
    type: "file",
    accept: ".vcf,text/vcard",
    id: "cards",
    tabindex: "-1",
    "aria-hidden": "true",
  });
  const button = h("button.quiet", { type: "button", onclick: () => input.click() }, words.importCards);
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    button.disabled = true;
    try {
      const report = await api.post("/api/people/import", file);
      toast(words.imported(report.find((line) => line.type === "import") ?? {}));
    } catch (error) {
      context.trouble(error);
    }
    button.disabled = false;
    input.value = "";
    await reload();
  });
  return [input, button];
}

export async function viewPeople(place, context) {
  const body = h("div.stack");
  fill(place, heading(texts.views.people, words.lead), body);
  const find = h("input.find", { type: "search", placeholder: words.find, "aria-label": words.find });
  let facts = { contacts: [], voices: [], communications: false };
  const list = h("ul.contacts");
  function paintList() {
    const wanted = find.value.trim().toLowerCase();
    const some = facts.contacts.filter((contact) => contact.name.toLowerCase().includes(wanted));
    // Those who are allowed come first: they are the ones that matter.
    some.sort((left, right) => Number(right.allowed) - Number(left.allowed) || left.name.localeCompare(right.name));
    fill(
      list,
      some.slice(0, shownMax).map((contact) => contactRow(contact, context, reload)),
      some.length > shownMax ? h("li.soft", {}, words.more(some.length - shownMax)) : null,
    );
  }
  find.addEventListener("input", paintList);
  async function reload() {
    facts = await api.get("/api/people");
    const { communications, contacts, voices } = facts;
    fill(
      body,
      h(
        `section.card.comms${communications ? ".on" : ""}`,
        { "aria-labelledby": "comms-title" },
        h(
          "div",
          {},
          h("h2", { id: "comms-title" }, words.comms),
          h("p", {}, communications ? words.commsOn : words.commsOff),
          communications && !atHome ? releaser(context) : null,
        ),
        communications
          ? h(
              "button.danger",
              {
                id: "comms-off",
                type: "button",
                onclick: async () => {
                  await switchOff(facts, context);
                  await reload();
                },
              },
              words.off,
            )
          : atHome
            ? h("p.soft", {}, texts.onlyThere)
            : h(
                "button.primary",
                {
                  id: "comms-on",
                  type: "button",
                  onclick: async () => {
                    await switchOn(context);
                    await reload();
                  },
                },
                words.on,
              ),
      ),
      h(
        "section.card",
        { "aria-labelledby": "contacts-title" },
        h(
          "div.row",
          {},
          h("h2", { id: "contacts-title" }, words.contacts),
          atHome ? null : h("div.actions", {}, importer(context, reload)),
        ),
        contacts.length > 8 ? find : null,
        contacts.length === 0 ? empty("people", words.emptyTitle, words.emptyLead) : list,
      ),
      h(
        "section.card",
        { "aria-labelledby": "voices-title" },
        h("h2", { id: "voices-title" }, words.voices),
        voices?.length
          ? h(
              "ul.contacts",
              {},
              voices.map((voice) =>
                h(
                  "li.contact",
                  {},
                  h("span.initial", { "aria-hidden": "true" }, [...voice.name][0] ?? "?"),
                  h("p.contact-name", {}, voice.name),
                ),
              ),
            )
          : facts.voices_trouble
            ? h("p.because", {}, icon("warning"), words.voicesTrouble(facts.voices_trouble))
            : h("p.soft", {}, words.noVoices),
      ),
    );
    paintList();
  }
  context.on("changed", (change) => change.what === "people" && reload().catch(context.trouble));
  await reload();
}
