/** The offline store, against a small feed that fails in every way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MemoryStorage,
  RefusedError,
  TemporaryError,
  type Batch,
  type Condition,
  type Storage,
} from "../src/index.js";
import { DAY, FakeClock, Feed, ids, offline, open, refusal } from "./fake.js";

function feedOf(...posts: string[]): Feed {
  const feed = new Feed();
  for (const id of posts) feed.put("Post", id, { title: `About ${id}` });
  return feed;
}

test("keeps all pages of a snapshot", async () => {
  const store = await open(feedOf("a", "b", "c", "d", "e"));
  const { changes, verified } = await store.pull();
  assert.deepEqual(await ids(store), ["a", "b", "c", "d", "e"]);
  assert.deepEqual([changes, verified, store.isComplete], [5, true, true]);
});

test("fetches only what has changed since", async () => {
  const feed = feedOf("a", "b", "c");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  feed.put("Post", "b", { title: "Better" });
  assert.deepEqual(await store.pull(), { changes: 1, resynced: false, verified: true });
  assert.equal((await store.get("Post", "b"))?.title, "Better");
});

test("forgets what is removed", async () => {
  const feed = feedOf("a", "b");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  feed.remove("Post", "a");
  assert.equal((await store.pull()).verified, true);
  assert.deepEqual(await ids(store), ["b"]);
});

test("is told that nothing is new by a 304", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  for (let pulls = 0; pulls < 3; pulls += 1) await store.pull();
  // The first two of 200 are the snapshot and its checksum.
  assert.deepEqual(feed.statuses, [400, 200, 200, 200, 304]);
  assert.deepEqual(await store.pull(), { changes: 0, resynced: false, verified: null });
});

test("goes on in the middle of a snapshot after a crash", async () => {
  const feed = feedOf("a", "b", "c", "d", "e");
  const storage = new MemoryStorage();
  feed.failures.push(undefined, undefined, ...Array<typeof offline>(6).fill(offline));
  await assert.rejects((await open(feed, storage)).pull(), TemporaryError);
  feed.asked.length = 0;
  const later = await open(feed, storage);
  assert.deepEqual(await ids(later), ["a", "b"]);
  await later.pull();
  assert.equal(feed.asked[0]?.since, "1:2");
  assert.deepEqual(await ids(later), ["a", "b", "c", "d", "e"]);
});

test("tries again with growing pauses, and after as long as the server asks", async () => {
  const feed = feedOf("a");
  const clock = new FakeClock();
  const limited = () => refusal("RATE_LIMITED", 429, { retryAfter: 7 });
  const proxy = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  const cut = () => new Response('{"data": {"chan');
  feed.failures.push(offline, proxy, cut, limited);
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  assert.deepEqual(await ids(store), ["a"]);
  assert.deepEqual(clock.slept, [250, 500, 1000, 9000]);
});

test("asks for less where the server says that it is too much", async () => {
  const feed = feedOf("a", "b");
  feed.failures.push(() => refusal("TIMEOUT", 503));
  await (await open(feed)).pull();
  assert.deepEqual(feed.asked.map(({ first }) => first).slice(0, 2), [2, 1]);
});

test("does not repeat what is refused", async () => {
  const feed = feedOf("a");
  feed.failures.push(() => refusal("UNAUTHENTICATED", 401));
  await assert.rejects((await open(feed)).pull(), RefusedError);
  assert.equal(feed.asked.length, 1);
});

test("does not take an answer with errors for one without content", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  await store.pull();
  feed.put("Post", "a");
  const broken = { data: { changes: { cursor: "1:2", hasMore: false, changes: [] } } };
  const errors = [{ message: "Oh", extensions: { code: "INTERNAL_SERVER_ERROR" } }];
  feed.failures.push(() => new Response(JSON.stringify({ ...broken, errors })));
  assert.equal((await store.pull()).changes, 1);
});

test("an object that the server cannot answer keeps no other one away", async () => {
  const feed = feedOf("a", "b");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  feed.put("Post", "a", { title: "New" });
  feed.broken.add("a");
  feed.put("Post", "c");
  assert.deepEqual(await store.pull(), { changes: 6, resynced: true, verified: false });
  assert.deepEqual(await ids(store), ["a", "b", "c"]);
  assert.equal((await store.get("Post", "a"))?.title, "About a");
  feed.broken.clear();
  clock.time += 2 * DAY;
  feed.put("Post", "d");
  assert.equal((await store.pull()).verified, true);
  assert.equal((await store.get("Post", "a"))?.title, "New");
});

test("applies a page twice without harm", async () => {
  const feed = feedOf("a", "b");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  const page = [...feed.log];
  feed.log.push(...page, ...page);
  assert.equal((await store.pull()).verified, true);
  assert.deepEqual(await ids(store), ["a", "b"]);
});

test("an object that comes twice in a page counts once", async () => {
  const feed = feedOf("a");
  feed.put("Post", "a", { title: "Newer" });
  const store = await open(feed);
  assert.equal((await store.pull()).verified, true);
  assert.equal((await store.get("Post", "a"))?.title, "Newer");
});

test("shows the old content until a new snapshot is complete", async () => {
  const feed = feedOf("a", "b", "c");
  const store = await open(feed);
  await store.pull();
  feed.remove("Post", "a");
  feed.put("Post", "d");
  feed.restart();
  const seen: string[][] = [];
  feed.failures.push(undefined, undefined, async () => {
    seen.push(await ids(store));
    return offline();
  });
  const { resynced } = await store.pull();
  assert.deepEqual(seen, [["a", "b", "c"]]);
  assert.deepEqual(await ids(store), ["b", "c", "d"]);
  assert.equal(resynced, true);
});

test("starts a snapshot anew whose cursor is too old", async () => {
  const feed = feedOf("a", "b", "c");
  const storage = new MemoryStorage();
  feed.failures.push(undefined, undefined, ...Array<typeof offline>(6).fill(offline));
  await assert.rejects((await open(feed, storage)).pull(), TemporaryError);
  feed.restart();
  const store = await open(feed, storage);
  await store.pull();
  assert.deepEqual(await ids(store), ["a", "b", "c"]);
  assert.deepEqual((await storage.keys("objects/1/")).length, 0);
});

test("takes a cursor that the server cannot read for one that is too old", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  await store.pull();
  feed.failures.push(() => refusal("BAD_USER_INPUT", 200, { argument: "since" }));
  assert.equal((await store.pull()).resynced, true);
});

test("fetches all anew when another question is asked", async () => {
  const feed = feedOf("a");
  const storage = new MemoryStorage();
  await (await open(feed, storage)).pull();
  feed.asked.length = 0;
  await (await open(feed, storage, new FakeClock(), { locale: "es" })).pull();
  assert.equal(feed.asked[0]?.since, null);
});

test("a wrong checksum leads to one new snapshot, and to another one only after growing times", async () => {
  const feed = feedOf("a");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  feed.lie = "!";
  const days: number[] = [];
  for (let day = 1; day <= 16; day += 1) {
    clock.time += DAY;
    const { resynced, verified } = await store.pull();
    assert.equal(verified, false);
    if (resynced) days.push(day);
  }
  assert.deepEqual(days, [1, 3, 7, 15]);
  assert.deepEqual(await ids(store), ["a"]);
});

test("checksums are trusted again once one is right", async () => {
  const feed = feedOf("a");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  const resyncs: boolean[] = [];
  for (const lie of ["!", "", "", "!"]) {
    feed.lie = lie;
    clock.time += DAY;
    resyncs.push((await store.pull()).resynced);
  }
  assert.deepEqual(resyncs, [true, false, false, true]);
});

test("asks for the checksum after a snapshot and once a day, and for little where little is new", async () => {
  const feed = feedOf("a", "b", "c");
  const clock = new FakeClock();
  const store = await open(feed, new MemoryStorage(), clock, {}, 48);
  for (const time of [0, 60_000, DAY]) {
    clock.time += time;
    await store.pull();
  }
  const asked = feed.asked.slice(1).map(({ first, verify }) => [first, verify]);
  assert.deepEqual(asked, [[48, false], [10, true], [10, false], [10, true]]);
});

test("keeps objects of types that the app does not know", async () => {
  const feed = feedOf("a");
  feed.put("Podcast", "p");
  const store = await open(feed);
  assert.equal((await store.pull()).verified, true);
});

test("forgets everything when it is cleared, even during a pull", async () => {
  const feed = feedOf("a", "b", "c");
  const storage = new MemoryStorage();
  const store = await open(feed, storage);
  feed.failures.push(undefined, undefined, async () => {
    void store.clear();
    return offline();
  });
  await assert.rejects(store.pull());
  await store.clear();
  assert.deepEqual([await ids(store), await storage.keys("objects/")], [[], []]);
});

test("tells listeners when other content is shown", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  let told = 0;
  const stop = store.subscribe(() => (told += 1));
  await store.pull();
  const before = told;
  await store.pull();
  assert.equal(told, before);
  stop();
  feed.put("Post", "b");
  await store.pull();
  assert.equal(told, before);
});

test("a listener that throws keeps neither the pull nor other listeners from their work", async () => {
  Object.assign(globalThis, { reportError: () => undefined });
  const store = await open(feedOf("a", "b", "c"));
  let told = 0;
  store.subscribe(() => {
    throw new Error("Mine");
  });
  store.subscribe(() => (told += 1));
  assert.equal((await store.pull()).verified, true);
  assert.ok(told > 0);
});

test("asks anew for contacts that may not be shown much longer", async () => {
  const feed = new Feed();
  const clock = new FakeClock();
  feed.put("Contact", "near", { phone: "1", mustRevalidateAfter: "2026-01-01T18:00:00Z" });
  feed.put("Contact", "far", { phone: "2", mustRevalidateAfter: "2026-01-07T00:00:00Z" });
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  feed.nodes = [{ __typename: "Contact", id: "near", phone: "3" } as never];
  await store.revalidate();
  assert.equal((await store.get("Contact", "near"))?.phone, "3");
  assert.equal((await store.get("Contact", "far"))?.phone, "2");
});

/** Has room for some objects and the state. */
class Small extends MemoryStorage {
  constructor(readonly room: number) {
    super();
  }

