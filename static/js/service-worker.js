// Keeps the shell and the static files of one release (RELEASE is written before this by the server), and nothing that belongs to a
// person. A page comes from the network; without one, or when it takes too long, the shell opens in its place.

const CACHE = `shell-${RELEASE.release}`;
const LANGUAGE = "/field-language";
const PATIENCE_MS = 12_000;

async function prepare() {
  const cache = await caches.open(CACHE);
  await cache.addAll(RELEASE.files.map((file) => new Request(file, { cache: "reload" })));
  for (const shell of Object.values(RELEASE.shells)) {
    // Without cookies: the shell is the same for everybody.
    const answer = await fetch(new Request(shell, { credentials: "omit", cache: "no-store" }));
    if (!answer.ok) throw new Error(`${shell} answers ${answer.status}`);
    await cache.put(shell, answer);
  }
  await self.skipWaiting();
}

async function takeOver() {
  const cache = await caches.open(CACHE);
  for (const name of (await caches.keys()).filter((one) => one !== CACHE)) {
    // The language is the person's, not the release's.
    const language = await (await caches.open(name)).match(LANGUAGE);
    if (language && !(await cache.match(LANGUAGE))) await cache.put(LANGUAGE, language);
    await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (!(event.data?.language in RELEASE.shells)) return;
  event.waitUntil(caches.open(CACHE).then((cache) => cache.put(LANGUAGE, new Response(event.data.language))));
});

async function shell() {
  const cache = await caches.open(CACHE);
  const language = await (await cache.match(LANGUAGE))?.text();
  const found = await cache.match(RELEASE.shells[language] ?? RELEASE.shells.ja, { ignoreVary: true });
  return found ?? Response.error();
}

async function page(request) {
  // What is being sent is waited for; what is read need not be.
  const late = request.method === "GET" ? new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); }).then(shell) : null;
  const answer = fetch(request).catch(shell);
  return late ? Promise.race([answer, late]) : answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && url.pathname.startsWith(RELEASE.prefix)) {
    event.respondWith(caches.match(request, { cacheName: CACHE, ignoreVary: true }).then((found) => found ?? fetch(request)));
  }
});
