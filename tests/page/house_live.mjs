// A whole house for the tests of the page: a broker with the demonstration home, a loudspeaker that exists only
// in memory, and `sotto run` that hears what the test lets people say.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, root } from "./browser.mjs";

const rate = 16_000;
export const sotto = join(process.env.SOTTO_BUILD, "sotto");
export const patience = 60_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(wanted, what, limit = patience) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const found = await wanted();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what}: not in time`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// The browser reads FLAC: whoever has one needs no other program for it.
async function decode(browser, files) {
  const page = await browser.newPage();
  const sounds = {};
  for (const file of files) {
    const text = readFileSync(join(root, "scenes", file)).toString("base64");
    const decoded = await page.evaluate(
      async ([base64, hertz]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const context = new OfflineAudioContext(1, 1, hertz);
        const sound = (await context.decodeAudioData(bytes.buffer)).getChannelData(0);
        const samples = Int16Array.from(sound, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32767));
        let binary = "";
        for (const byte of new Uint8Array(samples.buffer)) binary += String.fromCharCode(byte);
        return btoa(binary);
      },
      [text, rate],
    );
    const bytes = Buffer.from(decoded, "base64");
    sounds[file] = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
  }
  await page.close();
  return sounds;
}

// What is to be heard, sent at the pace of the clock.
class Microphone {
  constructor(stream) {
    this.stream = stream;
    this.sent = 0;
    this.sounds = [];
    this.begun = Date.now();
    stream.on("error", () => {});
    this.timer = setInterval(() => this.send(), 20);
  }

  get seconds() {
    return this.sent / rate;
  }

  // At a second of the run, or now; gives the second at which it ends.
  say(samples, at = this.seconds) {
    const from = Math.max(this.sent, Math.round(at * rate));
    this.sounds.push({ from, samples });
    return (from + samples.length) / rate;
  }

  send() {
    const due = Math.floor(((Date.now() - this.begun) * rate) / 1000);
    const block = new Int16Array(Math.max(0, due - this.sent));
    for (const { from, samples } of this.sounds) {
      for (let i = 0; i < block.length; ++i) block[i] += samples[this.sent + i - from] ?? 0;
    }
    this.sounds = this.sounds.filter(({ from, samples }) => from + samples.length > due);
    this.sent = due;
    this.stream.write(Buffer.from(block.buffer));
  }

  stop() {
    clearInterval(this.timer);
    this.stream.end();
  }
}

export class LiveHouse {
  async open(browser, sounds) {
    this.folder = mkdtempSync(join(tmpdir(), "sotto-page-"));
    this.data = join(this.folder, "data");
    this.sounds = await decode(browser, sounds);
    await this.openLoudspeaker(join(this.folder, "pulse"));
    const broker = await freePort();
    this.home = new Program(sotto, ["home", "--port", String(broker)], { env: this.env });
    await this.home.until((program) => program.lines.some((line) => line.includes("[mqtt]")), "home");
    this.port = await freePort();
    this.networkPort = await freePort();
    this.config = join(this.folder, "sotto.toml");
    writeFileSync(
      this.config,
      `hold_seconds = 20\n[mqtt]\nhost = "127.0.0.1"\nport = ${broker}\n[page]\nport = ${this.port}\n` +
        `network_port = ${this.networkPort}\nnetwork_address = "127.0.0.1"\n`,
    );
    await this.ask("comms", "on");
    const cards = join(this.folder, "people.vcf");
    const names = ["Maria Alvarez", "Ben Okafor"];
    writeFileSync(
      cards,
      names.map((name) => `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nEND:VCARD\r\n`).join(""),
    );
    await this.ask("contacts", "import", cards);
    for (const name of names) await this.ask("contacts", "allow", name);
  }

  async openLoudspeaker(folder) {
    mkdirSync(folder);
    writeFileSync(
      join(folder, "asound.conf"),
      "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n",
    );
    writeFileSync(
      join(folder, "server.pa"),
      "load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1\nset-default-sink speaker\n" +
        `load-module module-native-protocol-unix auth-anonymous=1 socket=${join(folder, "native")}\n` +
        `load-module module-cli-protocol-unix socket=${join(folder, "ready")}\n`,
    );
    this.env = {
      ...process.env,
      XDG_CONFIG_HOME: join(this.folder, "config"),
      XDG_RUNTIME_DIR: folder,
      PULSE_RUNTIME_PATH: folder,
      PULSE_STATE_PATH: join(folder, "state"),
      PULSE_COOKIE: join(folder, "cookie"),
      PULSE_SERVER: `unix:${join(folder, "native")}`,
      ALSA_CONFIG_PATH: join(folder, "asound.conf"),
      JACK_NO_START_SERVER: "1",
    };
    const options = "--daemonize=no --exit-idle-time=-1 --use-pid-file=no --log-target=stderr -n".split(" ");
    this.speaker = new Program("pulseaudio", [...options, "-F", join(folder, "server.pa")], { env: this.env });
    await until(() => existsSync(join(folder, "ready")), "the loudspeaker");
  }

  // A command beside the run; gives what it prints.
  ask(...words) {
    const args = [...words, "--config", this.config, "--data", this.data];
    return new Promise((resolve, reject) => {
      execFile(sotto, args, { env: this.env, timeout: patience }, (error, out, err) => {
        if (error) reject(new Error(`${words.join(" ")}: ${err}`));
        else resolve(out);
      });
    });
  }

  async start() {
    const args = ["run", "--json", "--config", this.config, "--data", this.data, "--input", "-"];
    this.run = new Program(sotto, args, { env: this.env });
    this.run.stamps = [];
    const take = this.run.take.bind(this.run);
    this.run.take = (line) => {
      this.run.stamps.push(Date.now());
      take(line);
    };
    await this.run.until((program) => program.errors.includes("listening to"), "run", 3 * patience);
    this.microphone = new Microphone(this.run.process.stdin);
    this.origin = `http://127.0.0.1:${this.port}`;
    this.link = (await this.ask("page")).trim();
    assert.ok(this.link.startsWith(`${this.origin}/#token=`), this.link);
  }

  get events() {
    return this.run.lines.map((line) => JSON.parse(line));
  }

  // The first event from number `from` on that fits.
  event(wanted, what, from = 0) {
    return this.run.until(() => this.events.slice(from).find(wanted), what, patience);
  }

  say(file, at) {
    return this.microphone.say(this.sounds[file], at);
  }

  // Answers a question of Sotto's once it has ended.
  async answer(prompt, file, from) {
    const said = await this.event((line) => line.type === "said" && line.prompt === prompt, prompt, from);
    this.say(file, said.until + 0.5);
  }

  // Until Sotto has said this, since event number `from`, to its end: while it speaks nobody can wake it.
  async quietAfter(prompt, from) {
    const said = await this.event((line) => line.type === "said" && line.prompt === prompt, prompt, from);
    await until(() => this.microphone.seconds > said.until + 1, "end of what Sotto says");
  }

  // "Alexa, turn on the kitchen light."; gives what the lamp answered and how long after the last word, once
  // Sotto has said so.
  async orderLight() {
    const from = this.run.lines.length;
    const ends = this.say("said/emma-light.flac");
    const isAnswer = (line, index) => index >= from && line.type === "device";
    await this.event(isAnswer, "answer of the lamp");
    const index = this.events.findIndex(isAnswer);
    await this.quietAfter("device-told", from);
    const lateMs = Math.round(this.run.stamps[index] - this.microphone.begun - ends * 1000);
    return { ...this.events[index], text: this.run.lines[index], lateMs };
  }

  // So many readers of the stream of events, each with what it has read so far.
  async openStreams(count, cookie) {
    const headers = { Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
    const open = () =>
      new Promise((resolve, reject) => {
        const options = { host: "127.0.0.1", port: this.port, path: "/api/events", headers, agent: false };
        const request = get(options, (response) => {
          const stream = { request, text: "", status: response.statusCode };
          response.on("data", (bytes) => (stream.text += bytes));
          response.on("error", () => {});
          resolve(stream);
        });
        request.on("error", reject);
      });
    return Promise.all(Array.from({ length: count }, open));
  }

  // Emma's message, up to where it is held.
  async sendToMaria() {
    const from = this.run.lines.length;
    this.say("said/emma-send-a-message.flac");
    await this.answer("to-whom", "said/emma-to-maria.flac", from);
    await this.answer("confirm", "said/emma-right-send-it.flac", from);
    await this.answer("message", "said/emma-milk.flac", from);
    return from;
  }

  async close() {
    this.microphone?.stop();
    await this.run?.end();
    await this.home?.end();
    await this.speaker?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
