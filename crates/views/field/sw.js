"use strict";
// Keeps the page and the forms on the device, so that both are there without a line. Forms are fetched anew while there is one.
const KEPT = "truce-field-1";
const PAGE = ["./", "field.css", "words.js", "xform.js", "queue.js", "app.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(PAGE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    caches.open(KEPT).then(async (cache) => {
      try {
        const answer = await fetch(event.request);
        if (answer.ok) await cache.put(event.request, answer.clone());
        return answer;
      } catch (error) {
        const kept = await cache.match(event.request);
        if (kept) return kept;
        throw error;
      }
    }),
  );
});
