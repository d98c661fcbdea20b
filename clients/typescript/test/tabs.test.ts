/** Several tabs, readers and versions of an app with one storage. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "fake-indexeddb/auto";
import { IndexedDBStorage, MemoryStorage, Store, Sync, TakenOverError } from "../src/index.js";
import { DAY, FakeClock, Feed, ids, later, open, transport, type SyncStore } from "./fake.js";

function feedOf(...posts: string[]): Feed {
  const feed = new Feed();
  for (const id of posts) feed.put("Post", id);
  return feed;
}

/** A storage whose every step lets other tabs go first, in an order that a number decides. */
class SharedStorage extends MemoryStorage {
  #seed: number;

  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

  override async get(keys: readonly string[]) {
    await this.#pause();
    return super.get(keys);
  }

  override async write(...args: Parameters<MemoryStorage["write"]>) {
    await this.#pause();
    return super.write(...args);
  }

  async #pause(): Promise<void> {
    this.#seed = (this.#seed * 48_271 + 11) % 2_147_483_647;
    for (let turns = this.#seed % 4; turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** What browsers have and Node has not: locks, each for one at a time, in the order of asking. */
class Locks {
  readonly #ends = new Map<string, Promise<unknown>>();

  async request<T>(name: string, options: { signal?: AbortSignal }, work: () => Promise<T>): Promise<T> {
    const turn = this.#ends.get(name) ?? Promise.resolve();
    const result = turn.then(() => {
      options.signal?.throwIfAborted();
      return work();
    });
    this.#ends.set(name, result.catch(() => undefined));
    return result;
  }
}

Object.defineProperty(globalThis, "navigator", { value: { locks: new Locks() } });

function openFor(feed: Feed, storage: MemoryStorage, reader: string): Promise<SyncStore> {
  const clock = new FakeClock();
  return Store.open({ storage, transport: transport(feed), operation: Sync, clock, reader });
}

test("tabs without locks that pull at once come to the same as one", async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const feed = feedOf("a", "b", "c", "d", "e");
    const storage = new SharedStorage(seed);
    const tabs = [await open(feed, storage), await open(feed, storage), await open(feed, storage)];
    const pulls = tabs.map((tab) => tab.pull());
    feed.remove("Post", "b");
    await Promise.all(pulls);
    feed.put("Post", "f");
    if (seed % 2) feed.restart();
    await Promise.all(tabs.map((tab) => tab.pull()));
    const store = await open(feed, storage, later(1));
    const { resynced, verified } = await store.pull();
    assert.deepEqual([verified, resynced], [true, false], `seed ${seed}`);
    assert.deepEqual(await ids(store), ["a", "c", "d", "e", "f"], `seed ${seed}`);
  }
});

test("a tab that opens while another one fetches all anew takes nothing away", async () => {
  const feed = feedOf("a", "b", "c");
  const storage = await IndexedDBStorage.open("opening");
  const first = await open(feed, storage);
  await first.pull();
  feed.restart();
  let second: Promise<SyncStore> | undefined;
  feed.failures.push(() => {
    second = open(feed, storage);
    return new Response("", { status: 503 });
  });
  await first.pull();
  assert.deepEqual(await ids((await second) as SyncStore), ["a", "b", "c"]);
});

test("a tab can be opened and read while another one pulls", async () => {
  const feed = feedOf("a");
  const storage = await IndexedDBStorage.open("pulling");
  await (await open(feed, storage)).pull();
  const held = storage.alone(() => new Promise((resolve) => setTimeout(resolve, 300)));
  const begun = Date.now();
  assert.deepEqual(await ids(await open(feed, storage)), ["a"]);
  assert.ok(Date.now() - begun < 200);
  await held;
});

test("who reads while a new snapshot takes its place sees one of them, and never nothing", async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const feed = feedOf("a", "b", "c");
    const storage = new SharedStorage(seed);
    const store = await open(feed, storage);
    await store.pull();
    feed.restart();
    const pulled = store.pull().then(() => true);
    let isOver = false;
    void pulled.then(() => (isOver = true));
    while (!isOver) assert.deepEqual(await ids(store), ["a", "b", "c"], `seed ${seed}`);
  }
});

