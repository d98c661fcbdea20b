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
  /** How many characters there is room for. */
  room = Infinity;
  /** How many bytes of UTF-8 a text may have that is read. */
  row = Infinity;

  getItem = (key: string) => {
    const text = this.kept.get(key) ?? null;
    if (text !== null && Buffer.byteLength(text) > this.row) throw new Error("Row too big to fit into CursorWindow");
    return text;
  };
  getAllKeys = () => [...this.kept.keys()];
  removeItem = (key: string) => this.#use(() => this.kept.delete(key));
  setItem = (key: string, value: string) =>
    this.#use(() => {
      const grown = this.size - (this.kept.get(key)?.length ?? 0) + value.length;
      if (grown > this.room) throw new Error("QuotaExceededError");
      // As stores do that keep UTF-8: half a character is lost.
      this.kept.set(key, Buffer.from(value).toString());
    });

  get size(): number {
    return [...this.kept.values()].reduce((total, text) => total + text.length, 0);
  }

  #use(work: () => void): void {
    if ((this.power -= 1) < 0) throw new Error("No power");
    work();
  }
}

const pairs = (value: unknown, ...keys: string[]) => new Map(keys.map((key) => [key, value]));

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

/** Returns a storage whose second batch was cut off after some writes, and what it writes to. */
async function interrupted(power: number) {
  const items = new Items();
  const storage = await KeyValueStorage.open(items);
  await storage.write(pairs(1, "one", "two", "gone"));
  items.power = power;
  const batch = new Map<string, unknown>([...pairs(2, "one", "two", "new"), ["gone", undefined]]);
  await storage.write(batch).catch(() => undefined);
  return { items, storage };
}

test("keys and values: a batch is whole wherever the power fails", async () => {
  for (let power = 0; power < 12; power += 1) {
    const { items } = await interrupted(power);
    items.power = Infinity;
    const all = await (await KeyValueStorage.open(items)).get(["one", "two", "new", "gone"]);
    const either = all[0] === 1 ? [1, 1, undefined, 1] : [2, 2, 2, undefined];
    assert.deepEqual(all, either, `power ${power}`);
  }
});

test("keys and values: nobody reads half a batch while nothing can be written", async () => {
  for (let power = 0; power < 12; power += 1) {
    const { items, storage } = await interrupted(power);
    for (const one of [storage, await KeyValueStorage.open(items)]) {
      const all = [...(await one.values("one")), ...(await one.values("two")), ...(await one.keys(""))];
      const either = all[0] === 1 ? [1, 1, "gone", "one", "two"] : [2, 2, "new", "one", "two"];
      assert.deepEqual(all, either, `power ${power}`);
    }
  }
});

test("keys and values: a batch that does not fit leaves all as it was, wherever the room ends", async () => {
  let refused = 0;
  for (let room = 300; room < 1400; room += 7) {
    const items = new Items();
    const storage = await KeyValueStorage.open(items);
    await storage.write(new Map([["long", "x".repeat(200)], ["short", "x"], ["gone", "x"]]));
    const before = new Map(items.kept);
    items.room = room;
    const batch = new Map([["long", "y"], ["new", "y".repeat(100)], ["short", "y".repeat(500)], ["gone", undefined]]);
    const isWritten = await storage.write(batch).catch(() => false);
    if (isWritten) continue;
    refused += 1;
    assert.deepEqual(new Map([...items.kept].sort()), new Map([...before].sort()), `room ${room}`);
  }
  assert.ok(refused > 10 && refused < 150);
});

test("keys and values: a page that does not fit leaves a store that can be read, pulled and opened", async () => {
  let refused = 0;
  for (let room = 0; room < 14_000; room += 500) {
    const [feed, items] = [new Feed(), new Items()];
    for (const id of ["a", "b", "c"]) feed.put("Post", id, { title: "old" });
    const store = await open(feed, await KeyValueStorage.open(items), undefined, {}, 10);
    await store.pull();
    items.room = items.size + room;
    for (const id of ["a", "b", "c"]) feed.put("Post", id, { title: "n".repeat(2000) });
    const isPulled = await store.pull().catch(() => false);
    const again = await open(feed, await KeyValueStorage.open(items), undefined, {}, 10);
    const titles = (await again.all("Post")).map(({ title }) => title.length);
    assert.deepEqual(titles, isPulled ? [2000, 2000, 2000] : [3, 3, 3], `room ${room}`);
    items.room = Infinity;
    assert.equal((await again.pull()).changes, isPulled ? 0 : 3);
    if (!isPulled) refused += 1;
  }
  assert.ok(refused > 5 && refused < 28);
});

test("keys and values: no key holds more than Android reads of one, of any alphabet", async () => {
  for (const letter of ["x", "ä", "日", "😀", "x😀"]) {
    const items = new Items();
    items.row = 500_000;
    const storage = await KeyValueStorage.open(items);
    const keys = Array.from({ length: 60 }, (_, number) => `${number}`);
    const text = letter.repeat(50_000 / letter.length);
    await storage.write(pairs(text, ...keys));
    items.power = 50;
    await assert.rejects(storage.write(pairs(`${text}!`, ...keys)), { message: "No power" });
    items.power = Infinity;
    const all = await (await KeyValueStorage.open(items)).get(keys);
    assert.ok(all.every((one) => one === all[0]));
    assert.ok([text, `${text}!`].includes(all[0] as string));
  }
});

test("keys and values: what a journal that cannot be read has left is not shown, and can be cleared", async () => {
  const items = new Items();
  const storage = await KeyValueStorage.open(items);
  await storage.write(pairs(1, "one", "two"));
  items.power = 3;
  await storage.write(pairs(2, "one", "two")).catch(() => undefined);
  items.power = Infinity;
  items.row = 4;
  const again = await KeyValueStorage.open(items);
  await assert.rejects(again.get(["one"]));
  await again.clear();
  assert.equal(items.kept.size, 0);
  await again.write(pairs(3, "one", "two"));
  assert.deepEqual(await again.get(["one"]), [3]);
});
