/** Where a store keeps what it holds: pairs of keys and values that are written together. */

/** What is written in one step; `undefined` deletes. Values are plain JSON. */
export type Batch = ReadonlyMap<string, unknown>;

export interface Storage {
  /** Returns the values of keys, in their order; `undefined` where there is none. */
  get(keys: readonly string[]): Promise<unknown[]>;
  /** Returns all keys that start with a prefix, sorted. */
  keys(prefix: string): Promise<string[]>;
  /** Returns the values of all keys that start with a prefix, sorted by key. */
  values(prefix: string): Promise<unknown[]>;
  /** Writes all of a batch or nothing of it, whatever happens meanwhile. */
  write(batch: Batch): Promise<void>;
  /** Does some work while nobody else, in other tabs for instance, does any under this lock. */
  alone?<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps everything in memory: for tests, and for pages that nobody reads offline. */
export class MemoryStorage implements Storage {
  readonly #pairs = new Map<string, unknown>();

  async get(keys: readonly string[]): Promise<unknown[]> {
    return keys.map((key) => this.#pairs.get(key));
  }

  async keys(prefix: string): Promise<string[]> {
    return [...this.#pairs.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async values(prefix: string): Promise<unknown[]> {
    return this.get(await this.keys(prefix));
  }

  async write(batch: Batch): Promise<void> {
    for (const [key, value] of batch) {
      if (value === undefined) this.#pairs.delete(key);
      else this.#pairs.set(key, value);
    }
  }
}
