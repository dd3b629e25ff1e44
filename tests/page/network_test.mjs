// The page on the home network: paired with the code that `sotto page pair` shows, it sees the house and stops it,
// and lets it do nothing more. One run for all, in the order of a day.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, Program, root, seriousFindings, sizes, watchTraffic } from "./browser.mjs";
import { LiveHouse, patience, sotto, until } from "./house_live.mjs";

let browser;
let house;
let context;
let page;
let trouble;
let origin;
let pairing;

before(async () => {
  browser = await openBrowser();
  house = new LiveHouse();
  await house.open(browser, ["said/emma-light.flac"]);
  await house.start();
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: sizes.phone });
  page = await context.newPage();
  page.setDefaultTimeout(patience);
});
after(async () => {
  await context?.close();
  await browser?.close();
  await pairing?.end();
  await house?.close();
});

const isOpen = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });

// Starts `sotto page pair` and gives what it shows.
async function startPairing() {
  const args = ["page", "pair", "--json", "--config", house.config, "--data", house.data];
  pairing = new Program(sotto, args, { env: house.env });
  return JSON.parse(await pairing.until((program) => program.lines[0], "code"));
}

// Another program of the home network, with no browser to hold it back.
function ask(method, path, headers = {}, body = "") {
  const url = new URL(path, origin);
  return new Promise((resolve, reject) => {
    const length = { "Content-Length": body.length };
    const options = { method, rejectUnauthorized: false, agent: false, headers: { ...length, ...headers } };
    const asking = request(url, options, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

async function open(view) {
  await page.goto(`${origin}/#/${view}`);
  await page.waitForSelector("main .view h1");
}

const takePicture = async (name) => {
  const folder = process.env.SOTTO_PAGE_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.screenshot({ path: join(folder, `${name}-phone-${colorScheme}.png`), caret: "initial" });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
};

test("before anybody has paired nothing listens on the home network", async () => {
  assert.equal(await isOpen(house.networkPort), false);
  assert.match(await house.ask("page", "list"), /for this machine only/);
});

test("a device shows the code and sees the house; a wrong code lets nobody in", async () => {
  const shown = await startPairing();
  assert.match(shown.code, /^[0-9]{8}$/);
  assert.match(shown.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  origin = new URL(shown.links[0]).origin;
  assert.equal(origin, `https://127.0.0.1:${house.networkPort}`);
  trouble = watchTraffic(page, origin);
  for (const name of ["page.key", "page.cert", "page.pairing"])
    assert.equal(statSync(join(house.folder, "config/sotto/keys", name)).mode & 0o777, 0o600, name);

  await page.goto(origin);
  await page.waitForSelector("h1:has-text('Pair this device')");
  assert.equal(await page.locator(".tab").count(), 0);
  assert.deepEqual(await seriousFindings(page), []);
  await takePicture("pair");
  const wrong = shown.code === "00000000" ? "11111111" : "00000000";
  await page.fill("#code", wrong);
  await page.click("button:has-text('Pair')");
  await page.waitForSelector("[role=alert]:has-text('wrong')");
  // Chromium reports every refusal, and the rules of accessibility try styles that the page forbids.
  trouble.length = 0;
  await page.waitForTimeout(1100); // One code a second is looked at
  await page.fill("#code", `${shown.code.slice(0, 4)} ${shown.code.slice(4)}`);
  await page.click("button:has-text('Pair')");
  await page.waitForSelector(".pill:has-text('Listening')");
  const [cookie] = await context.cookies(origin);
  assert.ok(cookie.secure && cookie.httpOnly && cookie.sameSite === "Strict" && cookie.name.startsWith("__Host-"));
  const outcome = JSON.parse(await pairing.until((program) => program.lines[1], "outcome"));
  assert.deepEqual([outcome.paired, outcome.devices], [true, 1]);
  assert.equal(await pairing.ended, 0);
  assert.ok(house.run.errors.includes("the page is open on the home network"), house.run.errors);
  assert.deepEqual(trouble, []);
});

test("what is said appears on the device as it happens", async () => {
  await open("now");
  await house.orderLight();
  await page.waitForSelector(".line.device:has-text('kitchen lamp: on')");
  await open("home");
  await page.waitForSelector("[data-id=kitchen_lamp] [role=switch][aria-checked=true]");
  await page.click("[data-id=kitchen_lamp] [role=switch]");
  await page.waitForSelector("[data-id=kitchen_lamp] [role=switch][aria-checked=false]");
  // What opens is not even offered.
  await page.click(".tile button[aria-label^='Lock: ']");
  await page.waitForSelector(".tile.lock:has-text('Only on the machine')");
  for (const word of ["Unlock", "Open", "Disarm"])
    assert.equal(await page.locator(`.tile button:has-text("${word}")`).count(), 0, word);
  assert.deepEqual(trouble, []);
});

test("it mutes, and only the machine itself lets it hear again", async () => {
  await open("now");
  await page.click("#capture");
  await page.waitForSelector(".pill:has-text('Muted')");
  await until(async () => (await house.ask("mute")).includes("is off"), "mute");
  assert.ok(await page.locator("#capture").isDisabled());
  assert.ok(await page.locator("#mute").isDisabled());
  await page.waitForSelector("#capture-lead:has-text('and nowhere else')");
  await takePicture("now-at-home-muted");
  assert.deepEqual(trouble, []);
  const refused = await page.evaluate(async () => {
    const headers = { "Content-Type": "application/json" };
    const post = async (path, body) =>
      (await fetch(path, { method: "POST", body: JSON.stringify(body), headers })).status;
    return [
      await post("/api/mute", { muted: false }),
      await post("/api/outbox/1/approve", { again: false }),
      await post("/api/comms", { on: true }),
      await post("/api/people/allow", { name: "Maria Alvarez", allowed: true }),
      await post("/api/devices", { device: "front_door", command: "unlock", approved: true }),
      await post("/api/session", { token: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
    ];
  });
  assert.deepEqual(refused, [403, 403, 403, 403, 403, 404]);
  trouble.length = 0;
  assert.match(await house.ask("mute"), /is off/);
  await house.ask("mute", "off");
  await page.waitForSelector(".pill:has-text('Listening')");
});

test("a voice that is enrolled or forgotten meanwhile is seen", async () => {
  await open("people");
  await page.waitForSelector("#voices-title ~ p:has-text('No voice is enrolled')");
  const said = join(root, "scenes/said");
  const files = readdirSync(said).filter((file) => file.startsWith("emma-"));
  await house.ask("enroll", "Emma", ...files.map((file) => join(said, file)));
  await page.waitForSelector("#voices-title ~ ul:has-text('Emma')");
  await house.ask("enroll", "--forget", "Emma");
  await page.waitForSelector("#voices-title ~ p:has-text('No voice is enrolled')");
  assert.equal(await page.locator("#cards").count(), 0);
  assert.deepEqual(trouble, []);
});

test("nobody else on the network gets anywhere", async () => {
  const json = { Origin: origin, "Content-Type": "application/json" };
  assert.equal(await ask("GET", "/api/now"), 401);
  const guessed = { Cookie: `__Host-sotto_home=${"A".repeat(43)}` };
  assert.equal(await ask("GET", "/api/now", guessed), 401);
  assert.equal(await ask("POST", "/api/mute", json, '{"muted":true}'), 401);
  assert.equal(await ask("POST", "/api/pair", json, '{"code":"12345678"}'), 401);
  assert.equal(await ask("POST", "/api/pair", { ...json, Origin: "https://evil.example" }, '{"code":"12345678"}'), 403);
  assert.equal(await ask("GET", "/", { Host: "evil.example" }), 421);
});

test("a paired device stays known over a restart of Sotto", async () => {
  house.microphone.stop();
  await house.run.end();
  assert.equal(await isOpen(house.networkPort), false);
  await page.waitForSelector(".pill:has-text('Not running')");
  await house.start();
  await page.waitForSelector(".pill:has-text('Listening')");
  assert.match(house.run.errors, /open on the home network \(127.0.0.1:[0-9]+, 1 device paired\)/);
  trouble.length = 0; // Chromium reports every attempt to come back
});

test("doctor and list say who may come; unpair ends it and closes the port", async () => {
  const doctor = await house.ask("doctor", "--json").catch((error) => error.message);
  assert.match(doctor, /open on the home network/);
  assert.match(await house.ask("page", "list"), /^1 {2}paired /);
  assert.match(await house.ask("page", "unpair"), /for this machine only/);
  assert.equal(await isOpen(house.networkPort), false);
  await page.waitForSelector(".pill:has-text('Not running')");
  // The page of this machine stays.
  assert.ok(await isOpen(house.port));
});
