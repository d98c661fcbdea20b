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
