// Sign-in by an account elsewhere, at a certified provider (node-oidc-provider): by an invitation, at the door, and all that must not work.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import Provider from "oidc-provider";

const free = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export async function openid({ check, look, browser, folder }) {
  const mission = join(folder, "openid");
  const run = (...words) => {
    const done = spawnSync(process.env.TRUCE_BIN, words, { encoding: "utf8" });
    if (done.status !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
    return done.stdout.trim();
  };
  const [here, there] = [await free(), await free()];
  const address = `http://127.0.0.1:${here}`;
  const issuer = `http://127.0.0.1:${there}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "truce", client_secret: "a secret: 100 %", redirect_uris: [`${address}/enter/openid/back`] }],
    pkce: { required: () => true },
    cookies: { keys: ["only for this test"] },
  });
  // What it says of its own defaults is not about us.
  const { warn, info } = console;
  Object.assign(console, { warn: () => {}, info: () => {} });
  const elsewhere = await new Promise((resolve) => {
    const server = provider.listen(there, "127.0.0.1", () => resolve(server));
  });
  run("init", mission, "--agreement", new URL("../../../../agreements/gaza-2025.md", import.meta.url).pathname);
  run("member", "add", mission, "analyst-1", "--role", "analyst");
  const settings = join(mission, "mission.toml");
  writeFileSync(join(mission, "openid.secret"), "a secret: 100 %\n");
  appendFileSync(settings, `address = "${address}"\n\n[openid]\nissuer = "${issuer}"\nclient_id = "truce"\nclient_secret_file = "openid.secret"\nname = "Example Accounts"\n`);
  const serve = () => {
    const program = spawn(process.env.TRUCE_BIN, ["serve", mission, "--port", String(here)]);
    return new Promise((resolve) => program.stdout.on("data", (data) => String(data).includes(address) && resolve(program)));
  };
  const ended = async (program) => {
    program.kill("SIGTERM");
    await new Promise((resolve) => program.on("close", resolve));
  };
  // The provider's own pages: a name and any password, then consent.
  const as = async (page, name) => {
    await page.fill("input[name=login]", name);
    await page.fill("input[name=password]", "anything");
    await page.click("button[type=submit]");
    await page.click("button[type=submit]");
  };
  let program = await serve();
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const invite = () => run("member", "invite", mission, "analyst-1").match(/\/join\/\S+/)[0];
    await page.goto(address + invite());
    check("an invitation can be taken up with an account elsewhere", (await page.locator("a.button").innerText()) === "Sign in with Example Accounts");
    await look(page, "openid-join");
    await page.click("a.button");
    await as(page, "somebody");
    check("a provider that tells of no second factor is not enough", page.url().startsWith(address) && /second factor/.test(await page.locator(".said").innerText()), page.url());

    await ended(program);
    appendFileSync(settings, "vouches_for_second_factor = true\n");
    program = await serve();
    await page.goto(`${address}/enter`);
    await look(page, "openid-enter");
    await page.click("a.button");
    check("an account that nobody invited opens no door", /opens no door/.test(await page.locator(".said").innerText()), await page.locator("main").innerText());
    await page.goto(address + invite());
    await page.click("a.button");
    check("the invitation lets them in", new URL(page.url()).pathname === "/" && page.url().startsWith(address), page.url());
    check("as the member who was invited", (await page.locator(".account").innerText()).includes("analyst-1"));

    await page.goto(`${address}/account`);
    check("the account page says that it is bound", /Your account at Example Accounts/.test(await page.locator("main").innerText()));
    await look(page, "openid-account");
    await page.click("form[action='/account/openid/end'] button");
    check("the only way in is not closed", /only way in/.test(await page.locator(".said").innerText()));
    await page.click("form[action='/leave'] button");
    let answer = "";
    page.on("request", (request) => request.url().includes("/enter/openid/back?") && (answer = request.url()));
    await page.goto(`${address}/enter?back=%2Fevents`);
    await page.click("a.button");
    check("at the door the account elsewhere is enough, and leads on", new URL(page.url()).pathname === "/events", page.url());
    const again = await page.goto(answer);
    check("an answer counts once", again.status() === 403 && /Begin again/.test(await page.locator(".said").innerText()));

    // Somebody else's answer, sent to another browser.
    const other = await browser.newContext();
    const stranger = await other.newPage();
    await stranger.goto(`${address}/enter`);
    await stranger.route("**/enter/openid/back?**", (route) => {
      answer = route.request().url();
      return route.abort();
    });
    await stranger.click("a.button");
    await as(stranger, "somebody").catch(() => {});
    await page.goto(answer);
    check("an answer counts in the browser in which it was asked for", /Begin again/.test(await page.locator(".said").innerText().catch(() => "")), page.url());
    await other.close();

    run("member", "remove", mission, "analyst-1");
    await page.goto(`${address}/enter`);
    await page.click("a.button");
    check("whoever has no place any more has no door", /opens no door/.test(await page.locator(".said").innerText()));
    await context.close();
  } finally {
    await ended(program);
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
    Object.assign(console, { warn, info });
  }
}
