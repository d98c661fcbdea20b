/** What each storage promises to the store. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "fake-indexeddb/auto";
import {
  IndexedDBStorage,
  KeyValueStorage,
  MemoryStorage,
  type KeyValue,
  type Storage,
} from "../src/index.js";
import { Feed, ids, later, open } from "./fake.js";

class Items implements KeyValue {
  readonly kept = new Map<string, string>();
  /** How many writes work before the power is gone. */
  power = Infinity;

  getItem = (key: string) => this.kept.get(key) ?? null;
  getAllKeys = () => [...this.kept.keys()];
  removeItem = (key: string) => this.#use(() => this.kept.delete(key));
  setItem = (key: string, value: string) => this.#use(() => this.kept.set(key, value));

  #use(work: () => void): void {
    if ((this.power -= 1) < 0) throw new Error("No power");
    work();
  }
}

const storages: Record<string, () => Promise<Storage>> = {
  memory: async () => new MemoryStorage(),
  IndexedDB: () => IndexedDBStorage.open(`test-${Math.random()}`),
  "keys and values": () => KeyValueStorage.open(new Items()),
};

for (const [name, make] of Object.entries(storages)) {
  test(`${name}: gives back what was written, by key and by prefix`, async () => {
    const storage = await make();
    await storage.write(new Map<string, unknown>([["b/2", { n: 2 }], ["b/1", { n: 1 }], ["c", 3]]));
    await storage.write(new Map<string, unknown>([["c", undefined], ["d", 4]]));
    assert.deepEqual(await storage.get(["d", "c"]), [4, undefined]);
    assert.deepEqual(await storage.keys("b/"), ["b/1", "b/2"]);
    assert.deepEqual(await storage.values("b/"), [{ n: 1 }, { n: 2 }]);
  });

  test(`${name}: a store goes on where another one ended`, async () => {
    const [feed, storage] = [new Feed(), await make()];
    feed.put("Post", "a");
    await (await open(feed, storage)).pull();
    feed.put("Post", "b");
    const store = await open(feed, storage, later(1));
    assert.deepEqual(await store.pull(), { changes: 1, resynced: false, verified: true });
    assert.deepEqual(await ids(store), ["a", "b"]);
  });
}

for (const [name, make] of Object.entries(storages)) {
  test(`${name}: writes nothing where a condition is not met`, async () => {
    const storage = await make();
    assert.equal(await storage.write(new Map([["a", 1]]), { key: "a", value: undefined }), true);
    assert.equal(await storage.write(new Map([["a", 2], ["b", 2]]), { key: "a", value: 2 }), false);
    assert.deepEqual(await storage.get(["a", "b"]), [1, undefined]);
    assert.equal(await storage.write(new Map([["a", 2]]), { key: "a", value: 1 }), true);
    assert.deepEqual(await storage.get(["a"]), [2]);
  });

  test(`${name}: has nothing after it was cleared`, async () => {
    const storage = await make();
    await storage.write(new Map<string, unknown>([["a", 1], ["b", { c: 1 }]]));
    await storage.clear();
    assert.deepEqual(await storage.keys(""), []);
  });

  test(`${name}: a page that does not fit is not there in part, and comes with a later pull`, async () => {
    const [feed, storage] = [new Feed(), await make()];
    for (const id of ["a", "b", "c"]) feed.put("Post", id);
    const store = await open(feed, storage);
    await store.pull();
    feed.put("Post", "d");
    const write = storage.write.bind(storage);
    storage.write = () => Promise.reject(new Error("QuotaExceededError"));
    await assert.rejects(store.pull(), { message: "QuotaExceededError" });
    assert.deepEqual(await ids(store), ["a", "b", "c"]);
    storage.write = write;
    assert.deepEqual((await store.pull()).changes, 1);
    assert.deepEqual(await ids(store), ["a", "b", "c", "d"]);
  });
}