test("what one tab has pulled is told to those who listen in another one", async () => {
  const feed = feedOf("a");
  const [one, other] = [await IndexedDBStorage.open("told"), await IndexedDBStorage.open("told")];
  const [first, second] = [await open(feed, one), await open(feed, other)];
  const told = new Promise<void>((resolve) => void second.subscribe(resolve));
  await first.pull();
  await told;
  assert.deepEqual([await ids(second), second.isComplete], [["a"], true]);
  one.close();
  other.close();
});

test("without such news, a tab tells its listeners at its own next pull", async () => {
  const feed = feedOf("a");
  const storage = new MemoryStorage();
  const [first, second] = [await open(feed, storage), await open(feed, storage)];
  let told = 0;
  second.subscribe(() => (told += 1));
  await first.pull();
  await second.pull();
  assert.equal(told, 1);
});

test("somebody else finds nothing of what a reader has left", async () => {
  const [feed, storage] = [feedOf("a"), new MemoryStorage()];
  const member = await openFor(feed, storage, "member");
  await member.pull();
  assert.deepEqual(await ids(await openFor(feed, storage, "member")), ["a"]);
  const other = await openFor(feed, storage, "");
  assert.deepEqual([await ids(other), await storage.keys("")], [[], []]);
});

test("a tab of an earlier reader neither shows nor fetches what is another one's", async () => {
  const [feed, storage] = [feedOf("a"), new MemoryStorage()];
  const member = await openFor(feed, storage, "member");
  await member.pull();
  await (await openFor(feed, storage, "")).pull();
  assert.deepEqual(await ids(member), []);
  await assert.rejects(member.pull(), TakenOverError);
});

test("of two versions of an app, the older one stops", async () => {
  const [feed, storage] = [feedOf("a"), new MemoryStorage()];
  const old = await open(feed, storage);
  await old.pull();
  const young = await open(feed, storage, new FakeClock(), { locale: "en" });
  assert.deepEqual([await ids(young), young.isOfOperation], [["a"], false]);
  await young.pull();
  assert.equal(young.isOfOperation, true);
  await assert.rejects(old.pull(), TakenOverError);
  const asked = feed.asked.length;
  await young.pull();
  assert.deepEqual([feed.asked.length - asked, feed.asked.at(-1)?.since], [1, "1:1"]);
});

test("the order in which a scope is written is no other scope", async () => {
  const [feed, storage] = [feedOf("a"), new MemoryStorage()];
  await (await open(feed, storage, new FakeClock(), { locale: "en", category: "x" })).pull();
  feed.asked.length = 0;
  await (await open(feed, storage, new FakeClock(), { category: "x", locale: "en" })).pull();
  assert.equal(feed.asked[0]?.since, "1:1");
});

test("nothing of before a clear comes back with the next pull, even if deleting was interrupted", async () => {
  const feed = feedOf("a");
  const storage = new MemoryStorage();
  await (await open(feed, storage)).pull();
  const [left = ""] = await storage.keys("objects/");
  const [object] = await storage.get([left]);
  const store = await open(feed, storage);
  await store.clear();
  await storage.write(new Map([[left, object]]));
  feed.remove("Post", "a");
  await store.pull();
  assert.deepEqual([await ids(store), await storage.keys("objects/")], [[], []]);
});

test("a pull right after a clear is a new one", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  const before = store.pull();
  const cleared = store.clear();
  await Promise.all([assert.rejects(before), cleared, store.pull()]);
  assert.deepEqual(await ids(store), ["a"]);
});

test("a caller that stops does not end the pull of another one", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  const stop = new AbortController();
  const [stopped, other] = [store.pull(stop.signal), store.pull()];
  stop.abort(new Error("Enough"));
  await assert.rejects(stopped, { message: "Enough" });
  assert.equal((await other).verified, true);
});

test("whoever asks after a pull has ended gets another one", async () => {
  const feed = feedOf("a");
  const store = await open(feed);
  const both = [store.pull(), store.pull(), store.pull()];
  await both[0];
  feed.put("Post", "b");
  assert.equal((await store.pull()).changes, 1);
  await Promise.all(both);
});

test("a clock that was set back does not keep checksums from being compared", async () => {
  const feed = feedOf("a");
  const clock = later(400);
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time -= 399 * DAY;
  assert.equal((await store.pull()).verified, true);
});
