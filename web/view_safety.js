// Safety: the rules in words, the journal and whether it is whole, the machine's health, what was measured.
import { api } from "./api.js";
import { fill, h, heading, icon, toast } from "./dom.js";
import { texts } from "./texts.en.js";

const words = texts.safety;

function task(label, busy, run, context) {
  const answer = h("div", { role: "status" });
  const button = h(
    "button.quiet",
    {
      type: "button",
      onclick: async () => {
        button.disabled = true;
        fill(answer, h("p.soft", {}, busy));
        try {
          fill(answer, await run());
        } catch (error) {
          fill(answer);
          context.trouble(error);
        }
        button.disabled = false;
      },
    },
    label,
  );
  return [button, answer];
}

async function verify() {
  const report = await api.post("/api/safety/verify");
  return [
    h(
      `p.because${report.intact ? ".good" : ".bad"}`,
      {},
      icon(report.intact ? "check" : "warning"),
      report.intact ? words.intact(report) : words.broken(report),
    ),
    report.findings.length > 0
      ? h(
          "ul.plain-list",
          {},
          report.findings.map((finding) => h("li", {}, words.finding(finding))),
        )
      : null,
    report.notes.length > 0
      ? h(
          "ul.plain-list.soft",
          {},
          report.notes.map((note) => h("li", {}, note.words)),
        )
      : null,
  ];
}

async function examine() {
  const lines = await api.post("/api/safety/doctor");
  const checks = lines.filter((line) => line.type === "check");
  const bad = checks.filter((check) => !check.ok).length;
  return [
    h(
      `p.because${bad === 0 ? ".good" : ".bad"}`,
      {},
      icon(bad === 0 ? "check" : "warning"),
      bad === 0 ? words.well : words.problems(bad),
    ),
    h(
      "ul.findings",
      {},
      checks.map((check) =>
        h(
          `li.${check.ok ? "held" : "broken"}`,
          {},
          icon(check.ok ? "check" : "cross"),
          h("span.unseen", {}, check.ok ? words.ok : words.problem),
          h("strong", {}, check.check),
          h("span", {}, check.detail),
          check.advice ? h("span.advice", {}, check.advice) : null,
        ),
      ),
    ),
  ];
}

// Counts with their upper bounds; a bound of nothing is the figure that matters.
function campaignFacts(campaign) {
  return [
    h("p", {}, words.campaignLead(campaign)),
    campaign.complete ? null : h("p.because", {}, icon("warning"), words.campaignPart),
    ...campaign.variants.map((variant) =>
      h(
        "section.measured",
        {},
        h("h3", {}, variant.name),
        h(
          "dl.figures",
          {},
          words.campaignRows(variant).map(([name, figure, bound]) => [
            h("dt", {}, name),
            h("dd", {}, h("strong", {}, figure), h("span.soft", {}, bound)),
          ]),
        ),
      ),
    ),
    h("p.soft", {}, words.campaignCaution),
  ];
}

export async function viewSafety(place, context) {
  const facts = await api.get("/api/safety");
  const { policy, checkpoint, campaign } = facts;
  fill(
    place,
    heading(texts.views.safety, words.lead),
    h(
      "div.stack",
      {},
      h(
        "section.card",
        {},
        h("h2", {}, words.policy),
        policy ? h("p.soft", {}, words.policyName(policy)) : null,
        policy
          ? h(
              "dl.rules",
              {},
              words.rules(policy).map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]),
            )
          : null,
      ),
      h(
        "section.card",
        {},
        h("h2", {}, words.journal),
        h("p", {}, checkpoint ? words.checkpoint(checkpoint.size, checkpoint.wall_ms) : words.noCheckpoint),
        task(words.verify, words.verifying, verify, context),
      ),
      h(
        "section.card",
        {},
        h("h2", {}, words.doctor),
        h("p.soft", {}, words.doctorLead),
        task(words.examine, words.examining, examine, context),
      ),
      h(
        "section.card",
        {},
        h("h2", {}, words.campaign),
        campaign ? campaignFacts(campaign) : h("p.soft", {}, words.noCampaign),
      ),
      h(
        "section.card",
        {},
        h("h2", {}, words.exits),
        h("p.soft", {}, words.exitsLead),
        h(
          "button.quiet",
          {
            type: "button",
            onclick: async () => {
              try {
                await api.remove("/api/session");
                toast(words.signedOut);
                location.reload();
              } catch (error) {
                context.trouble(error);
              }
            },
          },
          words.signOut,
        ),
      ),
    ),
  );
}
