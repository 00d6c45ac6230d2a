// The form in a browser: filled without a line, kept enciphered on the device, there again after the page was closed, sent when the
// line is back, and in the record as it was answered. Called by check.mjs.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

export async function field({ check, look, axe, browser, folder }) {
  const program = process.env.TRUCE_BIN;
  const mission = join(folder, "field");
  const run = (...words) => {
    const done = spawnSync(program, words, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
    return done.stdout;
  };
  const agreement = new URL("../../../../agreements/gaza-2025.md", import.meta.url).pathname;
  run("init", mission, "--agreement", agreement);
  const key = run("device", "add", mission, "phone", "--source", "team-2").trim().split("/").pop();
  const server = spawn(program, ["serve", mission, "--port", "0"]);
  const address = await new Promise((resolve) => {
    server.stdout.on("data", (data) => {
      const found = String(data).match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
  });
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 780 }, locale: "en-GB", timezoneId: "Asia/Gaza" });
    const page = await context.newPage();
    page.on("dialog", (dialog) => dialog.accept());
    const faults = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(message.text())) faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    await page.goto(`${address}/odk/${key}/web`);
    await page.fill("#passphrase", "short");
    await page.click("button.first");
    check("a short passphrase is refused", (await page.locator("#fault").innerText()).length > 0);
    await page.fill("#passphrase", "olive tree");
    await page.click("button.first");
    await page.locator("#forms button").first().waitFor();
    check("all forms are offered", (await page.locator("#forms button").count()) > 8);
    await page.waitForFunction(() => navigator.serviceWorker.controller);
    // Once more, now through the service worker, which keeps what it fetches.
    await page.reload();
    await page.fill("#passphrase", "wrong phrase");
    await page.click("button.first");
    await page.waitForFunction(() => document.getElementById("fault").textContent);
    await page.click("#language");
    check("a wrong passphrase opens nothing", (await page.locator("#passphrase").count()) === 1 && (await page.locator("#forms").count()) === 0);
    await page.click("#language");
    await page.fill("#passphrase", "olive tree");
    await page.click("button.first");
    await page.locator("#forms button").first().waitFor();
    await page.waitForTimeout(500);
    await look(page, "field-home-phone");

    await context.setOffline(true);
    await page.locator("#forms button", { hasText: "Fire" }).click();
    await look(page, "field-form-full");
    await page.locator("main form button.first").click();
    check("what is missing is said", (await page.locator("#faults").innerText()) !== "" && (await page.locator("[aria-invalid]").count()) > 0);
    const ref = (path) => page.locator(`[data-ref="/data/${path}"]`);
    await ref("act/type").selectOption({ value: "shelling" });
    await ref("act/by").selectOption({ value: "unknown" });
    await ref("act/killed").fill("2");
    check("what is not asked is not shown", !(await ref("act/by_name").isVisible()) && !(await ref("time/at").isVisible()));
    await page.locator('[data-ref="/data/time/when_known"][value=span]').check();
    await ref("time/first").fill("2030-03-04");
    await ref("time/last").fill("2030-03-02");
    await page.locator('[data-ref="/data/space/where_known"][value=point]').check();
    await ref("space/point/lat").fill("31.5");
    await ref("space/point/lon").fill("34.4");
    await page.locator('[data-ref="/data/basis"][value=seen]').check();
    await ref("text").fill("Two rounds & <smoke>");
    await page.locator('[data-add="/data/picture"]').click();
    await ref("picture/photo").setInputFiles({ name: "a.JPG", mimeType: "image/jpeg", buffer: Buffer.from("not much of a picture") });
    await page.locator("main form button.first").click();
    check("days out of order are said", (await page.locator(".fault:not(:empty)").first().innerText()).includes("before the first"));
    await ref("time/last").fill("2030-03-06");
    await page.locator("main form button.first").click();
    await page.locator("#waiting .waiting").waitFor();
    check("without a line it waits", (await page.locator("#waiting .waiting").count()) === 1);
    const kept = await page.evaluate(async () => {
      const [{ name }] = await indexedDB.databases();
      const db = await new Promise((resolve) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); });
      const all = await new Promise((resolve) => { const asked = db.transaction("waiting").objectStore("waiting").getAll(); asked.onsuccess = () => resolve(asked.result); });
      const bytes = (sealed) => new TextDecoder("latin1").decode(sealed.bytes);
      return all.map((one) => bytes(one.about) + one.files.map((file) => bytes(file.at(-1))).join("")).join("");
    });
    check("on the device it is enciphered", kept.length > 500 && !kept.includes("smoke") && !kept.includes("picture"));

    await page.close();
    const again = await context.newPage();
    again.on("dialog", (dialog) => dialog.accept());
    await again.goto(`${address}/odk/${key}/web/`);
    await again.fill("#passphrase", "olive tree");
    await again.click("button.first");
    await again.locator("#waiting .waiting").waitFor();
    check("closed and opened without a line, it is there", (await again.locator("#waiting .waiting").count()) === 1);
    await look(again, "field-waiting-phone");
    await context.setOffline(false);
    await again.locator("#sent .sent").waitFor({ timeout: 20_000 });
    const events = JSON.parse(run("events", mission, "--as-of", "2031-01-01", "--format", "json"));
    const [claim] = events[0]?.claims ?? [];
    check("sent, it is in the record once", events.length === 1 && events[0].reports === 1, JSON.stringify(events));
    check("as it was answered", claim?.type === "shelling" && claim.killed === 2 && claim.lat === 31.5 && claim.start.startsWith("2030-03-03T22:00") && claim.end.startsWith("2030-03-06T22:00"), JSON.stringify(claim));
    const event = JSON.parse(run("event", mission, events[0].event, "--as-of", "2031-01-01", "--format", "json"))[0];
    check("with its picture", event.reports[0].files.some((file) => file.media_type === "image/jpeg"), JSON.stringify(event.reports[0].files));

    await again.click("#language");
    check("in Arabic it runs from right to left", (await again.evaluate(() => document.documentElement.dir)) === "rtl");
    await look(again, "field-home-arabic");
    await again.locator("#forms button", { hasText: "إطلاق النار" }).click();
    await look(again, "field-form-arabic-full");
    const wide = await again.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check("the form fits a phone", wide <= 0, `${wide} pixels too wide`);
    check("no script failed", faults.length === 0, faults.join("; "));
    await context.close();

    const open = await browser.newContext({ bypassCSP: true, serviceWorkers: "block" });
    const bare = await open.newPage();
    await bare.goto(`${address}/odk/${key}/web/`);
    await bare.evaluate(axe);
    const faultsOf = async () => {
      const result = await bare.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
      return result.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`).join("; ").slice(0, 600);
    };
    check("axe finds nothing on the passphrase", (await faultsOf()) === "", await faultsOf());
    await bare.fill("#passphrase", "olive tree");
    await bare.click("button.first");
    await bare.locator("#forms button").first().click();
    await bare.locator("main form").waitFor();
    check("axe finds nothing on a form", (await faultsOf()) === "", await faultsOf());
    await open.close();
    const refused = await (await browser.newContext()).newPage();
    const answer = await refused.goto(`${address}/odk/nobody/web/`);
    check("nobody else is shown a form", answer.status() === 404);
  } finally {
    server.kill("SIGTERM");
    await new Promise((resolve) => server.on("close", resolve));
  }
}
