// The board in a real browser: every page is walked from the board by its links, held to axe-core, to the content security
// policy, and to a phone's width, with and without script. `SHOTS=folder` keeps screenshots.
//
// TRUCE_BIN names the program, CHROMIUM the browser.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { field } from "./field.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "truce-browser-"));
let passed = 0;
let failed = 0;

function check(what, ok, detail = "") {
  if (ok) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED: ${what} ${detail}`);
  }
}

function serve() {
  const program = spawn(process.env.TRUCE_BIN, ["demo", "--folder", join(folder, "m"), "--port", "0"]);
  const address = new Promise((resolve, reject) => {
    let said = "";
    program.stdout.on("data", (data) => {
      said += data;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
    program.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${said.slice(-500)}`)));
  });
  return { program, address };
}

async function look(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: name.includes("full") });
}

async function accessible(browser, address, path) {
  // axe has to be injected, which the policy of the pages forbids: only here it is set aside.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(address + path);
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  const faults = result.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
  check(`axe finds nothing on ${path}`, faults.length === 0, faults.join("; ").slice(0, 600));
  await context.close();
}

const { program, address: promised } = serve();
const address = await promised;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const plain = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false });
  const page = await plain.newPage();
  const elsewhere = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) elsewhere.push(request.url());
  });
  const board = await page.goto(address + "/");
  check("the board answers", board.status() === 200);
  const policy = board.headers()["content-security-policy"] ?? "";
  check("the policy allows no script", policy.includes("default-src 'none'") && !policy.includes("script-src"));
  const agreement = readFileSync(new URL("../../../../agreements/gaza-2025.md", import.meta.url), "utf8");
  const headings = agreement.match(/^## (GP|R)\d/gm).length;
  const sections = await page.locator("section.provision").count();
  check("the board has all provisions", sections === headings, `${sections} of ${headings}`);
  check("nobody is found guilty", !(await page.content()).includes("breach found"));
  await look(page, "board-desktop");
  await look(page, "board-full");

  await page.locator("a", { hasText: /^GP3a$/ }).first().click();
  check("a provision shows its text beside its rule", (await page.locator("blockquote").count()) > 0 && (await page.locator("pre").count()) > 0);
  const provision = new URL(page.url()).pathname + new URL(page.url()).search;
  await look(page, "provision-desktop");
  await page.locator(".party a").first().click();
  check("an assessment lists its events", (await page.locator("section.instance tbody tr").count()) > 100);
  const assessments = new URL(page.url()).pathname + new URL(page.url()).search;
  await look(page, "assessments-desktop");
  await page.locator("section.instance tbody tr a").first().evaluate((link) => link.href).catch(() => null);
  const event = await page.locator("section.instance tbody tr a").first().getAttribute("href");
  await page.goto(address + event);
  check("an event says who claims it", (await page.locator("section.voice").count()) > 0);
  await look(page, "event-desktop");
  const entry = await page.locator("section.voice a").first().getAttribute("href");
  await page.goto(address + entry);
  check("an entry shows its hash", /[0-9a-f]{64}/.test(await page.content()));
  await look(page, "entry-desktop");
  await page.goto(address + "/ledger");
  check("the ledger shows a checkpoint", (await page.locator("pre").innerText()).includes(".truce"));
  await look(page, "ledger-desktop");
  await page.goto(address + "/sources");
  await look(page, "sources-desktop");

  await page.goto(address + "/?as_of=2025-11-01");
  check("an earlier day is another board", (await page.content()).includes("2025-11-01"));
  const kept = await page.locator("section.provision h2 a").first().getAttribute("href");
  check("links keep the day", kept.includes("as_of=2025-11-01"));
  const missing = await page.goto(address + "/provision?id=%3Cscript%3Ealert(1)%3C/script%3E");
  check("an unknown provision is not found, and said safely", missing.status() === 404 && !(await page.content()).includes("<script>"));
  const wrong = await page.goto(address + "/?as_of=yesterday");
  check("a date that is none is said", wrong.status() === 400);
  check("nothing is fetched from elsewhere", elsewhere.length === 0, elsewhere.join(" "));
  await plain.close();

  for (const [name, width, scheme] of [["phone", 360, "light"], ["phone-dark", 360, "dark"], ["dark", 1280, "dark"]]) {
    const context = await browser.newContext({ viewport: { width, height: 780 }, colorScheme: scheme });
    const small = await context.newPage();
    for (const [what, path] of [["board", "/"], ["provision", provision], ["assessments", assessments], ["event", event]]) {
      await small.goto(address + path);
      const wide = await small.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(`${what} fits ${width} pixels`, wide <= 0, `${wide} pixels too wide`);
      await look(small, `${what}-${name}`);
    }
    await context.close();
  }
  for (const path of ["/", provision, assessments, event, entry, "/ledger", "/sources", "/provision?id=R4"]) {
    await accessible(browser, address, path);
  }
  await field({ check, look, axe, browser, folder });
} finally {
  await browser.close();
  program.removeAllListeners("exit");
  program.kill("SIGTERM");
  await new Promise((resolve) => program.on("close", resolve));
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
