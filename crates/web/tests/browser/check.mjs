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
import { database } from "./database.mjs";
import { day } from "./day.mjs";
import { field } from "./field.mjs";
import { live } from "./live.mjs";
import { openid } from "./openid.mjs";

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

async function accessible(browser, address, path, language, who) {
  // axe has to be injected, which the policy of the pages forbids: only here it is set aside.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  if (who) {
    await page.goto(address + "/enter");
    await page.locator(`button[value=${who}]`).click();
  }
  await page.goto(address + path + (path.includes("?") ? "&" : "?") + `lang=${language}`);
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  const faults = result.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
  check(`axe finds nothing on ${path} in ${language} as ${who}`, faults.length === 0, faults.join("; ").slice(0, 600));
  await context.close();
}

// By keyboard alone: the first stop is the way past the head, what has the focus is seen, and the order is that of the page.
async function tabs(browser, address, pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(address + "/enter");
  await page.locator("button[value=analyst-1]").click();
  for (const [path, kind] of pages) {
    await page.goto(address + path);
    const stops = [];
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press("Tab");
      stops.push(await page.evaluate(() => {
        const at = document.activeElement;
        const all = [...document.querySelectorAll("*")];
        const style = getComputedStyle(at);
        return { tag: at.tagName.toLowerCase(), skip: at.classList.contains("skip"), place: all.indexOf(at), ring: style.outlineStyle !== "none", main: document.getElementById("main").contains(at) };
      }));
    }
    // At the end it begins again.
    const wraps = stops.findIndex((stop, at) => at > 0 && (stop.tag === "body" || stop.skip));
    const seen = wraps < 0 ? stops : stops.slice(0, wraps);
    check(`the first stop on ${path} leads past the head`, seen[0]?.skip === true);
    check(`the order of stops on ${path} is that of the page`, seen.every((stop, at) => at === 0 || stop.place >= seen[at - 1].place), JSON.stringify(seen.map((stop) => stop.place)));
    check(`what has the focus on ${path} is seen`, seen.every((stop) => stop.ring), JSON.stringify(seen.filter((stop) => !stop.ring)));
    check(`the content of ${path} is reached`, seen.some((stop) => stop.main && stop.tag === kind), JSON.stringify(seen.map((stop) => stop.tag)));
  }
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
  check("the policy allows our own script alone", policy.includes("default-src 'none'") && policy.includes("script-src 'self';") && !policy.includes("unsafe"));
  const agreement = readFileSync(new URL("../../../../agreements/gaza-2025.md", import.meta.url), "utf8");
  const headings = agreement.match(/^## (GP|R)\d/gm).length;
  const sections = await page.locator("section.provision").count();
  check("the board has all provisions", sections === headings, `${sections} of ${headings}`);
  check("nobody is found guilty", (await page.locator("section.provision .breach_found, .overview .breach_found").count()) === 0);
  await page.goto(address + "/enter?back=%2F");
  await page.locator("button[value=analyst-1]").click();
  check("whoever comes in is where they wanted to go", new URL(page.url()).pathname === "/");
  await look(page, "board-desktop");
  await look(page, "board-full");

  await page.locator("section.provision h2 a", { hasText: /^GP3a$/ }).first().click();
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
  await page.goto(address + "/inbox");
  const report = await page.locator("[data-item] a").first().getAttribute("href");
  await page.goto(address + "/ledger");
  check("the ledger shows a checkpoint", (await page.locator("pre").innerText()).includes(".truce"));
  await look(page, "ledger-desktop");
  await page.goto(address + "/sources");
  await look(page, "sources-desktop");

  await page.goto(address + "/?as_of=2025-11-01");
  check("an earlier day is another board", (await page.content()).includes("1 November 2025"));
  const kept = await page.locator("section.provision h2 a").first().getAttribute("href");
  check("links keep the day", kept.includes("as_of=2025-11-01"));
  const missing = await page.goto(address + "/provision?id=%3Cscript%3Ealert(1)%3C/script%3E");
  check("an unknown provision is not found, and said safely", missing.status() === 404 && !(await page.content()).includes("<script>"));
  const wrong = await page.goto(address + "/?as_of=yesterday");
  check("a date that is none is said", wrong.status() === 400);
  check("nothing is fetched from elsewhere", elsewhere.length === 0, elsewhere.join(" "));
  await plain.close();

  const all = [
    ["board", "/"], ["provision", provision], ["assessments", assessments], ["event", event], ["inbox", "/inbox"], ["report", report], ["events", "/events"],
    ["map", "/map"], ["due", "/due"], ["registers", "/registers?name=aid-days"], ["shares", "/registers?name=release-duties"], ["contacts", "/registers?name=contact-pairs"], ["coverage", "/registers?name=coverage"], ["history", "/history?id=GP4"], ["changes", "/changes?since=300"], ["search", "/search?q=rafah"],
    ["sources", "/sources"], ["ledger", "/ledger"], ["entry", entry], ["publications", "/publications"], ["members", "/members"], ["sites", "/sites"], ["account", "/account"], ["open-term", "/provision?id=R4"],
  ];
  for (const [name, width, scheme, language, who] of [
    ["desktop", 1280, "light", "en", "council-1"], ["phone", 360, "light", "en", "desk-1"], ["phone-arabic", 360, "dark", "ar", "council-1"], ["dark", 1280, "dark", "he", "office-1"],
    ["turkish", 640, "light", "tr", "desk-1"],
  ]) {
    const context = await browser.newContext({ viewport: { width, height: 780 }, colorScheme: scheme });
    const small = await context.newPage();
    await small.goto(address + "/enter");
    await small.locator(`button[value=${who}]`).click();
    for (const [what, path] of all) {
      const answer = await small.goto(address + path + (path.includes("?") ? "&" : "?") + `lang=${language}`);
      check(`${what} is there in ${language}`, answer.status() === 200, String(answer.status()));
      const title = await small.title();
      check(`${what} has a title and nothing else in it`, title.length > 3 && title.length < 250 && !title.includes("<"), title.slice(0, 300));
      const wide = await small.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      check(`${what} fits ${width} pixels in ${language}`, wide <= 0, `${wide} pixels too wide`);
      await look(small, `${what}-${name}`);
    }
    await context.close();
  }
  const open = await browser.newContext();
  const stranger = await open.newPage();
  await stranger.goto(address + "/events");
  const outside = await stranger.locator("a[href^='/event?id=']").first().getAttribute("href");
  check("strangers know events by other names", /^\/event\?id=[0-9a-f]{16}$/.test(outside), outside);
  await open.close();
  for (const language of ["en", "ar"]) {
    for (const [, path] of all) await accessible(browser, address, path, language, "council-1");
    for (const path of ["/members", "/inbox", "/devices"]) await accessible(browser, address, path, language, "office-1");
    await accessible(browser, address, "/publications", language, "press-1");
    for (const path of ["/", "/enter", outside, "/nowhere"]) await accessible(browser, address, path, language, null);
    await accessible(browser, address, outside, language, "liaison-1");
  }
  await tabs(browser, address, [["/", "a"], [event, "a"], ["/inbox", "input"], ["/map", "select"], [provision, "a"]]);
  await live({ check, look, browser, address, event });
  await field({ check, look, axe, browser, folder });
  await openid({ check, look, browser, folder });
  await day({ check, look, browser, folder, name: "sqlite" });
  const server = database(folder);
  try {
    check("PostgreSQL is there", server !== null);
    if (server) await day({ check, look, browser, folder, name: "postgres", store: server.address });
  } finally {
    server?.stop();
  }
} finally {
  await browser.close();
  program.removeAllListeners("exit");
  program.kill("SIGTERM");
  await new Promise((resolve) => program.on("close", resolve));
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
