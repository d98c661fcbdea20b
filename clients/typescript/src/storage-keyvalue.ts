/** A storage on anything that keeps texts by keys, such as React Native's AsyncStorage. */
import { isSame, type Batch, type Condition, type Storage } from "./storage.js";

/** What AsyncStorage, MMKV and `localStorage` have in common. */
export interface KeyValue {
  getItem(key: string): Promise<string | null> | string | null;
  setItem(key: string, value: string): Promise<unknown> | unknown;
  removeItem(key: string): Promise<unknown> | unknown;
  getAllKeys(): Promise<readonly string[]> | readonly string[];
}

/** Texts by their keys; null where there is none. */
type Texts = ReadonlyMap<string, string | null>;

/** What is noted of a batch before anything of it is written. */
interface Noted {
  /** What it replaces: to be put back if it comes to no end. */
  readonly undo: readonly (readonly [string, string | null])[];
  /** What it deletes: that goes once all else is written. */
  readonly redo: readonly (readonly [string, null])[];
}

const JOURNAL = "journal";
/** So long a text has 480 KB at most, for UTF-8 takes up to three bytes for each of its units. */
const PIECE = 160_000;

/**
 * Keeps pairs as JSON, for one process at a time.
 *
 * Such stores write one key at a time. So what a batch replaces is first noted in a journal, in
 * pieces that any of them can read. What a crash or a full disk has interrupted is undone before
 * anything else is written, and until then nobody reads it.
 */
export class KeyValueStorage implements Storage {
  readonly #items: KeyValue;
  readonly #prefix: string;
  /** The end of all writing so far. */
  #queue: Promise<unknown> = Promise.resolve();
  /** What counts of a batch under way instead of what is written; undefined: the journal is not read. */
  #instead: Texts | null | undefined;
  /** The keys of the journal's pieces, also of one that does not count. */
  #pieces: string[] = [];

  private constructor(items: KeyValue, prefix: string) {
    this.#items = items;
    this.#prefix = prefix;
  }

  /**
   * Opens the storage; all of its keys start with `prefix`.
   *
   * It opens also where nothing can be written: then it can be read and, if need be, cleared.
   */
  static async open(items: KeyValue, prefix = "hearth:"): Promise<KeyValueStorage> {
    const storage = new KeyValueStorage(items, prefix);
    await storage.#alone(() => storage.#settle()).catch(() => undefined);
    return storage;
  }

  async get(keys: readonly string[]): Promise<unknown[]> {
    await this.#known();
    return Promise.all(
      keys.map(async (key) => {
        const kept = await this.#text(key);
        const instead = this.#instead?.get(key);
        const text = instead === undefined ? kept : instead;
        return text === null ? undefined : (JSON.parse(text) as unknown);
      }),
    );
  }

