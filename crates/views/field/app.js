"use strict";
// The page: passphrase, list of forms and of what waits, one form at a time.

const main = document.getElementById("main");
const SERVER = new URL("..", location.href).pathname;
let queue;
let forms = [];
let form = null;
let sending = false;

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

let told = null;

function tell(name) {
  told = name;
  document.getElementById("line").textContent = say(name);
}

function shown() {
  document.documentElement.lang = ["en", "ar"][language];
  document.documentElement.dir = ["ltr", "rtl"][language];
  document.title = say("title");
  document.querySelector("h1").textContent = say("title");
  const button = document.getElementById("language");
  button.textContent = ["العربية", "English"][language];
  button.lang = ["ar", "en"][language];
  if (told) tell(told);
}

// What a form is for; its own title where that is not known.
function named(one) {
  return FAMILIES[one.id.split(".").at(-1)]?.[language] ?? one.name.split(" · ")[0];
}

document.getElementById("language").addEventListener("click", () => {
  language = 1 - language;
  localStorage.setItem("truce language", String(language));
  shown();
  if (form) draw();
  else home();
});

// ---- The passphrase

function unlock() {
  const fault = make("p", { class: "fault", role: "alert", id: "fault" });
  const input = make("input", { type: "password", id: "passphrase", autocomplete: queue.isNew ? "new-password" : "current-password", required: true, "aria-describedby": "fault" });
  const open = async (event) => {
    event.preventDefault();
    if (queue.isNew && input.value.length < 6) fault.textContent = say("short");
    else if (await queue.unlock(input.value)) return begin();
    else fault.textContent = say("wrong");
    input.focus();
  };
  const forget = async () => {
    if (confirm(say("sure"))) {
      await queue.forget();
      unlock();
    }
  };
  main.replaceChildren(
    make("form", { onsubmit: open },
      queue.isNew ? make("p", {}, say("choose")) : null,
      make("div", { class: "field" }, make("label", { for: "passphrase" }, say("passphrase")), input, fault),
      make("div", { class: "bar" }, make("button", { class: "first" }, say("open")), queue.isNew ? null : make("button", { type: "button", onclick: forget }, say("forget")))),
  );
  input.focus();
}

// ---- Forms, and what waits

async function fetched() {
  try {
    const answer = await fetch(`${SERVER}formList`);
    if (answer.status === 404) return tell("struck");
    const list = new DOMParser().parseFromString(await answer.text(), "application/xml");
    forms = [...list.getElementsByTagName("xform")].map((one) => {
      const of = (name) => one.getElementsByTagName(name)[0].textContent;
      return { id: of("formID"), name: of("name") };
    });
    // All of them now, so that they are there when there is no line.
    await Promise.all(forms.map((one) => fetch(`${SERVER}form?id=${encodeURIComponent(one.id)}`)));
  } catch {
    tell("noline");
  }
}

async function home() {
  form = null;
  if (queue.keeps && !queue.key) return unlock();
  const list = make("ul", { id: "forms" }, ...forms.map((one) => make("li", {}, make("button", { type: "button", onclick: () => fill(one) }, named(one)))));
  const waiting = await queue.all();
  const line = (one) => make("li", { class: one.state }, make("span", { class: "state" }, say(one.state)), ` · ${named({ id: one.form, name: one.title })} · ${moment(new Date(one.at)).slice(0, 16).replace("T", " ")}`, one.said ? make("p", { class: "hint" }, one.said) : null);
  const open = waiting.filter((one) => one.state !== "sent");
  const done = waiting.filter((one) => one.state === "sent");
  const later = open.some((one) => one.state === "waiting");
  main.replaceChildren(
    queue.keeps ? "" : make("p", { class: "note" }, say("insecure")),
    // What has not gone yet stands first.
    ...(open.length > 0 ? [make("h2", {}, say("waiting")), make("ul", { id: "waiting" }, ...open.map(line))] : []),
    later ? make("div", { class: "bar" }, make("button", { type: "button", class: "first", onclick: send }, say("send"))) : "",
    make("h2", {}, say("forms")),
    forms.length > 0 ? list : make("p", { class: "note" }, say("noforms")),
    ...(done.length > 0 ? [make("h2", {}, say("sent")), make("ul", { id: "sent" }, ...done.map(line))] : []),
  );
}

async function fill(one) {
  const answer = await fetch(`${SERVER}form?id=${encodeURIComponent(one.id)}`).catch(() => null);
  if (!answer?.ok) return tell("noline");
  form = new XForm(await answer.text());
  const first = [...form.templates.keys()].find((path) => path === "/data/act");
  if (first) form.repeat(first, form.root);
  draw();
  scrollTo(0, 0);
}

// ---- Sending

