/** A storage on anything that keeps texts by keys, such as React Native's AsyncStorage. */
import type { Batch, Storage } from "./storage.js";

/** What AsyncStorage, MMKV and `localStorage` have in common. */
export interface KeyValue {
  getItem(key: string): Promise<string | null> | string | null;
  setItem(key: string, value: string): Promise<unknown> | unknown;
  removeItem(key: string): Promise<unknown> | unknown;
  getAllKeys(): Promise<readonly string[]> | readonly string[];
}

/**
 * Keeps pairs as JSON.
 *
 * Such stores write one key at a time. So a batch is first written as a whole under one key, the
 * journal; whoever opens the storage after a crash finishes what it says.
 */
export class KeyValueStorage implements Storage {
  readonly #items: KeyValue;
  readonly #prefix: string;

  private constructor(items: KeyValue, prefix: string) {
    this.#items = items;
    this.#prefix = prefix;
  }

  /** Opens the storage; all of its keys start with `prefix`. */
  static async open(items: KeyValue, prefix = "hearth:"): Promise<KeyValueStorage> {
    const storage = new KeyValueStorage(items, prefix);
    const left = await items.getItem(storage.#journal);
    if (left !== null) await storage.#finish(JSON.parse(left) as [string, string | null][]);
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
    return this.get(await this.keys(prefix));
  }

  async write(batch: Batch): Promise<void> {
    const texts = [...batch].map(([key, value]): [string, string | null] => [
      key,
      value === undefined ? null : JSON.stringify(value),
    ]);
    if (texts.length > 1) await this.#items.setItem(this.#journal, JSON.stringify(texts));
    await this.#finish(texts);
  }

  get #journal(): string {
    return `${this.#prefix}journal`;
  }

  async #finish(texts: readonly (readonly [string, string | null])[]): Promise<void> {
    for (const [key, text] of texts) {
      if (text === null) await this.#items.removeItem(this.#prefix + key);
      else await this.#items.setItem(this.#prefix + key, text);
    }
    await this.#items.removeItem(this.#journal);
  }
}