  override async write(batch: Batch, condition?: Condition): Promise<boolean> {
    const kept = new Set(await this.keys("objects/"));
    for (const [key, value] of batch) {
      if (value === undefined || !key.startsWith("objects/")) kept.delete(key);
      else kept.add(key);
    }
    if (kept.size > this.room) throw new Error("QuotaExceededError");
    return super.write(batch, condition);
  }
}

/** A storage in which a snapshot of another scope came to 8 of 10 objects. */
async function halfWay(feed: Feed, storage: Storage): Promise<void> {
  for (let number = 0; number < 10; number += 1) feed.put("Post", `${number}`);
  feed.failures.push(...Array<undefined>(5), ...Array<typeof offline>(6).fill(offline));
  const store = await open(feed, storage, new FakeClock(), { locale: "en" });
  await assert.rejects(store.pull());
  assert.equal((await storage.keys("objects/")).length, 8);
}

test("a snapshot that was given up makes room for the next one", async () => {
  const [feed, storage] = [new Feed(), new Small(12)];
  await halfWay(feed, storage);
  const store = await open(feed, storage, new FakeClock(), { locale: "es" });
  await store.pull();
  assert.equal((await ids(store)).length, 10);
});

test("what was given up goes also where the app was closed before it could", async () => {
  for (const calls of [0, 1]) {
    const [feed, storage] = [new Feed(), new Small(12)];
    await halfWay(feed, storage);
    const keys = storage.keys.bind(storage);
    let left = calls;
    storage.keys = async (prefix) => {
      if ((left -= 1) < 0) throw new Error("Closed");
      return keys(prefix);
    };
    const spanish = () => open(feed, storage, new FakeClock(), { locale: "es" });
    await assert.rejects((await spanish()).pull());
    storage.keys = keys;
    const store = await spanish();
    await store.pull();
    assert.equal((await ids(store)).length, 10, `after ${calls}`);
  }
});