async function post(sent, files) {
  const body = new FormData();
  body.append("xml_submission_file", new Blob([sent.xml], { type: "text/xml" }), "submission.xml");
  for (const [name, file] of files) body.append(name, file, name);
  const answer = await fetch(`${SERVER}submission`, { method: "POST", headers: { "X-OpenRosa-Version": "1.0" }, body });
  const said = new DOMParser().parseFromString(await answer.text(), "application/xml").documentElement.textContent;
  // Only these two say that it is on the server's disk; what may do better later stays.
  if (answer.status === 201 || answer.status === 202) return { state: "sent", said };
  return { state: answer.status >= 500 || answer.status === 404 ? "waiting" : "refused", said };
}

async function send() {
  if (sending || !queue.key) return;
  sending = true;
  try {
    for (const one of (await queue.all()).filter((one) => one.state === "waiting").reverse()) {
      tell("sending");
      const { state, said } = await post(one, await queue.files(one));
      await queue.mark(one, state, said);
    }
    tell("line");
  } catch {
    tell("noline");
  } finally {
    sending = false;
  }
  if (!form && queue.key) await home();
}

// ---- One form

function draw() {
  const container = make("form", { novalidate: true, onsubmit: save });
  for (const part of parts(form.body)) render(part, form.root, "/data", container);
  const back = () => {
    if (confirm(say("leavesure"))) home();
  };
  main.replaceChildren(
    make("h2", {}, named({ id: form.root.getAttribute("id"), name: form.title })),
    make("p", { class: "hint" }, form.title.split(" · ").slice(1).join(" · ")),
    container,
  );
  container.append(make("p", { class: "fault", role: "alert", id: "faults" }), make("div", { class: "bar" }, make("button", { class: "first" }, say("save")), make("button", { type: "button", onclick: back }, say("leave"))));
  refresh();
}

// Shows what is asked, hides the rest.
function refresh() {
  for (const element of main.querySelectorAll("[data-path]")) element.hidden = !form.isAsked(element.dataset.path, element.node);
}

function render(part, node, from, into) {
  const path = part.getAttribute("ref") ?? part.getAttribute("nodeset");
  const nested = parts(part);
  const repeat = nested.find((child) => child.localName === "repeat");
  if (part.localName === "group" && repeat) return renderRepeat(part, repeat, node, into);
  if (part.localName === "group") {
    const own = form.at(path, node, from);
    const group = make("fieldset", { class: "group", "data-path": path }, make("legend", {}, form.words(part, "label")));
    group.node = own;
    for (const child of nested.filter((child) => child.localName !== "label")) render(child, own, path, group);
    into.append(group);
    return;
  }
  if (part.localName !== "label") into.append(question(part, form.at(path, node, from), path));
}

function renderRepeat(group, repeat, node, into) {
  const path = repeat.getAttribute("nodeset");
  const label = form.words(group, "label");
  const list = make("div");
  const one = (own) => {
    const remove = () => {
      own.remove();
      box.remove();
      refresh();
    };
    const box = make("fieldset", { class: "repeat" }, make("legend", {}, label));
    for (const child of parts(repeat)) render(child, own, path, box);
    box.append(make("button", { type: "button", onclick: remove }, `${say("remove")}: ${label}`));
    list.append(box);
    return box;
  };
  for (const own of [...node.children].filter((child) => `/data/${child.localName}` === path)) one(own);
  const add = () => {
    one(form.repeat(path, node)).querySelector("input, select, textarea")?.focus();
    refresh();
  };
  into.append(list, make("button", { type: "button", "data-add": path, onclick: add }, `${say("add")}: ${label}`));
}

let serial = 0;

function question(part, node, path) {
  const id = `q${(serial += 1)}`;
  const bind = form.binds.get(path);
  const kind = bind?.getAttribute("type");
  const set = (text) => {
    node.textContent = text;
    refresh();
  };
  const options = parts(part).filter((child) => child.localName === "item").map((item) => ({ value: item.querySelector("value").textContent, label: form.words(item, "label") }));
  const isSet = ["select", "geopoint"].includes(part.localName) || kind === "geopoint" || (part.localName === "select1" && options.length <= 7);
  const label = form.words(part, "label");
  const hint = form.words(part, "hint");
  const attributes = { id, "aria-describedby": `${id}f`, "data-ref": path };
  const heading = isSet ? make("legend", { class: bind?.getAttribute("required") ? "needed" : false }, label) : make("label", { for: id, class: bind?.getAttribute("required") ? "needed" : false }, label);
  const field = make(isSet ? "fieldset" : "div", { class: "field", "data-path": path }, heading, hint ? make("p", { class: "hint" }, hint) : null, ...widget(part, kind, options, node, attributes, set), make("p", { class: "fault", id: `${id}f`, role: "alert" }));
  field.node = node;
  return field;
}

