// A day in the mission, through the pages: an administrator comes in by an invitation and gives the others their places; a device sends a
// report; it is taken and accepted by keys, linked with another, found upon by a body, answered by a party; the board changes in
// another window; the board is published and corrected; the ledger is checked in the browser. Called by check.mjs, once for each store.
import { spawn, spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const PASSWORD = "four plain words";

// RFC 6238 with SHA-1, thirty seconds, six digits, as apps do it.
function code(secret, at = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/=+$/, "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const from = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, "0");
}

export async function day({ check, look, browser, folder, name, store }) {
  const mission = join(folder, `day-${name}`);
  const run = (...words) => {
    const done = spawnSync(process.env.TRUCE_BIN, words, { encoding: "utf8", maxBuffer: 1 << 26 });
    if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
    return done.stdout.trim();
  };
  const says = (what) => `${what} (${name})`;
  const agreement = new URL("../../../../agreements/gaza-2025.md", import.meta.url).pathname;
  run("init", mission, "--agreement", agreement, ...(store ? ["--store", store] : []));
  run("member", "add", mission, "office-1", "--role", "administrator");
  const invitation = run("member", "invite", mission, "office-1").split("/join/")[1];
  const program = spawn(process.env.TRUCE_BIN, ["serve", mission, "--port", "0"]);
  const address = await new Promise((resolve) => {
    program.stdout.on("data", (data) => {
      const found = String(data).match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
  });
  const faults = [];
  const secrets = {};

  async function newcomer(member, link) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`${member}: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) faults.push(`${member}: ${message.text()}`);
    });
    await page.goto(address + link);
    await page.fill("input[name=password]", PASSWORD);
    await page.fill("input[name=again]", PASSWORD);
    await page.click("button");
    const secret = await page.locator("input[name=secret]").inputValue();
    await page.fill("form[action='/account/second'] input[name=code]", code(secret));
    await page.click("form[action='/account/second'] button");
    secrets[member] = secret;
    return page;
  }

  // Does something that leads to a page, and waits for it.
  async function then(page, act) {
    const led = page.waitForEvent("framenavigated");
    await act();
    await led;
    await page.waitForLoadState();
  }

  try {
    const closed = await browser.newContext();
    const stranger = await closed.newPage();
    await stranger.goto(address + "/?as_of=2026-11-01");
    check(says("a stranger is led to the door"), stranger.url().includes("/enter?back="));
    await closed.close();

    const office = await newcomer("office-1", `/join/${invitation}`);
    check(says("recovery codes are told once"), (await office.locator(".codes code").count()) === 8);
    const again = await office.goto(`${address}/join/${invitation}`);
    check(says("an invitation is good once"), again.status() === 404);

    const pages = {};
    for (const [member, role, party] of [
      ["monitor-1", "monitor"],
      ["desk-1", "triage"],
      ["analyst-1", "analyst"],
      ["council-1", "verification_body"],
      ["liaison-1", "liaison", "israel"],
      ["press-1", "publisher"],
    ]) {
      await office.goto(`${address}/members`);
      await office.fill("form.stack input[name=name]", member);
      await office.check(`input[name=role][value=${role}]`);
      if (party) await office.selectOption("select[name=party]", party);
      await office.click("form.stack button");
      await office.locator(`tr:has-text("${member}") button`).first().click();
      const link = await office.locator(".invitation").innerText();
      pages[member] = await newcomer(member, link.replace(/^https?:\/\/[^/]*/, ""));
    }
    await office.goto(`${address}/members`);
    check(says("everybody has a second factor"), (await office.locator("tbody tr", { hasText: "password and second factor" }).count()) === 7);
    await look(office, `members-${name}`);

    // What each may open.
    const opens = async (member, path) => (await pages[member].goto(address + path)).status();
    check(says("a liaison does not see the inbox"), (await opens("liaison-1", "/inbox")) === 403);
    check(says("a monitor does not sort"), (await opens("monitor-1", "/inbox")) === 200 && (await pages["monitor-1"].locator("button[name=step]").count()) === 0);
    check(says("a publisher sees sources and no inbox"), (await opens("press-1", "/sources")) === 200 && (await opens("press-1", "/inbox")) === 403);

    // A tablet is enrolled, and another one struck off.
    await office.goto(`${address}/devices`);
    const enrolled = [];
    for (const device of ["tablet-3", "tablet-4"]) {
      await office.fill("form.stack input[name=name]", device);
      await office.fill("input[name=source]", "patrol-3");
      await office.click("form[action='/devices/enrol'] button");
      enrolled.push(await office.locator(".invitation").innerText());
    }
    check(says("what a device is told is a picture and an address of its own"), (await office.locator(".qr svg").count()) === 1 && enrolled[0] !== enrolled[1] && enrolled[1].startsWith(`${address}/odk/`), enrolled.join(" "));
    await look(office, `devices-${name}`);
    await office.locator("tr", { hasText: "tablet-3" }).locator("button").click();
    check(says("a device is struck off"), /tablet-3 is let in no more/.test(await office.locator(".said").innerText()));
    const keys = enrolled.map((one) => one.split("/").pop());
    const lists = async (one) => (await fetch(`${address}/odk/${one}/formList`, { headers: { "X-OpenRosa-Version": "1.0" } })).status;
    check(says("its key opens nothing any more, the other's the forms"), (await lists(keys[0])) === 404 && (await lists(keys[1])) === 200);
    const key = keys[1];

    // A window that stays open on the board.
    const watching = pages["council-1"];
    await watching.goto(address + "/");
    await watching.waitForTimeout(300);

    // A device sends by OpenRosa.
    const day = new Date(Date.now() - 8 * 86400000).toISOString().slice(0, 10);
    const xml =
      `<data id="truce.gaza-2025.fire" version="1.1" xmlns:orx="http://openrosa.org/xforms"><act><type>shelling</type><by>israel</by>` +
      `<killed>2</killed></act><time><when_known>day</when_known><day>${day}</day></time><space><zone>gaza</zone></space><basis>seen</basis>` +
      `<text>Two rounds on the road.</text><orx:meta><orx:instanceID>uuid:day-1</orx:instanceID></orx:meta></data>`;
    const form = new FormData();
    form.append("xml_submission_file", new Blob([xml], { type: "text/xml" }), "s.xml");
    const sent = await fetch(`${address}/odk/${key}/submission`, { method: "POST", headers: { "X-OpenRosa-Version": "1.0" }, body: form });
    check(says("the device's report is taken in"), sent.status === 201, String(sent.status));
    await watching.waitForFunction(() => !document.querySelector("[data-live]").hidden, null, { timeout: 8000 }).catch(() => {});
    const told = await watching.locator("[data-live]").innerText();
    check(says("the board says that something came"), /recorded since this page was drawn/.test(told), told);

    // The desk works by keys.
    const desk = pages["desk-1"];
    await desk.goto(`${address}/inbox`);
    check(says("the report is in the inbox"), (await desk.locator("[data-item]").count()) === 1);
    await look(desk, `inbox-${name}`);
    await desk.keyboard.press("j");
    await then(desk, () => desk.keyboard.press("t"));
    check(says("a step by key is recorded"), /recorded as ledger entry/.test(await desk.locator(".said").innerText()));
    await desk.goto(`${address}/inbox?state=taken`);
    check(says("others see who took it"), /taken by desk-1/.test(await desk.locator(".stand").first().innerText()));
    await desk.keyboard.press("j");
    await then(desk, () => desk.keyboard.press("r"));
    check(says("to return a report one says why"), /say why/.test(await desk.locator(".said").innerText()));
    await desk.goto(`${address}/inbox?state=taken`);
    await desk.keyboard.press("j");
    await then(desk, () => desk.keyboard.press("a"));
    await desk.goto(`${address}/inbox?state=accepted`);
    const report = await desk.locator("[data-item] a").first().getAttribute("href");
    await desk.goto(address + report);
    check(says("a report shows its steps"), (await desk.locator("li", { hasText: "by desk-1" }).count()) === 2);
    await look(desk, `report-${name}`);

    // A newspaper tells of it, too, and an analyst makes one event of the two.
    const rows = join(folder, `day-${name}.csv`);
    writeFileSync(rows, `id,source,type,start,by,zone,basis\n1,paper,shelling,${day},israel,gaza,told\n`);
    run("import", mission, rows, "--as", "reports");
    const analyst = pages["analyst-1"];
    let listed = 0;
    for (let tries = 0; tries < 20 && listed < 2; tries += 1) {
      await analyst.goto(`${address}/events?type=shelling`);
      listed = await analyst.locator("tbody tr").count();
      if (listed < 2) await analyst.waitForTimeout(250);
    }
    check(says("both reports tell of an event"), listed === 2, String(listed));
    const hrefs = await analyst.locator("tbody tr a").evaluateAll((links) => links.map((link) => link.href));
    const other = hrefs.map((href) => new URL(href).searchParams.get("id")).find((id) => id !== "paper/1");
    await analyst.goto(`${address}/event?id=paper%2F1`);
    await analyst.fill("input[name=other]", other);
    await analyst.locator("form:has(input[value=merge]) input[name=because]").fill("one road, one day");
    await then(analyst, () => analyst.locator("form:has(input[value=merge]) button").click());
    check(says("an analyst makes one event of two"), /Recorded as ledger entry/.test(await analyst.locator(".said").innerText()));
    check(says("its reports stand side by side"), (await analyst.locator(".voices .voice").count()) === 2);
    const event = new URL(analyst.url()).pathname + new URL(analyst.url()).search;
    await look(analyst, `event-${name}`);

    // Of an article a report is made, and its page shows on what part of the article it rests.
    const article = join(folder, `article-${name}.txt`);
    writeFileSync(article, "Mediators meet in Cairo\nCAIRO, November 20, 2026 (Example Daily) - Egyptian officials met others in Cairo on Thursday.\nNobody else was there.\n");
    run("import", mission, article, "--as", "article");
    const candidate = JSON.parse(run("candidates", mission, "--format", "ndjson").split("\n")[1]).candidate;
    run("candidates", "accept", mission, candidate, "--set", "type=meeting", "--set", "by=egypt");
    const itsReport = `${address}/report?${new URLSearchParams({ name: `example-daily/${candidate}` })}`;
    for (let tries = 0; tries < 20 && (await desk.goto(itsReport)).status() !== 200; tries += 1) await desk.waitForTimeout(250);
    const marked = await desk.locator(".article mark").allInnerTexts();
    const whole = await desk.locator(".article").innerText().catch(() => "");
    check(says("a report marks in its article what it rests on"), marked.length > 0 && marked.join(" ").includes("met") && whole.includes("Nobody else was there"), marked.join(" | "));
    check(says("and nothing else"), !marked.join(" ").includes("Nobody else"), marked.join(" | "));
    await look(desk, `article-${name}`);

    // Two at one event see each other.
    await watching.goto(address + event);
    await watching.waitForFunction(() => !document.querySelector("[data-others]").hidden, null, { timeout: 8000 }).catch(() => {});
    check(says("two at one event see each other"), /analyst-1/.test(await watching.locator("[data-others]").innerText()));

    // The body finds; only then is a breach found.
    const board = pages["monitor-1"];
    await board.goto(address + "/");
    check(says("the machine does not find"), (await board.locator("section.provision .outcome.breach_found").count()) === 0);
    await watching.selectOption("select[name=body]", "security_council");
    for (const field of ["fact", "author", "breach"]) await watching.selectOption(`select[name=${field}]`, "established");
    await watching.selectOption("select[name=breach_of]", "GP3a");
    await watching.selectOption("select[name=standard]", "reasonable_grounds_to_believe");
    await watching.fill("textarea[name=because]", "Two craters, and the patrol saw the battery fire.");
    await then(watching, () => watching.click("form[action='/event/finding'] button"));
    const page = await watching.locator("main").innerText();
    check(says("a finding stands on the event"), /found by Security Council/.test(page), page.slice(0, 300));
    await board.waitForFunction(() => !document.querySelector("[data-live]").hidden, null, { timeout: 8000 }).catch(() => {});
    await board.reload();
    const found = await board.locator("section.provision .outcome.breach_found").first().innerText().catch(() => "");
    check(says("a breach that was found says by whom and when"), /breach found by Security Council, \d+ \w+ \d{4}/.test(found), found);

    // The party answers on the record, and sees no sources.
    const liaison = pages["liaison-1"];
    const within = await liaison.goto(address + event);
    check(says("events have other names outside"), within.status() === 404, String(within.status()));
    await liaison.goto(`${address}/assessments?rule=GP3a&reading=as%20written&party=israel`);
    await liaison.locator("section.instance tbody tr a").first().click();
    await liaison.waitForLoadState();
    const seen = await liaison.locator("main").innerText();
    check(says("a liaison sees no sources and no words"), !seen.includes("Two rounds") && !/patrol saw/.test(seen) && (await liaison.locator(".voices").count()) === 0);
    await liaison.selectOption("select[name=element]", "author");
    await liaison.check("input[value=denies]");
    await liaison.fill("textarea[name=text]", "Our batteries were silent that day.");
    await then(liaison, () => liaison.click("form[action='/event/response'] button"));
    const answered = await liaison.locator("main").innerText();
    check(says("a party's answer stands on the record"), /Israel denies that it did it/.test(answered), answered.slice(0, 300));

    // The same moment again, and what changed since.
    await board.goto(`${address}/changes?since=3`);
    check(says("what changed is listed with its entries"), (await board.locator("tbody tr").count()) > 0);
    await board.goto(address + "/?size=3");
    check(says("an earlier size is an earlier board"), (await board.locator(".bound-note").count()) === 1 && (await board.locator(".breach_found", { hasText: "by" }).count()) === 0);

    // The browser checks the ledger for itself.
    await board.goto(`${address}/ledger`);
    await board.click("[data-verify] button");
    await board.waitForFunction(() => document.querySelector("[data-verify] [role=status]").textContent, null, { timeout: 8000 }).catch(() => {});
    const verified = await board.locator("[data-verify] [role=status]").innerText();
    check(says("the browser verifies the ledger"), /were hashed here/.test(verified), verified);

    // The publisher publishes the board, and corrects it; anybody can work out what was published.
    const press = pages["press-1"];
    await press.goto(`${address}/publications`);
    await press.fill("textarea[name=note]", "For the council.");
    const [asOf, size] = [await press.locator("#main input[name=as_of]").inputValue(), await press.locator("#main input[name=size]").inputValue()];
    await then(press, () => press.click("form[action='/publications/publish'] button"));
    check(says("a publication is an entry"), /Recorded as ledger entry/.test(await press.locator(".said").innerText()));
    const digest = await press.locator("tbody code").first().innerText();
    const table = join(folder, `published-${name}.csv`);
    run("export", mission, "--as", "csv", "--out", table, "--as-of", asOf, "--known-at", size);
    const lines = run("evaluate", agreement, "--events", table, "--as-of", asOf, "--format", "ndjson").split("\n").filter((line) => line);
    const ordered = lines.map((line) => Buffer.from(line + "\n")).sort(Buffer.compare);
    check(says("its digest is that of what follows from the rows that leave"), createHash("sha256").update(Buffer.concat(ordered)).digest("hex") === digest, digest);
    await press.selectOption("select[name=corrects]", { index: 1 });
    await press.fill("textarea[name=note]", "The second crater was counted twice.");
    await then(press, () => press.click("form[action='/publications/publish'] button"));
    await press.locator("tbody tr").last().locator("a").first().click();
    await press.waitForLoadState();
    check(says("a reader of what was corrected is told"), /later corrected/.test(await press.locator(".moment").innerText()));
    await look(press, `corrected-${name}`);

    // Out, and in again with a code; a session that is ended elsewhere is over.
    await desk.goto(`${address}/account`);
    await desk.locator("form[action='/leave'] button").click();
    check(says("who left is at the door"), desk.url().endsWith("/enter"));
    await desk.fill("input[name=name]", "desk-1");
    await desk.fill("input[name=password]", PASSWORD);
    await desk.fill("input[name=code]", code(secrets["desk-1"], Date.now() + 30000));
    await desk.click("form[action='/enter'] button");
    check(says("a password and a code let somebody in"), new URL(desk.url()).pathname === "/", desk.url());
    check(says("no page had a fault"), faults.length === 0, faults.slice(0, 5).join(" | "));
  } finally {
    program.kill("SIGTERM");
    await new Promise((resolve) => program.on("close", resolve));
  }
  const verified = spawnSync(process.env.TRUCE_BIN, ["verify", mission], { encoding: "utf8" });
  check(says("the whole ledger verifies"), verified.status === 0, verified.stderr);
}
