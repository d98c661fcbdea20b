/** A storage in IndexedDB, which browsers and web views have. */
import { isSame, type Batch, type Condition, type Storage } from "./storage.js";

const PAIRS = "pairs";

/** Keeps pairs in an IndexedDB database of its own. */
export class IndexedDBStorage implements Storage {
  readonly #name: string;
  readonly #factory: IDBFactory;
  #database: Promise<IDBDatabase> | undefined;
  #channel: BroadcastChannel | undefined;
  #isClosed = false;

  private constructor(name: string, factory: IDBFactory) {
    this.#name = name;
    this.#factory = factory;
  }

  /** Opens a database, and makes it where there is none. */
  static async open(name = "hearth", factory: IDBFactory = indexedDB): Promise<IndexedDBStorage> {
    const storage = new IndexedDBStorage(name, factory);
    await storage.#connected();
    const Channel = globalThis.BroadcastChannel as typeof BroadcastChannel | undefined;
    storage.#channel = Channel && new Channel(`hearth:${name}`);
    // Node would wait for it; browsers do not have this.
    (storage.#channel as { unref?: () => void } | undefined)?.unref?.();
    return storage;
  }

  async get(keys: readonly string[]): Promise<unknown[]> {
    const pairs = (await this.#transaction("readonly")).objectStore(PAIRS);
    return Promise.all(keys.map((key) => done(pairs.get(key))));
  }

  async keys(prefix: string): Promise<string[]> {
    const pairs = (await this.#transaction("readonly")).objectStore(PAIRS);
    return (await done(pairs.getAllKeys(range(prefix)))) as string[];
  }

  async values(prefix: string): Promise<unknown[]> {
    const pairs = (await this.#transaction("readonly")).objectStore(PAIRS);
    return done(pairs.getAll(range(prefix)));
  }

  async write(batch: Batch, condition?: Condition): Promise<boolean> {
    const transaction = await this.#transaction("readwrite");
    const pairs = transaction.objectStore(PAIRS);
    let isMet = true;
    const put = () => {
      try {
        for (const [key, value] of batch) {
          if (value === undefined) pairs.delete(key);
          else pairs.put(value, key);
        }
      } catch {
        // What was put before would be written else.
        transaction.abort();
      }
    };
    const written = ended(transaction);
    if (!condition) put();
    else {
      const asked = pairs.get(condition.key);
      asked.onsuccess = () => {
        isMet = isSame(asked.result, condition.value);
        if (isMet) put();
      };
    }
    await written;
    return isMet;
  }

  async clear(): Promise<void> {
    const transaction = await this.#transaction("readwrite");
    transaction.objectStore(PAIRS).clear();
    await ended(transaction);
  }

  /** Uses the browser's locks, so that one tab pulls at a time; without them all do. */
  async alone<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const locks = platformLocks();
    return locks ? locks.request(`hearth:${this.#name}`, { ...(signal && { signal }) }, work) : work();
  }

  /** One tab at a time, if it can tell the others what it has learnt. */
  async lead(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    const locks = this.#channel && platformLocks();
    if (!locks) return work();
    await locks.request(`hearth:${this.#name}:lead`, { ...(signal && { signal }) }, work);
  }

  announce(): void {
    this.#channel?.postMessage(null);
  }

  watch(listener: () => void): () => void {
    this.#channel?.addEventListener("message", listener);
    return () => this.#channel?.removeEventListener("message", listener);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel?.close();
    void this.#database?.then((database) => database.close());
  }

  #connected(): Promise<IDBDatabase> {
    if (this.#isClosed) throw new Error("The storage is closed.");
    this.#database ??= this.#connect().catch((error: unknown) => {
      this.#database = undefined;
      throw error;
    });
    return this.#database;
  }

  async #connect(): Promise<IDBDatabase> {
    const opening = this.#factory.open(this.#name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(PAIRS);
    const database = await done(opening);
    const lost = () => (this.#database = undefined);
    // Another tab that deletes or upgrades the database need not wait for us.
    database.onversionchange = () => {
      database.close();
      lost();
    };
    database.onclose = lost;
    return database;
  }

  /** Starts a transaction; phones close databases of apps in the background, so also anew. */
  async #transaction(mode: IDBTransactionMode): Promise<IDBTransaction> {
    try {
      return (await this.#connected()).transaction(PAIRS, mode);
    } catch (error) {
      if ((error as Error).name !== "InvalidStateError") throw error;
      this.#database = undefined;
      return (await this.#connected()).transaction(PAIRS, mode);
    }
  }
}

function platformLocks(): LockManager | undefined {
  return globalThis.navigator?.locks as LockManager | undefined;
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

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("The write was undone."));
  });
}
