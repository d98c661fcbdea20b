/** A storage in IndexedDB, which browsers and web views have. */
import type { Batch, Storage } from "./storage.js";

const PAIRS = "pairs";

/** Keeps pairs in an IndexedDB database of its own. */
export class IndexedDBStorage implements Storage {
  readonly #name: string;
  readonly #database: IDBDatabase;

  private constructor(name: string, database: IDBDatabase) {
    this.#name = name;
    this.#database = database;
    // Another tab that deletes or upgrades the database need not wait for us.
    database.onversionchange = () => database.close();
  }

  /** Opens a database, and makes it where there is none. */
  static async open(name = "hearth", factory: IDBFactory = indexedDB): Promise<IndexedDBStorage> {
    const opening = factory.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PAIRS);
    return new IndexedDBStorage(name, await done(opening));
  }

  async get(keys: readonly string[]): Promise<unknown[]> {
    const pairs = this.#pairs("readonly");
    return Promise.all(keys.map((key) => done(pairs.get(key))));
  }

  async keys(prefix: string): Promise<string[]> {
    return (await done(this.#pairs("readonly").getAllKeys(range(prefix)))) as string[];
  }

  async values(prefix: string): Promise<unknown[]> {
    return done(this.#pairs("readonly").getAll(range(prefix)));
  }

  async write(batch: Batch): Promise<void> {
    const pairs = this.#pairs("readwrite");
    const transaction = pairs.transaction;
    const finished = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("The write was undone."));
    });
    for (const [key, value] of batch) {
      if (value === undefined) pairs.delete(key);
      else pairs.put(value, key);
    }
    return finished;
  }

  /** Uses the browser's locks, so that one tab pulls at a time; without them all do. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    return locks ? locks.request(`hearth:${this.#name}`, work) : work();
  }

  close(): void {
    this.#database.close();
  }

  #pairs(mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(PAIRS, mode).objectStore(PAIRS);
  }
}

function range(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed."));
  });
}