test("IndexedDB: a value that cannot be kept undoes the whole batch", async () => {
  const storage = await IndexedDBStorage.open("undone");
  await storage.write(new Map([["a", 1]]));
  const batch = new Map<string, unknown>([["a", 2], ["b", () => undefined]]);
  await assert.rejects(storage.write(batch));
  assert.deepEqual(await storage.get(["a", "b"]), [1, undefined]);
});

test("IndexedDB: goes on where the browser has closed the database meanwhile", async () => {
  const databases: IDBDatabase[] = [];
  const factory = {
    open(name: string, version: number) {
      const opening = indexedDB.open(name, version);
      opening.addEventListener("success", () => databases.push(opening.result));
      return opening;
    },
  } as IDBFactory;
  const storage = await IndexedDBStorage.open("closed", factory);
  await storage.write(new Map([["a", 1]]));
  databases.at(-1)?.close();
  assert.deepEqual(await storage.get(["a"]), [1]);
  databases.at(-1)?.close();
  await storage.write(new Map([["a", 2]]));
  assert.deepEqual([await storage.values("a"), databases.length], [[2], 3]);
});

test("IndexedDB: another tab can delete the database, and a store starts anew after that", async () => {
  const feed = new Feed();
  feed.put("Post", "a");
  const store = await open(feed, await IndexedDBStorage.open("deleted"));
  await store.pull();
  await new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase("deleted");
    deleting.onsuccess = resolve;
    deleting.onerror = deleting.onblocked = reject;
  });
  assert.deepEqual(await ids(store), []);
  await store.pull();
  assert.deepEqual(await ids(store), ["a"]);
});

test("keys and values: a store is right after a write that ended anywhere, without being opened anew", async () => {
  for (let power = 0; power < 12; power += 1) {
    const [feed, items] = [new Feed(), new Items()];
    for (const id of ["a", "b", "c"]) feed.put("Post", id);
    const storage = await KeyValueStorage.open(items);
    const store = await open(feed, storage);
    await store.pull();
    for (const id of ["a", "b", "d"]) feed.put("Post", id);
    items.power = power;
    await store.pull().catch(() => undefined);
    items.power = Infinity;
    await store.pull();
    const { resynced, verified } = await (await open(feed, storage, later(1))).pull();
    assert.deepEqual([verified, resynced], [true, false], `power ${power}`);
  }
});

test("keys and values: what was interrupted does not come back after a clear", async () => {
  const items = new Items();
  const storage = await KeyValueStorage.open(items);
  items.power = 2;
  const batch = new Map<string, unknown>([["one", 1], ["two", 1]]);
  await assert.rejects(storage.write(batch));
  items.power = Infinity;
  await storage.clear();
  await KeyValueStorage.open(items);
  assert.equal(items.kept.size, 0);
});

test("keys and values: two who write at once do not undo each other", async () => {
  const items = new Items();
  const slow: KeyValue = {
    ...items,
    getItem: items.getItem,
    getAllKeys: items.getAllKeys,
    removeItem: async (key) => items.removeItem(key),
    setItem: async (key, value) => {
      await new Promise((resolve) => setImmediate(resolve));
      items.setItem(key, value);
    },
  };
  const storage = await KeyValueStorage.open(slow);
  const both = (value: number) => new Map<string, unknown>([["one", value], ["two", value]]);
  await Promise.all([storage.write(both(1)), storage.write(both(2))]);
  assert.deepEqual(await storage.get(["one", "two"]), [2, 2]);
});

test("keys and values: a batch is whole wherever the power fails", async () => {
  for (let power = 0; power < 8; power += 1) {
    const items = new Items();
    const storage = await KeyValueStorage.open(items);
    await storage.write(new Map<string, unknown>([["one", 1], ["two", 1]]));
    items.power = power;
    await storage.write(new Map<string, unknown>([["one", 2], ["two", 2]])).catch(() => undefined);
    items.power = Infinity;
    const [one, two] = await (await KeyValueStorage.open(items)).get(["one", "two"]);
    assert.equal(one, two);
  }
});