function widget(part, kind, options, node, attributes, set) {
  if (part.localName === "select1" && options.length > 7) {
    const select = make("select", { ...attributes, onchange: () => set(select.value) }, make("option", { value: "" }, say("choice")), ...options.map(({ value, label }) => make("option", { value, selected: node.textContent === value }, label)));
    return [select];
  }
  if (part.localName === "select1" || part.localName === "select") {
    const type = part.localName === "select" ? "checkbox" : "radio";
    const chosen = () => [...box.querySelectorAll("input:checked")].map((input) => input.value).join(" ");
    const held = node.textContent.split(" ");
    const box = make("div", {}, ...options.map(({ value, label }) => make("label", { class: "option" }, make("input", { type, name: attributes.id, value, "data-ref": attributes["data-ref"], checked: held.includes(value), onchange: () => set(chosen()) }), label)));
    return [box];
  }
  if (part.localName === "upload") {
    const take = () => {
      const file = input.files[0];
      if (!file) return set("");
      const name = `${uuid()}${file.name.match(/\.\w+$/)?.[0].toLowerCase() ?? ""}`;
      form.files.set(name, file);
      set(name);
    };
    const input = make("input", { ...attributes, type: "file", accept: "image/*", onchange: take });
    return [input];
  }
  if (kind === "geopoint") return point(node, attributes, set);
  if (kind === "geotrace") return [make("p", { class: "hint" }, say("track"))];
  if (kind === "string") {
    const text = make(attributes["data-ref"] === "/data/text" ? "textarea" : "input", { ...attributes, rows: 5, oninput: () => set(text.value) });
    text.value = node.textContent;
    return [text];
  }
  const types = { int: "number", decimal: "number", date: "date", dateTime: "datetime-local" };
  const input = make("input", { ...attributes, type: types[kind] ?? "text", step: kind === "decimal" ? "any" : false, oninput: () => set(kind === "dateTime" && input.value ? moment(new Date(input.value)) : input.value) });
  input.value = kind === "dateTime" ? node.textContent.slice(0, 16) : node.textContent;
  return [input];
}

function point(node, attributes, set) {
  const [heldLat = "", heldLon = ""] = node.textContent.split(" ");
  let accuracy = 0;
  const both = () => set(lat.value === "" && lon.value === "" ? "" : `${lat.value || "?"} ${lon.value || "?"} 0 ${accuracy}`);
  const number = (name, held) => make("input", { type: "number", step: "any", "data-ref": `${attributes["data-ref"]}/${name}`, value: held, "aria-label": say(name), placeholder: say(name), oninput: () => { accuracy = 0; both(); } });
  const [lat, lon] = [number("lat", heldLat), number("lon", heldLon)];
  const told = make("p", { class: "hint", role: "status" });
  const here = () => navigator.geolocation.getCurrentPosition(({ coords }) => {
    [lat.value, lon.value, accuracy] = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.ceil(coords.accuracy)];
    told.textContent = `± ${accuracy} m`;
    both();
  }, () => { told.textContent = say("nohere"); }, { enableHighAccuracy: true, timeout: 20_000 });
  return [lat, lon, window.isSecureContext ? make("button", { type: "button", onclick: here }, say("here")) : null, told];
}

async function save(event) {
  event.preventDefault();
  let first = null;
  for (const field of main.querySelectorAll(".field[data-path]")) {
    const { path } = field.dataset;
    const isPoint = form.binds.get(path)?.getAttribute("type") === "geopoint" && field.node.textContent !== "";
    const [lat, lon] = field.node.textContent.split(" ").map(Number);
    const isOff = isPoint && !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180);
    const fault = form.isAsked(path, field.node) ? (isOff ? say("notpoint") : form.fault(path, field.node)) : null;
    field.querySelector(".fault").textContent = fault ?? "";
    const inputs = field.querySelectorAll("input, select, textarea");
    for (const input of inputs) input.toggleAttribute("aria-invalid", Boolean(fault));
    if (fault) first ??= inputs[0];
  }
  document.getElementById("faults").textContent = first ? say("faults") : "";
  if (first) return first.focus();
  const sent = form.finish((path, node) => form.isAsked(path, node));
  if (queue.keeps) {
    await queue.put(sent);
    await home();
    return send();
  }
  tell("sending");
  try {
    const { state, said } = await post(sent, sent.files);
    await home();
    main.prepend(make("p", { class: "note", role: "status" }, `${say(state)}: ${said}`));
    tell("line");
  } catch {
    tell("lost");
  }
}

addEventListener("beforeunload", (event) => {
  if (form) event.preventDefault();
});
addEventListener("online", () => fetched().then(send));
addEventListener("offline", () => tell("noline"));
// Not every browser says that the line is back.
setInterval(async () => {
  if (navigator.onLine && queue.key && (await queue.all()).some((one) => one.state === "waiting")) send();
}, 10_000);

async function begin() {
  tell(navigator.onLine ? "line" : "noline");
  await fetched();
  await home();
  send();
}

async function start() {
  language = Number(localStorage.getItem("truce language") ?? (navigator.language.startsWith("ar") ? 1 : 0)) === 1 ? 1 : 0;
  shown();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("sw.js").catch(() => {});
  queue = await Queue.open();
  if (queue.keeps) unlock();
  else begin();
}

start();
