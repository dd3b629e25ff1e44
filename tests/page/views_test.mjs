// Every view of the page in a real browser, over a house that answers from a file.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { openBrowser, openStage, patience, seriousFindings, sizes, watchTraffic } from "./browser.mjs";

const weightMax = 400_000;
const paintMaxMs = 1000;
const eventMaxMs = 100;
const views = ["now", "outbox", "history", "history/1202", "home", "people", "safety"];

let browser;
let stage;
let context;
let page;
let trouble;

before(async () => {
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
});
beforeEach(async () => {
  stage = await openStage();
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(patience);
  trouble = watchTraffic(page, stage.origin);
});
afterEach(async () => {
  await context.close();
  await stage.end();
});

async function enter() {
  await page.goto(stage.link);
  await page.waitForSelector(".pill:has-text('Listening')");
}

async function open(view) {
  await page.goto(`${stage.origin}/#/${view}`);
  await page.waitForSelector(`main .view h1`);
}

async function askedFor(wanted) {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const asked = await stage.asked();
    if (asked.some((each) => each.startsWith(wanted))) return asked;
    await page.waitForTimeout(20);
  }
  throw new Error(`never asked: ${wanted}`);
}

test("without the link nothing is shown, and a wrong one is said to be wrong", async () => {
  await page.goto(stage.origin);
  await page.waitForSelector("h1:has-text('Open the link')");
  assert.equal(await page.locator(".tab").count(), 0);
  await page.goto(`${stage.origin}/#token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
  await page.reload();
  await page.waitForSelector("h1:has-text('no longer valid')");
  assert.deepEqual(await stage.asked(), []);
  assert.deepEqual(await seriousFindings(page), []);
});

test("the token leaves the address bar, and no script can read the cookie", async () => {
  await enter();
  assert.equal(new URL(page.url()).hash, "#/now");
  const cookies = await context.cookies();
  assert.equal(cookies.length, 1);
  assert.ok(cookies[0].httpOnly && cookies[0].sameSite === "Strict");
  assert.equal(await page.evaluate(() => document.cookie), "");
  assert.deepEqual(trouble, []);
});

test("gates and words appear as they happen, within 100 ms", async () => {
  await enter();
  // The page itself takes the time when a row is in place; both clocks are this machine's.
  await page.evaluate(() => {
    globalThis.seen = [];
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const row of change.addedNodes) globalThis.seen.push([row.textContent, Date.now()]);
      }
    }).observe(document.querySelector(".lines"), { childList: true });
  });
  const took = [];
  for (let number = 0; number < 40; ++number) {
    const told = Date.now();
    stage.tell("line", {
      t: number,
      type: "heard",
      turn: "request",
      text: `word ${number}.`,
      confidence: 0.9,
      voice: null,
      same_voice: null,
    });
    await page.waitForFunction((text) => globalThis.seen.some(([seen]) => seen.includes(text)), `word ${number}.`, {
      polling: 5,
    });
    const shown = await page.evaluate(
      (text) => globalThis.seen.find(([seen]) => seen.includes(text))[1],
      `word ${number}.`,
    );
    took.push(shown - told);
  }
  took.sort((left, right) => left - right);
  console.log(`event on screen: median ${took[20]} ms, slowest ${took[39]} ms of 40`);
  assert.ok(took[20] <= eventMaxMs, `median ${took[20]} ms`);
  stage.tell("line", { t: 50, type: "wake", accepted: true, scores: {}, text: "Alexa", reason: null });
  stage.tell("line", { t: 51, type: "gate", gate: "request", verdict: "pass", reason: null, evidence: {} });
  stage.tell("line", { t: 52, type: "gate", gate: "contact", verdict: "refuse", reason: "not-a-name", evidence: {} });
  await page.waitForSelector(".gate-step.pass:has-text('Request')");
  await page.waitForSelector(".gate-step.refuse:has-text('Contact')");
  await page.waitForSelector(".line:has-text('not the name of an allowed contact')");
  assert.equal(await page.locator(".gate-step.open").count(), 3);
  assert.deepEqual(trouble, []);
});

test("what was heard is text, whatever it looks like", async () => {
  await enter();
  const evil = '<img src=x onerror="globalThis.broken = true"><script>globalThis.broken = true</script>';
  stage.tell("line", {
    t: 1,
    type: "heard",
    turn: "request",
    text: evil,
    confidence: 0.9,
    voice: null,
    same_voice: null,
  });
  await page.waitForSelector(".line.heard");
  assert.ok((await page.locator(".line.heard").textContent()).includes(evil));
  stage.answer("people", {
    communications: true,
    voices: [{ name: evil }],
    contacts: [{ name: evil, nicknames: [evil], allowed: true, findings: [evil] }],
  });
  stage.answer("devices", [
    { id: evil, name: evil, area: evil, kind: "light", available: true, setting: false, values: { state: evil } },
  ]);
  stage.answer("outbox", [
    {
      id: 1,
      state: "waiting",
      reason: evil,
      contact: evil,
      channel: evil,
      seconds: 1,
      recorded: "2026-11-23T10:00:00Z",
      transcript: evil,
    },
  ]);
  for (const view of ["people", "home", "outbox"]) {
    await open(view);
    await page.waitForSelector(`main .view :text("onerror")`);
  }
  assert.equal(await page.evaluate(() => globalThis.broken), undefined);
  assert.equal(await page.locator("main img").count(), 0);
  assert.deepEqual(trouble, []);
});

test("mute is one touch, and shown as it really stands", async () => {
  await enter();
  await page.click("#mute");
  await askedFor("mute true");
  await page.waitForSelector(".pill:has-text('Muted')");
  assert.equal(await page.getAttribute("#capture", "aria-checked"), "false");
  await page.click("#capture");
  await askedFor("mute false");
  stage.now({ muted: true });
  await page.waitForSelector("#mute[aria-pressed=true]");
  stage.now({ dialog: true });
  await page.click("#stop");
  await askedFor("stop");
  stage.now({ running: false });
  await page.waitForSelector(".pill:has-text('Not running')");
});

test("a held message counts down, and Cancel stops it", async () => {
  await enter();
  stage.answer("outbox", [
    {
      type: "outbox",
      id: 12,
      state: "held",
      reason: null,
      contact: "Maria Alvarez",
      channel: "smtp",
      seconds: 3.7,
      recorded: new Date().toISOString(),
      hold_seconds: 15,
      transcript: "We are out of milk.",
    },
  ]);
  stage.tell("line", { t: 3, type: "message", state: "held", contact: "Maria Alvarez" });
  await page.waitForSelector("#badge:has-text('1')");
  await open("outbox");
  await page.waitForSelector(".countdown-words:has-text('second')");
  const first = await page.locator(".countdown progress").evaluate((element) => element.value);
  await page.waitForFunction((value) => document.querySelector(".countdown progress").value < value - 0.02, first);
  await page.click(".message.held button:has-text('Cancel')");
  await askedFor("cancel 12");
});

test("approving asks again; an unknown outcome says what may happen", async () => {
  await enter();
  await open("outbox");
  await page.click("[data-id='12'] >> text=Approve and send");
  await page.click("dialog >> text=Leave it");
  await page.click("[data-id='12'] >> text=Approve and send");
  assert.deepEqual(await seriousFindings(page), []);
  await page.click("dialog >> text=Approve and send");
  const asked = await askedFor("approve");
  assert.deepEqual(
    asked.filter((each) => each.startsWith("approve")),
    ["approve 12 false"],
  );
  await page.click("[data-id='11'] >> text=Send it again");
  await page.click("dialog >> text=Send it again");
  await askedFor("approve 11 true");
});

test("devices follow, and what opens is asked about again", async () => {
  await enter();
  await open("home");
  await page.click("[data-id=kitchen_light] .toggle");
  await askedFor("order kitchen_light off 0");
  await page.click("[data-id=heating] button:has-text('+')");
  await askedFor("order heating set-temperature 210 false");
  await page.click("[data-id=front_door] button:has-text('Unlock')");
  await page.click("dialog.ask button:has-text('Leave it')");
  await page.click("[data-id=front_door] button:has-text('Unlock')");
  await page.click("dialog.ask button.danger");
  await askedFor("order front_door unlock 0 true");
  stage.answer("devices", [
    {
      id: "kitchen_light",
      name: "kitchen light",
      area: "Kitchen",
      kind: "light",
      available: true,
      setting: false,
      values: { state: "off" },
    },
  ]);
  stage.tell("changed", { what: "devices" });
  await page.waitForSelector("[data-id=kitchen_light] [aria-checked=false]");
});

test("prints that cannot be read are not taken for nobody enrolled", async () => {
  await enter();
  stage.answer("people", {
    communications: false,
    contacts: [],
    voices: [],
    voices_trouble: "owner.key: key-missing (put the named key file back)",
  });
  await open("people");
  await page.waitForSelector(".because:has-text('prints cannot be read (owner.key: key-missing')");
  assert.equal(await page.locator("text=No voice is enrolled").count(), 0);
});

test("people are allowed one by one, and all communications go with one switch", async () => {
  await enter();
  await open("people");
  await page.click("[aria-label='Messages to Yusuf Demir are allowed']");
  await askedFor("allow Yusuf Demir true");
  await page.waitForSelector(".because:has-text('sounds like Maria Alvarez')");
  await page.setInputFiles("#cards", {
    name: "cards.vcf",
    mimeType: "text/vcard",
    buffer: Buffer.from("BEGIN:VCARD\r\nEND:VCARD\r\n"),
  });
  await askedFor("import 24");
  await page.waitForSelector(".toast:has-text('2 contacts added')");
  await page.click("#release");
  await askedFor("release");
  await page.waitForSelector(".toast:has-text('released')");
  await page.click("#comms-off");
  await page.waitForSelector("dialog:has-text('forgets 4 contacts')");
  await page.click("dialog >> text=Switch off and forget");
  await askedFor("comms false");
});

test("an interaction tells its story, what another policy would have done, and can be deleted", async () => {
  await enter();
  await open("history");
  await page.click("text=Message held to Maria Alvarez");
  await page.waitForSelector("h1:has-text('Nothing was sent to Maria Alvarez')");
  await page.waitForSelector(".step:has-text('too thin a sign')");
  await page.click("text=Ask portland-2018");
  await page.waitForSelector("text=It would have sent 7.5 s of what was said to Maria Alvarez.");
  await page.click("text=Delete what was said");
  await page.click("dialog >> text=Delete what was said");
  await askedFor("forget 1202");
  await page.click("nav.chips >> text=Refused");
  await askedFor("history /refuse/200/false");
});

test("safety verifies the journal and examines the machine", async () => {
  await enter();
  await open("safety");
  await page.click("text=Verify now");
  await page.waitForSelector("text=Intact: 1261 records");
  await page.click("text=Examine now");
  await page.waitForSelector("text=none gives sound");
  assert.deepEqual(trouble, []);
});

test("safety shows what a campaign has measured", async () => {
  await enter();
  stage.answer("safety", {
    policy: null,
    checkpoint: null,
    campaign: {
      made: "2026-11-20T10:00:00Z",
      commit: "0123456789abcdef",
      hours: 12.5,
      recordings: 40,
      complete: false,
      variants: [
        {
          name: "guarded",
          hours: 12.5,
          wakes: { count: 3, upper: 0.62 },
          sent: { count: 0, upper: 0.24 },
          gates: [{ gate: "confirm", passed: 0, tried: 900, upper: 0.0033 }],
          composed: { 1: 0.000001, 10: 0.0001, 100: 0.01 },
        },
      ],
    },
  });
  await open("safety");
  await page.waitForSelector("text=12.5 hours of talk in 40 recordings");
  await page.waitForSelector("text=Not all of it has been heard yet.");
  await page.waitForSelector("dt:has-text('Sent by mistake') + dd:has-text('below 0.24 an hour (95 %)')");
  await page.waitForSelector("dt:has-text('Confirm gate by itself') + dd:has-text('0 of 900 passed')");
  await page.waitForSelector("dt:has-text('Whole chain') + dd:has-text('below 0.000001 an hour')");
  assert.deepEqual(await seriousFindings(page), []);
});

test("everything can be reached without a mouse", async () => {
  await enter();
  await page.evaluate(() => document.activeElement?.blur());
  const reached = [];
  for (let step = 0; step < 14; ++step) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(
        () => document.activeElement.id || document.activeElement.className || document.activeElement.textContent,
      ),
    );
    if (reached.at(-1) === "mute") break;
  }
  assert.equal(reached[0], "skip");
  assert.equal(reached.at(-1), "mute");
  await page.keyboard.press("Enter");
  await askedFor("mute true");
});

test("the page is light, paints soon and asks nothing of anybody else", async () => {
  const client = await context.newCDPSession(page);
  let bytes = 0;
  await client.send("Network.enable");
  client.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  await enter();
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  for (const view of views) {
    await open(view);
    await page.waitForLoadState("networkidle").catch(() => {});
  }
  console.log(`first paint ${Math.round(paint)} ms, ${bytes} bytes with every view`);
  assert.ok(paint <= paintMaxMs, `first paint after ${paint} ms`);
  assert.ok(bytes > 50_000 && bytes <= weightMax, `${bytes} bytes`);
  assert.deepEqual(trouble, []);
});

// Pictures for the documentation are kept where SOTTO_PAGE_PICTURES says.
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`no serious hindrance on a ${size}, ${colorScheme}`, async () => {
      await context.close();
      context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
      page = await context.newPage();
      trouble = watchTraffic(page, stage.origin);
      await enter();
      for (const line of evening) stage.tell("line", line);
      for (let i = 0; i < 28; ++i)
        stage.tell("level", { level: Math.round(350 + 330 * Math.sin(i * 1.7) * Math.sin(i * 0.31)) });
      await page.waitForSelector(".gate-step.escalate");
      for (const view of views) {
        await open(view);
        await page.waitForFunction(() => document.querySelectorAll("main .card, main .tile").length > 0);
        assert.deepEqual(trouble, [], view);
        assert.deepEqual(await seriousFindings(page), [], view);
        trouble.length = 0; // The rules of accessibility try styles that the page forbids
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        );
        assert.ok(!wide, `${view} is wider than a ${size}`);
        // The picture of an interaction comes from a real one.
        if (process.env.SOTTO_PAGE_PICTURES && !view.includes("/")) {
          mkdirSync(process.env.SOTTO_PAGE_PICTURES, { recursive: true });
          const name = `${view}-${size}-${colorScheme}.png`;
          await page.waitForLoadState("networkidle");
          await page.screenshot({ path: join(process.env.SOTTO_PAGE_PICTURES, name), caret: "initial" });
        }
      }
      assert.deepEqual(trouble, []);
    });
  }
}

const evening = [
  { t: 8.1, type: "wake", accepted: false, scores: {}, text: "Election", reason: "wake-trigger-word" },
  { t: 22.34, type: "wake", accepted: true, scores: {}, text: "Alexa", reason: null },
  {
    t: 23.18,
    type: "heard",
    turn: "request",
    text: "Alexa send a message.",
    confidence: 0.88,
    voice: null,
    same_voice: null,
  },
  { t: 23.18, type: "gate", gate: "request", verdict: "pass", reason: null, evidence: {} },
  { t: 23.2, type: "said", prompt: "to-whom", text: "To whom?", until: 23.9 },
  {
    t: 26.25,
    type: "heard",
    turn: "contact",
    text: "to Maria Alvarez.",
    confidence: 0.94,
    voice: 0.8,
    same_voice: true,
  },
  { t: 26.25, type: "gate", gate: "contact", verdict: "pass", reason: null, evidence: {} },
  { t: 26.3, type: "said", prompt: "confirm", text: "Maria Alvarez, right?", until: 27.9 },
  { t: 29.8, type: "gate", gate: "confirm", verdict: "escalate", reason: "bare-answer", evidence: {} },
];

test("all pictures together are small", { skip: !process.env.SOTTO_PAGE_PICTURES }, () => {
  const folder = process.env.SOTTO_PAGE_PICTURES;
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  assert.ok(bytes < 2_000_000, `${bytes} bytes`);
});
