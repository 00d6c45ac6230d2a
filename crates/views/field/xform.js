"use strict";
// An XForm (the same that phones fetch) as a form of this page. The instance is an XML document; the browser's own XPath says what is
// asked and whether an answer fits. Of XForms it knows what Truce's forms use, and no more.

const XFORMS = "http://www.w3.org/2002/xforms";
const OPENROSA = "http://openrosa.org/xforms";

function parts(element) {
  return [...element.children].filter((child) => child.namespaceURI === XFORMS);
}

class XForm {
  constructor(text) {
    const xml = new DOMParser().parseFromString(text, "application/xml");
    if (xml.querySelector("parsererror")) throw new Error("the form cannot be read");
    const all = (name) => [...xml.getElementsByTagNameNS(XFORMS, name)];
    this.texts = all("translation").map((translation) => {
      const texts = new Map();
      for (const text of parts(translation)) texts.set(text.getAttribute("id"), text.textContent);
      return texts;
    });
    this.title = xml.getElementsByTagNameNS("http://www.w3.org/1999/xhtml", "title")[0].textContent;
    this.binds = new Map(all("bind").map((bind) => [bind.getAttribute("nodeset"), bind]));
    this.body = xml.getElementsByTagNameNS("http://www.w3.org/1999/xhtml", "body")[0];
    const data = all("instance")[0].firstElementChild;
    this.templates = new Map();
    this.doc = document.implementation.createDocument(null, "data");
    this.root = this.doc.documentElement;
    for (const { name, value } of data.attributes) if (name !== "xmlns") this.root.setAttribute(name, value);
    this.copy(data, this.root, "/data");
    this.files = new Map();
    this.preload("start");
  }

  // Without namespaces, so that paths are as they are written; repeated groups wait as templates.
  copy(from, to, path) {
    for (const child of from.children) {
      const own = `${path}/${child.localName}`;
      const isMeta = child.namespaceURI === OPENROSA;
      const made = isMeta ? this.doc.createElementNS(OPENROSA, `orx:${child.localName}`) : this.doc.createElementNS(null, child.localName);
      this.copy(child, made, own);
      if (child.hasAttributeNS("http://openrosa.org/javarosa", "template")) {
        this.templates.set(own, { made, before: child.nextElementSibling?.localName, within: to });
      } else {
        to.append(made);
      }
    }
  }

  preload(what) {
    for (const [path, bind] of this.binds) {
      if (bind.getAttribute("jr:preloadParams") === what) this.at(path, this.root, "/data").textContent = moment(new Date());
    }
  }

  // The node of a path, seen from a node of another.
  at(path, node, from) {
    if (!path.startsWith(`${from}/`)) return node;
    return path.slice(from.length + 1).split("/").reduce((at, name) => at && [...at.children].find((child) => child.localName === name), node);
  }

  words(element, what) {
    const ref = [...element.children].find((child) => child.localName === what)?.getAttribute("ref") ?? "";
    const id = ref.match(/itext\('(.*)'\)/)?.[1];
    return this.texts[language].get(id) ?? this.texts[0].get(id) ?? "";
  }

  test(expression, node) {
    const number = (_, path) => {
      const text = this.doc.evaluate(path, node, null, XPathResult.STRING_TYPE, null).stringValue;
      return text === "" ? "number('')" : String(Date.parse(text) / 86_400_000);
    };
    // Days are compared as numbers, as JavaRosa does.
    const made = expression.replace(/decimal-date-time\(([^()]*)\)/g, number).replace(/(\.\.\/\w+|(?<![\w/.])\.(?![\w/.]))(?=\s*[<>])|(?<=[<>]=?\s*)(\.\.\/\w+)/g, (path) => {
      const text = this.doc.evaluate(path, node, null, XPathResult.STRING_TYPE, null).stringValue;
      return /^\d{4}-\d\d-\d\d$/.test(text) ? String(Date.parse(text) / 86_400_000) : path;
    });
    return this.doc.evaluate(made, node, null, XPathResult.BOOLEAN_TYPE, null).booleanValue;
  }

  // Whether something is asked: it and all that it stands in.
  isAsked(path, node) {
    for (let at = node, own = path; at && at !== this.root; at = at.parentNode, own = own.slice(0, own.lastIndexOf("/"))) {
      const relevant = this.binds.get(own)?.getAttribute("relevant");
      if (relevant && !this.test(relevant, at)) return false;
    }
    return true;
  }

  fault(path, node) {
    const bind = this.binds.get(path);
    if (!bind) return null;
    if (node.textContent === "") return bind.getAttribute("required") ? say("needed") : null;
    const limit = bind.getAttribute("constraint");
    if (limit && !this.test(limit, node)) {
      const id = bind.getAttribute("jr:constraintMsg")?.match(/itext\('(.*)'\)/)?.[1];
      return this.texts[language].get(id) ?? say("needed");
    }
    return null;
  }

  repeat(path, context) {
    const { made, before } = this.templates.get(path);
    const node = made.cloneNode(true);
    const siblings = [...context.children];
    const last = siblings.filter((child) => child.localName === node.localName).at(-1);
    const next = last ? last.nextSibling : siblings.find((child) => child.localName === before) ?? null;
    context.insertBefore(node, next);
    return node;
  }

  // What is sent: answers to what is not asked are left out.
  finish(asked) {
    this.preload("end");
    const walk = (node, path) => {
      for (const child of [...node.children]) {
        const own = `${path}/${child.localName}`;
        if (child.namespaceURI === OPENROSA) continue;
        if (!asked(own, child)) child.replaceChildren();
        else walk(child, own);
      }
    };
    walk(this.root, "/data");
    const instance = this.root.getElementsByTagNameNS(OPENROSA, "instanceID")[0];
    // Sent again, it is the same submission.
    instance.textContent ||= `uuid:${uuid()}`;
    const used = new Set([...this.root.querySelectorAll("photo")].map((photo) => photo.textContent));
    const files = [...this.files].filter(([name]) => used.has(name));
    return { id: instance.textContent, form: this.root.getAttribute("id"), title: this.title, xml: new XMLSerializer().serializeToString(this.doc), files };
  }
}

// A moment as XForms write it, with this device's offset.
function moment(at) {
  const two = (number) => String(Math.trunc(Math.abs(number))).padStart(2, "0");
  const offset = -at.getTimezoneOffset();
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.000${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

// crypto.randomUUID is not there on an address without https.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
