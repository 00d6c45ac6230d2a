// Fills forms with random valid answers by the engine of ODK Web Forms, without a browser, and writes what it would send.
//
//   node fill.mjs SEED N FOLDER FORM.xml...
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { JSDOM } from "jsdom";

// The engine takes a browser for granted, and its parser of XPath a CommonJS module.
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = "/";
const { window } = new JSDOM("", { url: "http://localhost/" });
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
const { loadForm } = await import("@getodk/xforms-engine");

const [seed, n, folder, ...files] = process.argv.slice(2);
let drawn = Number(seed);
function below(limit) {
  // Park and Miller's minimal standard.
  drawn = (drawn * 48_271) % 2_147_483_647;
  return drawn % limit;
}
const two = (number) => String(number).padStart(2, "0");
const day = () => `2030-${two(1 + below(12))}-${two(1 + below(28))}`;
const words = ["mill & bridge", "<wall>", "جسر النهر", "two \"rounds\"", "x"];

function fill(node) {
  if (!node.currentState.relevant) return;
  switch (node.nodeType) {
    case "repeat-range:uncontrolled": {
      const wanted = node.currentState.reference === "/data/act" ? 1 + below(3) : below(3);
      while (node.currentState.children.length < wanted) node.addInstances();
      break;
    }
    case "select": {
      const values = node.currentState.valueOptions.map((option) => option.value);
      if (node.currentState.value.length === 0 && values.length > 0) node.selectValue(values[below(values.length)]);
      break;
    }
    case "input": {
      if (node.currentState.instanceValue !== "") break;
      const values = {
        string: () => words[below(words.length)],
        int: () => String(below(300)),
        decimal: () => String(below(900) / 4),
        date: day,
        dateTime: () => `${day()}T${two(below(24))}:${two(below(60))}:00.000+02:00`,
        geopoint: () => `${31 + below(100) / 100} ${34 + below(100) / 100} 0 ${below(50)}`,
      };
      const value = values[node.valueType];
      if (value) node.setValue(value());
      break;
    }
    default:
  }
  for (const child of node.currentState.children ?? []) fill(child);
}

// Ends come after beginnings: what was drawn at random and does not fit becomes the end of the year, which is later than all that is drawn.
function mend(node) {
  let n_mended = 0;
  for (const child of node.currentState.children ?? []) n_mended += mend(child);
  if (node.nodeType === "input" && node.currentState.relevant && node.validationState.violation) {
    const late = { date: "2030-12-31", dateTime: "2030-12-31T23:59:00.000+02:00" };
    node.setValue(late[node.valueType] ?? "");
    n_mended += 1;
  }
  return n_mended;
}

for (const file of files) {
  for (let time = 0; time < Number(n); time += 1) {
    const loaded = await loadForm(readFileSync(file, "utf8"));
    if (loaded.status !== "success") throw new Error(`${file}: ${loaded.status} ${loaded.error?.message ?? ""}`);
    const { root } = loaded.createInstance();
    // What is asked depends on what was answered.
    for (let round = 0; round < 200; round += 1) {
      fill(root);
      fill(root);
      if (mend(root) === 0) break;
    }
    const { violations } = root.validationState;
    if (violations.length > 0) throw new Error(`${file}: ${violations.map((one) => one.reference).join(", ")} cannot be answered`);
    const sent = await root.prepareInstancePayload({ payloadType: "monolithic" });
    const xml = await new Response(sent.data[0].get("xml_submission_file")).text();
    writeFileSync(join(folder, `${basename(file)}-${time}.xml`), xml);
  }
}
