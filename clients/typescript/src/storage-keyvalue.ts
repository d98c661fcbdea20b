/** A storage on anything that keeps texts by keys, such as React Native's AsyncStorage. */
import { isSame, type Batch, type Condition, type Storage } from "./storage.js";

/** What AsyncStorage, MMKV and `localStorage` have in common. */
export interface KeyValue {
  getItem(key: string): Promise<string | null> | string | null;
  setItem(key: string, value: string): Promise<unknown> | unknown;
  removeItem(key: string): Promise<unknown> | unknown;
  getAllKeys(): Promise<readonly string[]> | readonly string[];
}

type Texts = readonly (readonly [string, string | null])[];

/**
 * Keeps pairs as JSON, for one process at a time.
 *
 * Such stores write one key at a time. So a batch is first written as a whole under one key, the
 * journal. What a crash or a full disk has interrupted is finished before anything else is written.
 */
export class KeyValueStorage implements Storage {
  readonly #items: KeyValue;
  readonly #prefix: string;
  /** The end of all writing so far. */
  #queue: Promise<unknown> = Promise.resolve();
  #isInterrupted = true;

  private constructor(items: KeyValue, prefix: string) {
    this.#items = items;
    this.#prefix = prefix;
  }

  /** Opens the storage; all of its keys start with `prefix`. */
  static async open(items: KeyValue, prefix = "hearth:"): Promise<KeyValueStorage> {
    const storage = new KeyValueStorage(items, prefix);
    await storage.#alone(() => storage.#resume());
    return storage;
  }

  async get(keys: readonly string[]): Promise<unknown[]> {
    return Promise.all(
      keys.map(async (key) => {
        const text = await this.#items.getItem(this.#prefix + key);
        return text === null ? undefined : (JSON.parse(text) as unknown);
      }),
    );
  }

  async keys(prefix: string): Promise<string[]> {
    const start = this.#prefix + prefix;
    const all = (await this.#items.getAllKeys()).filter((key) => key.startsWith(start));
    return all.map((key) => key.slice(this.#prefix.length)).sort();
  }

  async values(prefix: string): Promise<unknown[]> {
    // What is deleted between the two steps has none any more.
    return (await this.get(await this.keys(prefix))).filter((value) => value !== undefined);
  }

  write(batch: Batch, condition?: Condition): Promise<boolean> {
    return this.#alone(async () => {
      await this.#resume();
      if (condition && !isSame((await this.get([condition.key]))[0], condition.value)) return false;
      const texts = [...batch].map(([key, value]): [string, string | null] => [
        key,
        value === undefined ? null : JSON.stringify(value),
      ]);
      this.#isInterrupted = true;
      if (texts.length > 1) await this.#items.setItem(this.#journal, JSON.stringify(texts));
      await this.#finish(texts);
      return true;
    });
  }

  clear(): Promise<void> {
    return this.#alone(async () => {
      await this.#items.removeItem(this.#journal);
      // From the end: a store's state is its last key, and without it no object counts.
      for (const key of (await this.keys("")).reverse()) {
        await this.#items.removeItem(this.#prefix + key);
      }
    });
  }

  get #journal(): string {
    return `${this.#prefix}journal`;
  }

  /** Finishes what was interrupted. */
  async #resume(): Promise<void> {
    if (!this.#isInterrupted) return;
    const left = await this.#items.getItem(this.#journal);
    await this.#finish(left === null ? [] : (JSON.parse(left) as Texts));
  }

  async #finish(texts: Texts): Promise<void> {
    for (const [key, text] of texts) {
      if (text === null) await this.#items.removeItem(this.#prefix + key);
      else await this.#items.setItem(this.#prefix + key, text);
    }
    await this.#items.removeItem(this.#journal);
    this.#isInterrupted = false;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
