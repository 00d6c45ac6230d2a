// What pages do beyond reading: the map is dragged; the line is lost while somebody writes, and nothing that was typed is lost with it.
export async function live({ check, look, browser, address, event }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1400 } });
  const page = await context.newPage();
  await page.goto(address + "/enter");
  await page.locator("button[value=council-1]").click();

  await page.goto(address + "/map");
  const view = () => page.locator("svg.map").getAttribute("data-view");
  const first = await view();
  const box = await page.locator("svg.map").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 5 });
  await page.mouse.move(x - 120, y, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction((old) => document.querySelector("svg.map").dataset.view !== old, first, { timeout: 8000 }).catch(() => {});
  const dragged = await view();
  const west = (text) => Number(text.split(",")[0]);
  check("a map that is dragged to the west shows what lies in the east", west(dragged) > west(first), `${first} and then ${dragged}`);
  check("its address says so", new URL(page.url()).searchParams.has("bounds") && new URL(page.url()).pathname === "/map", page.url());
  await page.locator(".moves a").first().click();
  await page.waitForFunction((old) => document.querySelector("svg.map").dataset.view !== old, dragged, { timeout: 8000 }).catch(() => {});
  check("a step closer keeps the place in the order of keys", await page.evaluate(() => document.activeElement === document.querySelector(".moves a")));
  const closer = await view();
  await page.reload();
  check("the address leads to the same part", (await view()) === closer, `${closer} and then ${await view()}`);
  await look(page, "map-dragged");

  await page.goto(address + event);
  const field = page.locator("form[method=post] input[name=because]").first();
  await field.fill("typed before the line went");
  await context.setOffline(true);
  const told = page.locator("[data-live]");
  await page.waitForFunction(() => !document.querySelector("[data-live]").hidden, null, { timeout: 15000 }).catch(() => {});
  const said = await told.innerText();
  check("that the line is lost is said", said.length > 10, said);
  await field.evaluate((one) => one.form.noValidate = true);
  await field.evaluate((one) => one.form.requestSubmit());
  check("nothing is sent into the void", new URL(page.url()).pathname === "/event" && (await field.inputValue()) === "typed before the line went");
  await look(page, "line-lost");
  await context.setOffline(false);
  await page.goto(address + event);
  check("what was typed is there again", (await page.locator("form[method=post] input[name=because]").first().inputValue()) === "typed before the line went");
  await context.close();
}
