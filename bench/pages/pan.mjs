// The map dragged to and fro over a mission in a real browser: the longest task of the page's own thread, and how long until the new part is there.
//
//     node bench/pages/pan.mjs target/release/truce MISSION CHROMIUM
//
// Run where the browser tests' packages are: `NODE_PATH` does not reach modules, so it looks in `crates/web/tests/browser`.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [program, mission, browserAt] = process.argv.slice(2);
const { chromium } = createRequire(resolve("crates/web/tests/browser/package.json"))("playwright-core");
const server = spawn(program, ["serve", mission, "--port", "0"]);
const address = await new Promise((found) => {
  let said = "";
  server.stdout.on("data", (data) => {
    said += data;
    const at = said.match(/http:\/\/127\.0\.0\.1:\d+/);
    if (at) found(at[0]);
  });
});
const browser = await chromium.launch({ executablePath: browserAt, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
await page.goto(address + "/enter");
await page.locator("button[value=analyst-1]").click();
await page.goto(address + "/map");
await page.evaluate(() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" });
});
const waits = [];
let shapes = 0;
for (let n = 0; n < 30; n += 1) {
  // Closer, and further away again.
  if (n % 10 === 5 || n % 10 === 9) await page.locator(".moves a").nth(n % 10 === 5 ? 0 : 1).click({ noWaitAfter: true });
  await page.waitForTimeout(200);
  shapes = Math.max(shapes, await page.evaluate(() => document.querySelectorAll("svg.map *").length));
  const box = await page.locator("svg.map").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, 900) / 2];
  const view = await page.locator("svg.map").getAttribute("data-view");
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step += 1) await page.mouse.move(x + step * (n % 2 ? 9 : -9), y + step * (n % 4 < 2 ? 5 : -5));
  const begun = Date.now();
  await page.mouse.up();
  await page.waitForFunction((old) => document.querySelector("svg.map").dataset.view !== old, view);
  waits.push(Date.now() - begun);
}
const long = await page.evaluate(() => window.long);
waits.sort((one, other) => one - other);
console.log(`30 drags, up to ${shapes} shapes: ${long.length} tasks above 50 ms, the longest ${Math.max(0, ...long).toFixed(0)} ms`);
console.log(`until the new part is there: median ${waits[15]} ms, the longest ${waits[29]} ms`);
await browser.close();
server.kill();
