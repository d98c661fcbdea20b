/** Where a store keeps what it holds: pairs of keys and values that are written together. */

/** What is written in one step; `undefined` deletes. Values are plain JSON. */
export type Batch = ReadonlyMap<string, unknown>;

/** What must still be so for a batch to be written: a key has this value, or `undefined`, none. */
export interface Condition {
  readonly key: string;
  readonly value: unknown;
}

export interface Storage {
  /** Returns the values of keys, in their order; `undefined` where there is none. */
  get(keys: readonly string[]): Promise<unknown[]>;
  /** Returns all keys that start with a prefix, sorted. */
  keys(prefix: string): Promise<string[]>;
  /** Returns the values of all keys that start with a prefix, sorted by key. */
  values(prefix: string): Promise<unknown[]>;
  /**
   * Writes all of a batch or nothing of it, whatever happens meanwhile.
   *
   * Returns false, and writes nothing, if a condition is not met at that very moment.
   */
  write(batch: Batch, condition?: Condition): Promise<boolean>;
  /** Forgets everything, also what could not be written to its end. */
  clear(): Promise<void>;
  /** Does some work while nobody else, in other tabs for instance, does any under this lock. */
  alone?<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Does some work that one tab does for all, such as listening; the others wait for their turn. */
  lead?(work: () => Promise<void>, signal?: AbortSignal): Promise<void>;
  /** Tells other tabs that something was written. */
  announce?(): void;
  /** Calls a listener whenever another tab tells that; returns what ends it. */
  watch?(listener: () => void): () => void;
}

/** Whether two values of plain JSON are the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
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

  async write(batch: Batch, condition?: Condition): Promise<boolean> {
    if (condition && !isSame(this.#pairs.get(condition.key), condition.value)) return false;
    for (const [key, value] of batch) {
      if (value === undefined) this.#pairs.delete(key);
      else this.#pairs.set(key, value);
    }
    return true;
  }

  async clear(): Promise<void> {
    this.#pairs.clear();
  }
}
