// Pages do without this. With it: a page says when entries were recorded since it was drawn, when the line is lost, and who else looks at the
// same event; the inbox is worked by keys; what was typed and not sent is there again after a reload.
"use strict";

// On a narrow screen the head is wider than the page: where one is, is in sight.
for (const here of document.querySelectorAll("nav [aria-current]")) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 16;

const told = document.querySelector("[data-live]");

if (told && window.EventSource) {
  const drawn = Number(told.dataset.size);
  // What was recorded while the line was lost is told when it is back; a page of an earlier moment is told of nothing older.
  const query = new URLSearchParams({ at: location.pathname + location.search, since: told.dataset.since ?? "" });
  const source = new EventSource("/live?" + query);
  const say = (words, link) => {
    told.textContent = words;
    if (link) {
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = link;
      told.append(" ", again);
    }
    told.hidden = words === "";
  };
  let heard = Date.now();
  let lost = false;
  const missing = () => {
    lost = true;
    say(told.dataset.lost);
  };
  const there = () => {
    heard = Date.now();
    // What was under way when the line went does not say that it is back.
    if (!navigator.onLine) return;
    if (lost) say("");
    lost = false;
  };
  for (const name of ["open", "beat", "size", "others"]) source.addEventListener(name, there);
  source.addEventListener("size", (event) => {
    const now = JSON.parse(event.data);
    if (now.size > drawn) say(now.words, told.dataset.again);
    else if (!lost) say("");
  });
  source.addEventListener("others", (event) => {
    const others = document.querySelector("[data-others]");
    if (!others) return;
    others.textContent = JSON.parse(event.data).words;
    others.hidden = others.textContent === "";
  });
  source.addEventListener("error", missing);
  window.addEventListener("offline", missing);
  // The server is heard from every 15 seconds; who hears nothing for three times as long has no line.
  setInterval(() => Date.now() - heard > 45_000 && missing(), 5_000);
}

// What was typed is kept in this tab until it is sent.
for (const form of document.querySelectorAll("form[method=post]:not([data-forget])")) {
  const fields = [...form.querySelectorAll("input[type=text], textarea")];
  const key = (field) => ["typed", location.pathname, location.search, form.getAttribute("action"), field.name].join(" ");
  for (const field of fields) {
    const kept = sessionStorage.getItem(key(field));
    if (kept && !field.value) field.value = kept;
    field.addEventListener("input", () => sessionStorage.setItem(key(field), field.value));
  }
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine && told) {
      event.preventDefault();
      told.textContent = told.dataset.lost;
      told.hidden = false;
      return;
    }
    for (const field of fields) sessionStorage.removeItem(key(field));
  });
}

// The map is dragged, and made larger and smaller by the wheel with the control key; what then comes into sight is asked for and put in its place.
const mapped = {
  asking: null,
  dragged: false,
  async show(href) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(href, { signal: this.asking.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of [".map-wrap", ".slider"]) {
        const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
        if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      }
      history.replaceState(null, "", href);
      this.begin();
      return true;
    } catch (error) {
      if (error.name !== "AbortError") location.href = href;
      return false;
    }
  },
  to(west, south, east, north) {
    const query = new URLSearchParams(location.search);
    query.set("bounds", [west, south, east, north].map((degrees) => degrees.toFixed(4)).join(","));
    return this.show(location.pathname + "?" + query);
  },
  begin() {
    const svg = document.querySelector("svg.map");
    const [west, south, east, north] = svg.dataset.view.split(",").map(Number);
    const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
    let from = null;
    let [x, y] = [0, 0];
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0) from = [event.clientX, event.clientY, svg.getScreenCTM().a];
      this.dragged = false;
    });
    svg.addEventListener("pointermove", (event) => {
      if (!from) return;
      [x, y] = [(event.clientX - from[0]) / from[2], (event.clientY - from[1]) / from[2]];
      if (!this.dragged && Math.hypot(x, y) < 5) return;
      if (!this.dragged) svg.setPointerCapture(event.pointerId);
      this.dragged = true;
      svg.setAttribute("viewBox", [-x, -y, wide, high].join(" "));
    });
    const end = () => {
      if (from && this.dragged) {
        const [right, up] = [(-x / wide) * (east - west), (y / high) * (north - south)];
        this.to(west + right, south + up, east + right, north + up);
      }
      from = null;
    };
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("click", (event) => this.dragged && event.preventDefault(), true);
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const by = event.deltaY > 0 ? 0.25 : -0.17;
      const [right, up] = [(east - west) * by, (north - south) * by];
      this.to(west - right, south - up, east + right, north + up);
    }, { passive: false });
    const links = [...document.querySelectorAll(".moves a")];
    links.forEach((link, place) =>
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        if (await this.show(link.href)) document.querySelectorAll(".moves a")[place].focus();
      }),
    );
    for (const field of document.querySelectorAll(".slider [data-submits]")) sends(field);
  },
};