  async keys(prefix: string): Promise<string[]> {
    await this.#known();
    const all = new Set(await this.#all());
    for (const [key, text] of this.#instead ?? []) {
      if (text === null) all.delete(key);
      else all.add(key);
    }
    return [...all].filter((key) => key.startsWith(prefix) && !isOfJournal(key)).sort();
  }

  async values(prefix: string): Promise<unknown[]> {
    // What is deleted between the two steps has none any more.
    return (await this.get(await this.keys(prefix))).filter((value) => value !== undefined);
  }

  write(batch: Batch, condition?: Condition): Promise<boolean> {
    return this.#alone(async () => {
      await this.#settle();
      if (condition && !isSame((await this.get([condition.key]))[0], condition.value)) return false;
      const texts = new Map<string, string | null>();
      for (const [key, value] of batch) texts.set(key, value === undefined ? null : JSON.stringify(value));
      if (texts.size > 1) await this.#whole(texts);
      else await this.#put(texts);
      return true;
    });
  }

  clear(): Promise<void> {
    return this.#alone(async () => {
      await this.#remove(JOURNAL);
      this.#instead = null;
      // From the end: a store's state is its last key, and without it no object counts.
      for (const key of (await this.#all()).sort().reverse()) await this.#remove(key);
      this.#pieces = [];
    });
  }

  /** Writes all of a batch or, if that fails, leaves all as it was. */
  async #whole(texts: Texts): Promise<void> {
    const written = [...texts].filter(([, text]) => text !== null);
    const deleted = [...texts.keys()].filter((key) => texts.get(key) === null);
    const undo = written.map(async ([key]) => [key, await this.#text(key)] as const);
    const noted: Noted = { undo: await Promise.all(undo), redo: deleted.map((key) => [key, null]) };
    try {
      await this.#note(noted);
      await this.#put(new Map(written));
      await this.#mark("redo");
      this.#instead = new Map(noted.redo);
    } catch (error) {
      // What cannot be undone now is undone before the next write.
      await this.#settle().catch(() => undefined);
      throw error;
    }
    // It is written. What cannot be deleted now is deleted before the next write.
    await this.#settle().catch(() => undefined);
  }

  async #note(noted: Noted): Promise<void> {
    for (const [index, piece] of pieces(JSON.stringify(noted)).entries()) {
      this.#pieces.push(pieceKey(index));
      await this.#items.setItem(this.#prefix + pieceKey(index), piece);
    }
    // If this fails there is nothing to undo, but perhaps a mark.
    this.#instead = new Map();
    await this.#mark("undo");
    this.#instead = new Map(noted.undo);
  }

  /** Writes the last key of the journal: it says what of it counts, and without it nothing does. */
  async #mark(counts: keyof Noted): Promise<void> {
    await this.#items.setItem(this.#prefix + JOURNAL, `${counts} ${this.#pieces.length}`);
  }

  /** Puts in place what counts of a batch that was begun, and ends the journal. */
  async #settle(): Promise<void> {
    if (this.#instead === undefined) await this.#read();
    if (this.#instead) {
      // First all of it goes: then there is room for what was there before.
      await this.#put(new Map([...this.#instead.keys()].map((key) => [key, null])));
      await this.#put(new Map([...this.#instead].filter(([, text]) => text !== null)));
      await this.#remove(JOURNAL);
      this.#instead = null;
    }
    while (this.#pieces.length) {
      await this.#remove(this.#pieces.at(-1) as string);
      this.#pieces.pop();
    }
  }

  /** Reads the journal that an earlier process has left, if it has. */
  async #read(): Promise<void> {
    this.#pieces = (await this.#all()).filter((key) => key !== JOURNAL && isOfJournal(key));
    const mark = await this.#text(JOURNAL);
    if (mark === null) {
      this.#instead = null;
      return;
    }
    const [, counts, number] = /^(undo|redo) (\d+)$/.exec(mark) ?? [];
    if (!counts) throw new Error("The journal is broken.");
    const keys = Array.from({ length: Number(number) }, (_, index) => pieceKey(index));
    const texts = await Promise.all(keys.map((key) => this.#text(key)));
    const noted = JSON.parse(texts.join("")) as Noted;
    this.#instead = new Map<string, string | null>(noted[counts as keyof Noted]);
  }

  /** Throws where the journal cannot be read: then nobody knows what counts. */
  async #known(): Promise<void> {
    if (this.#instead !== undefined) return;
    await this.#alone(async () => {
      if (this.#instead === undefined) await this.#read();
    });
  }

  async #put(texts: Texts): Promise<void> {
    for (const [key, text] of texts) {
      if (text === null) await this.#remove(key);
      else await this.#items.setItem(this.#prefix + key, text);
    }
  }

  async #text(key: string): Promise<string | null> {
    return this.#items.getItem(this.#prefix + key);
  }

  async #remove(key: string): Promise<void> {
    await this.#items.removeItem(this.#prefix + key);
  }

  async #all(): Promise<string[]> {
    const all = (await this.#items.getAllKeys()).filter((key) => key.startsWith(this.#prefix));
    return all.map((key) => key.slice(this.#prefix.length));
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function pieceKey(index: number): string {
  return `${JOURNAL}/${index}`;
}

function isOfJournal(key: string): boolean {
  return key === JOURNAL || key.startsWith(`${JOURNAL}/`);
}

/** Cuts a text into pieces, but no character in two: a store that keeps UTF-8 would lose both. */
function pieces(text: string): string[] {
  const all: string[] = [];
  for (let start = 0; start < text.length; start += (all.at(-1) as string).length) {
    const piece = text.slice(start, start + PIECE);
    all.push(/[\ud800-\udbff]$/.test(piece) ? piece.slice(0, -1) : piece);
  }
  return all;
}
