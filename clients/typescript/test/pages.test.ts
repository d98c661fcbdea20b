/** What a store does with answers that are none, and with servers that never end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MemoryStorage,
  RefusedError,
  Store,
  Sync,
  TemporaryError,
  TooMuchError,
  Transport,
  type Fetch,
  type PageLike,
} from "../src/index.js";
import { answer, DAY, FakeClock, Feed, ids, offline, open, refusal } from "./fake.js";

function feedOf(...posts: string[]): Feed {
  const feed = new Feed();
  for (const id of posts) feed.put("Post", id);
  return feed;
}

const wrong: Record<string, () => Response> = {
  "data without a page": () => answer({}),
  "a page without changes": () => answer({ changes: { cursor: "1:1", hasMore: false } }),
  "a change without an id": () =>
    answer({ changes: { cursor: "1:1", hasMore: false, changes: [{ kind: "UPSERT", node: null }] } }),
  "a 304 that was not asked for": () => new Response(null, { status: 304 }),
  "errors that are no list": () => new Response('{"errors": {"detail": "No"}}', { status: 502 }),
  "a text": () => new Response('"Hello"'),
  "a list with nothing in it": () => new Response('{"errors": [null], "data": null}'),
  "no body": () => new Response("", { status: 200 }),
  "the page of a hotel's network": () => new Response("<h1>Welcome</h1>"),
  "too many requests, from a proxy": () => new Response("<h1>Slow down</h1>", { status: 429 }),
  "a code from the future of a server that is busy": () => refusal("MAINTENANCE", 503),
};

for (const [name, failure] of Object.entries(wrong)) {
  test(`takes ${name} for no answer, and asks again`, async () => {
    const feed = feedOf("a", "b", "c");
    feed.failures.push(undefined, undefined, failure);
    const store = await open(feed);
    assert.equal((await store.pull()).verified, true);
    assert.deepEqual(await ids(store), ["a", "b", "c"]);
  });
}

test("goes on after an empty page", async () => {
  const feed = feedOf("a", "b", "c");
  feed.failures.push(() => answer({ changes: { cursor: "1:0", hasMore: true, changes: [] } }));
  const store = await open(feed);
  await store.pull();
  assert.deepEqual(await ids(store), ["a", "b", "c"]);
});

test("does not ask for ever where the cursor stands still", async () => {
  const feed = feedOf("a", "b", "c");
  const store = await open(feed);
  await store.pull();
  const still = () => answer({ changes: { cursor: "1:3", hasMore: true, changes: [] } });
  feed.failures.push(...Array<typeof still>(7).fill(still));
  await assert.rejects(store.pull(), TemporaryError);
});

test("does not start anew for ever where every cursor is worthless", async () => {
  const feed = feedOf("a", "b", "c");
  const store = await open(feed);
  await store.pull();
  feed.put("Post", "d");
  const asked = feed.asked.length;
  for (let pages = 0; pages < 10; pages += 1) {
    feed.failures.push(() => refusal("RESYNC_REQUIRED"), undefined);
  }
  await assert.rejects(store.pull(), TemporaryError);
  assert.ok(feed.asked.length - asked < 10);
  assert.deepEqual(await ids(store), ["a", "b", "c"]);
});

test("does not sit and wait where the server wants a day, but says so", async () => {
  const feed = feedOf("a");
  const clock = new FakeClock();
  feed.failures.push(() => new Response("", { status: 503, headers: { "Retry-After": "86400" } }));
  const pulled = (await open(feed, new MemoryStorage(), clock)).pull();
  await assert.rejects(pulled, { name: "TemporaryError", retryAfter: 86_400 });
  assert.deepEqual(clock.slept, []);
});

test("waits for as long as a header says, in seconds or as a date, and takes no nonsense", async () => {
  const feed = feedOf("a");
  const clock = new FakeClock();
  const limited = (value: string) => () =>
    new Response("", { status: 429, headers: { "Retry-After": value } });
  const date = new Date(Date.now() + 20_000).toUTCString();
  feed.failures.push(limited("7"), limited(date), limited("soon"));
  feed.failures.push(() => refusal("RATE_LIMITED", 429, { retryAfter: "soon" }));
  await (await open(feed, new MemoryStorage(), clock)).pull();
  const [seconds = 0, until = 0, ...others] = clock.slept;
  assert.equal(seconds, 7250);
  assert.ok(until > 18_000 && until < 21_000);
  assert.deepEqual(others, [1000, 2000]);
});

test("remembers how much was too much", async () => {
  const feed = feedOf("a", "b", "c", "d", "e", "f");
  feed.failures.push(undefined, undefined, () => refusal("QUERY_TOO_COMPLEX", 400));
  await (await open(feed, new MemoryStorage(), new FakeClock(), {}, 4)).pull();
  assert.deepEqual(feed.asked.slice(2).map(({ first }) => first), [4, 2, 2]);
});

test("a line on which whole pages take too long gets through a snapshot, in smaller ones", async () => {
  const [feed, clock] = [new Feed(), new FakeClock()];
  for (let number = 0; number < 30; number += 1) feed.put("Post", `${number}`);
  const fetch: Fetch = async (url, init) => {
    const response = await feed.fetch(url, init);
    const { changes } = ((await response.clone().json()) as { data?: { changes?: PageLike } }).data ?? {};
    clock.time += 10_000;
    if ((changes?.changes.length ?? 0) <= 6) return response;
    return new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("Aborted")));
    });
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch, timeout: 100 });
  const store = await Store.open({ storage: new MemoryStorage(), transport, operation: Sync, clock });
  await store.pull();
  assert.equal((await ids(store)).length, 30);
  // The first one by its hash and by its text.
  const late = feed.asked.map(({ first }) => first).filter((first) => first > 6);
  assert.deepEqual(late, [48, 48, 24, 12]);
});

test("pages are large again where a line was dead for a while", async () => {
  const [feed, clock] = [new Feed(), new FakeClock()];
  for (let number = 0; number < 60; number += 1) feed.put("Post", `${number}`);
  let isDead = true;
  const fetch: Fetch = (url, init) => {
    if (!isDead) return feed.fetch(url, init);
    return new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("Aborted")));
    });
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch, timeout: 100 });
  const store = await Store.open({ storage: new MemoryStorage(), transport, operation: Sync, clock });
  await assert.rejects(store.pull(), TooMuchError);
  isDead = false;
  await store.pull();
  const sizes = feed.asked.filter(({ method }) => method === "GET").map(({ first }) => first);
  assert.deepEqual(sizes.slice(0, 6), [1, 2, 4, 8, 16, 32]);
});

test("does not repeat what a newer server refuses for a reason that this client does not know", async () => {
  const feed = feedOf("a");
  feed.failures.push(() => refusal("CLIENT_TOO_OLD", 400));
  await assert.rejects((await open(feed)).pull(), RefusedError);
});

test("a failed comparison leaves the snapshot complete, and is made with the next pull", async () => {
  const feed = feedOf("a");
  feed.failures.push(undefined, undefined, ...Array<typeof offline>(6).fill(offline));
  const store = await open(feed);
  await assert.rejects(store.pull());
  assert.equal(store.isComplete, true);
  assert.equal((await store.pull()).verified, true);
});

test("checksums count ids of any alphabet, and are not compared where one has no version", async () => {
  const feed = feedOf("ä", "日本", "😀", "x".repeat(300));
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  assert.equal((await store.pull()).verified, true);
  feed.log.push({ ...(feed.log[0] as (typeof feed.log)[0]), version: null });
  clock.time += DAY;
  assert.deepEqual(await store.pull(), { changes: 1, resynced: false, verified: null });
});