// A slider shows its day as soon as it is let go.
function sends(field) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
if (document.querySelector("svg.map")) mapped.begin();
else for (const field of document.querySelectorAll("[data-submits]")) sends(field);

// The inbox by keys: j and k go on and back, x chooses, o opens, and a letter takes each step with what is chosen.
const items = [...document.querySelectorAll("[data-item]")];
if (items.length > 0) {
  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
  let at = -1;
  const go = (to) => {
    at = Math.max(0, Math.min(items.length - 1, to));
    const first = items[at].querySelector("input, a");
    for (const item of items) item.classList.toggle("here", item === items[at]);
    first.focus();
    items[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=text], input[type=date], input[type=number], input[type=search], textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = at >= 0 ? items[at].querySelector("input[type=checkbox]") : null;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && box) box.checked = !box.checked;
    else if (event.key === "o" && at >= 0) items[at].querySelector("a").click();
    else {
      const button = document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
      if (!button) return;
      if (box && !document.querySelector("[data-item] input:checked")) box.checked = true;
      button.click();
    }
    event.preventDefault();
  });
}

// The ledger's entries, checked here: each is hashed, and its path of hashes (RFC 6962) must lead to the root of the checkpoint on the page.
const verify = document.querySelector("[data-verify]");
if (verify && window.crypto?.subtle) {
  verify.hidden = false;
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const hash = async (prefix, ...parts) => {
    const whole = new Uint8Array(1 + parts.reduce((n, part) => n + part.length, 0));
    whole[0] = prefix;
    let at = 1;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
  };
  const rootOf = async (entry, size) => {
    let node = await hash(0, bytes(entry.bytes));
    let [index, last] = [entry.position - 1, size - 1];
    for (const step of entry.path) {
      if (last === 0) return null;
      const other = bytes(step);
      if (index % 2 === 1 || index === last) {
        node = await hash(1, other, node);
        while (index % 2 === 0 && index !== 0) [index, last] = [index / 2, Math.floor(last / 2)];
      } else {
        node = await hash(1, node, other);
      }
      [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
    }
    return last === 0 ? btoa(String.fromCharCode(...node)) : null;
  };
  const status = verify.querySelector("[role=status]");
  verify.querySelector("button").addEventListener("click", async () => {
    const [, size, root] = document.getElementById("checkpoint").textContent.trim().split("\n");
    const query = new URLSearchParams({ from: verify.dataset.from, to: verify.dataset.to, size });
    const answer = await fetch("/ledger/proofs?" + query);
    const { entries } = await answer.json();
    for (const entry of entries) {
      if ((await rootOf(entry, Number(size))) !== root) {
        status.textContent = verify.dataset.wrong.replace("%", entry.position);
        return;
      }
    }
    status.textContent = entries.length > 0 ? verify.dataset.done : verify.dataset.wrong.replace("%", verify.dataset.from);
  });
}
