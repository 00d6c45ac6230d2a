"use strict";
// What waits to be sent, on this device, enciphered: AES-GCM with a key that PBKDF2 draws from the passphrase (OWASP 2023: 600,000
// rounds of SHA-256). In the clear stands only how many wait.

const ROUNDS = 600_000;

class Queue {
  static async open() {
    const queue = new Queue();
    if (!window.isSecureContext || !crypto.subtle) return queue;
    queue.db = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(`truce ${location.pathname}`, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("waiting", { keyPath: "id" });
        asked.result.createObjectStore("about");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    queue.lock = await queue.ask("about", "get", "lock");
    // The browser is asked not to clear this when space is short.
    navigator.storage?.persist?.();
    return queue;
  }

  ask(store, act, ...values) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(store, act.startsWith("get") ? "readonly" : "readwrite", { durability: "strict" });
      const asked = transaction.objectStore(store)[act](...values);
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  get keeps() {
    return Boolean(this.db);
  }

  get isNew() {
    return !this.lock;
  }

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, value) };
  }

  async unseal({ iv, bytes }, key = this.key) {
    return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes);
  }

  // True where the passphrase is the one of this device, or is its first.
  async unlock(passphrase) {
    const salt = this.lock?.salt ?? crypto.getRandomValues(new Uint8Array(16));
    const given = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, given, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Under a wrong key nothing may ever be kept.
    if (this.lock && !(await this.unseal(this.lock.check, key).then(() => true, () => false))) return false;
    this.key = key;
    if (this.lock) return true;
    this.lock = { salt, check: await this.seal(new Uint8Array(16)) };
    await this.ask("about", "put", this.lock, "lock");
    return true;
  }

  async forget() {
    await this.ask("waiting", "clear");
    await this.ask("about", "delete", "lock");
    this.lock = this.key = undefined;
  }

  // On the disk when this is done.
  async put(sent) {
    const files = await Promise.all(sent.files.map(async ([name, file]) => [name, file.type, await this.seal(await file.arrayBuffer())]));
    const about = { form: sent.form, title: sent.title, at: new Date().toISOString(), xml: sent.xml, state: "waiting", said: "" };
    await this.ask("waiting", "put", { id: sent.id, about: await this.seal(new TextEncoder().encode(JSON.stringify(about))), files });
  }

  async all() {
    if (!this.keeps || !this.key) return [];
    const lines = await this.ask("waiting", "getAll");
    const whole = await Promise.all(lines.map(async (line) => ({ ...line, ...JSON.parse(new TextDecoder().decode(await this.unseal(line.about))) })));
    return whole.sort((one, other) => (one.at < other.at ? 1 : -1));
  }

  // What was sent is kept as a line, without what it said.
  async mark(one, state, said) {
    const about = { form: one.form, title: one.title, at: one.at, xml: state === "sent" ? "" : one.xml, state, said };
    const files = state === "sent" ? [] : one.files;
    await this.ask("waiting", "put", { id: one.id, about: await this.seal(new TextEncoder().encode(JSON.stringify(about))), files });
  }

  async files(one) {
    return Promise.all(one.files.map(async ([name, type, sealed]) => [name, new Blob([await this.unseal(sealed)], { type })]));
  }
}
