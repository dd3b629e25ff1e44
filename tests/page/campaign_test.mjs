// The report of a campaign in a real browser: a file that asks nothing of any network.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { openBrowser, root, seriousFindings, watchTraffic } from "./browser.mjs";

let folder;
let browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "campaign-"));
  const sound = `evening=${join(root, "scenes/portland.flac")}`;
  const words = ["campaign", sound, "--gates", "none", "--jobs", "1", "--out", join(folder, "out")];
  await promisify(execFile)(join(process.env.SOTTO_BUILD, "sotto"), words);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

for (const colorScheme of ["light", "dark"]) {
  test(`the report shows figures, plots and sound (${colorScheme})`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 420, height: 900 } });
    const page = await context.newPage();
    const trouble = watchTraffic(page, `file://${folder}`);
    await page.goto(`file://${join(folder, "out/report.html")}`);
    await page.waitForSelector("h2:has-text('Near misses')");
    assert.match(await page.textContent("main"), /Messages sent in 0\.02\d+ h/);
    const ink = await page.evaluate(() => {
      const canvas = document.querySelector(".plot canvas");
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
    });
    assert.ok(ink > 1000, "the plot is empty");
    const seconds = await page.evaluate(async () => {
      const audio = document.querySelector("audio");
      await new Promise((done, failed) => {
        audio.onloadedmetadata = done;
        audio.onerror = () => failed(new Error("the clip cannot be played"));
        audio.load();
      });
      return audio.duration;
    });
    assert.ok(seconds > 3, `a clip of ${seconds} s`);
    assert.deepEqual(await seriousFindings(page), []);
    assert.deepEqual(trouble, []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 420, `the page is ${wide} px wide`);
    await context.close();
  });
}
