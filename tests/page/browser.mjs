// What the tests of the page share: the browser, the page on a stage, the rules of accessibility.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, "../..");
const tools = process.env.SOTTO_BROWSER_TESTS;
const executablePath = process.env.SOTTO_CHROMIUM;
assert.ok(tools && executablePath, "set SOTTO_BROWSER_TESTS and SOTTO_CHROMIUM, as ctest does");
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");
const axe = readFileSync(join(tools, "axe.min.js"), "utf8");

// Of the pictures and of the rules of accessibility.
export const sizes = { desktop: { width: 1040, height: 680 }, phone: { width: 360, height: 720 } };

export const patience = 20_000;

// Root has no sandbox; what is opened here is our own page only.
export async function openBrowser() {
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });
}

// Every request that leaves the page's origin, and everything that its own rules of content stopped.
export function watchTraffic(page, origin) {
  const foreign = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("blob:") && !url.startsWith("data:")) foreign.push(url);
  });
  page.on("console", (message) => {
    if (message.type() === "error") foreign.push(message.text());
  });
  page.on("pageerror", (error) => foreign.push(String(error)));
  return foreign;
}

// A program that speaks a line of JSON when it is ready, and whatever it says afterwards.
export class Program {
  constructor(path, args, options = {}) {
    this.process = spawn(path, args, { stdio: ["pipe", "pipe", "pipe"], ...options });
    this.lines = [];
    this.errors = "";
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on("line", (line) => this.take(line));
    this.process.stderr.on("data", (bytes) => {
      this.errors += bytes;
      this.look();
    });
    this.ended = new Promise((resolve) =>
      this.process.on("close", (code) => {
        this.over = true;
        this.look();
        resolve(code);
      }),
    );
  }

  take(line) {
    this.lines.push(line);
    this.look();
  }

  look() {
    this.waiting = this.waiting.filter((each) => !each());
  }

  // The first line, now or later, for which `wanted` gives something.
  until(wanted, what, limit = patience) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${what} in time: ${this.errors}\n${this.lines.join("\n")}`)),
        limit,
      );
      const look = () => {
        const found = wanted(this);
        if (found) {
          clearTimeout(timer);
          resolve(found);
          return true;
        }
        if (this.over) {
          clearTimeout(timer);
          reject(new Error(`it ended without ${what}: ${this.errors}`));
          return true;
        }
        return false;
      };
      if (!look()) this.waiting.push(look);
    });
  }

  say(line) {
    this.process.stdin.write(`${line}\n`);
  }

  async end(signal = "SIGTERM") {
    if (!this.over) this.process.kill(signal);
    return this.ended;
  }
}

export async function openStage() {
  const stage = new Program(join(process.env.SOTTO_BUILD, "bin/page_stage"), [join(here, "house.json")]);
  const link = await stage.until((program) => program.lines[0], "link");
  stage.link = JSON.parse(link).link;
  stage.origin = new URL(stage.link).origin;
  stage.tell = (name, facts) => stage.say(`tell ${name} ${JSON.stringify(facts)}`);
  stage.now = (facts) => stage.say(`now ${JSON.stringify(facts)}`);
  stage.answer = (call, facts) => stage.say(`answer ${call} ${JSON.stringify(facts)}`);
  stage.asked = async () => {
    const before = stage.lines.length;
    stage.say("asked");
    return JSON.parse(await stage.until((program) => program.lines[before], "list of what was asked"));
  };
  return stage;
}

// Serious and critical findings of axe-core, as text.
export async function seriousFindings(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations
    .filter((finding) => ["serious", "critical"].includes(finding.impact))
    .map(
      (finding) => `${finding.id}: ${finding.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`,
    );
}
