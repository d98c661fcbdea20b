/** What a store holds: generations of objects, each a snapshot with all changes since. */
import { combined, EMPTY, share, type Sha256 } from "./checksum.js";
import type { Batch, Storage } from "./storage.js";

/** The least that a change has to tell; `version` only for checksums. */
export interface ChangeLike {
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly version?: string | null;
  readonly node: NodeLike | null;
}

export interface NodeLike {
  readonly __typename: string;
  readonly id: string;
}

/** One page of changes. */
export interface PageLike {
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly checksum?: string | null;
  readonly changes: readonly ChangeLike[];
}

/** An object as it is kept; `share` is what it adds to the checksum. */
export interface Held {
  readonly node: NodeLike;
  readonly share: string | null;
}

/** A snapshot under way, or a whole one with the changes since. */
export interface Generation {
  readonly number: number;
  /** What is asked, so that a cursor is not used for another question. */
  readonly question: string;
  /** The cursor of the last page that was applied; null before the first. */
  readonly cursor: string | null;
  /** The client's own checksum; null if it cannot be told. */
  readonly checksum: string | null;
  /** The `ETag` of the answer that there is nothing after `cursor`. */
  readonly etag: string | null;
}

/** All that a store knows besides the objects. */
export interface State {
  /** What readers see. */
  readonly shown: Generation | null;
  /** What will be shown once it is complete. */
  readonly next: Generation | null;
  /** When the server last confirmed what is shown, in milliseconds since 1970. */
  readonly checkedAt: number | null;
  /** When a checksum was last wrong. */
  readonly doubtedAt: number | null;
}

const STATE = "state";
const OBJECTS = "objects/";
/** How many keys are deleted in one step. */
const BATCH = 500;

export const BLANK: State = { shown: null, next: null, checkedAt: null, doubtedAt: null };

const prefix = (generation: number) => `${OBJECTS}${generation}/`;
const keyOf = (generation: number, type: string, id: string) => `${prefix(generation)}${type}/${id}`;

/** Reads and writes generations; a page and its cursor are written in one step. */
export class Holdings {
  readonly #storage: Storage;
  readonly #sha256: Sha256 | undefined;

  constructor(storage: Storage, sha256: Sha256 | undefined) {
    this.#storage = storage;
    this.#sha256 = sha256;
  }

  async state(): Promise<State> {
    return ((await this.#storage.get([STATE]))[0] as State | undefined) ?? BLANK;
  }

  async save(state: State): Promise<void> {
    await this.#storage.write(new Map([[STATE, state]]));
  }

  async one(generation: number, type: string, id: string): Promise<NodeLike | undefined> {
    const [held] = await this.#storage.get([keyOf(generation, type, id)]);
    return (held as Held | undefined)?.node;
  }

  async all(generation: number, type: string): Promise<NodeLike[]> {
    const held = await this.#storage.values(`${prefix(generation)}${type}/`);
    return (held as Held[]).map(({ node }) => node);
  }

  /**
   * Applies a page to a generation, together with the state that `after` makes of the result.
   *
   * A page that was applied before changes nothing. An object that the server could not answer
   * stays as it was, in an older generation if need be; the checksum shows that.
   */
  async apply(
    generation: Generation,
    page: PageLike,
    etag: string | null,
    after: (generation: Generation) => State,
    older?: Generation | null,
  ): Promise<Generation> {
    const keys = page.changes.map(({ type, id }) => keyOf(generation.number, type, id));
    const before = (await this.#storage.get(keys)) as (Held | undefined)[];
    const held = new Map(keys.map((key, index) => [key, before[index]]));
    const batch = new Map<string, unknown>();
    let checksum = generation.checksum;
    for (const [index, change] of page.changes.entries()) {
      const key = keys[index] as string;
      const old = held.get(key);
      const isLost = change.kind !== "REMOVE" && !change.node;
      const now = isLost ? (old ?? (await this.#older(change, older))) : await this.#held(change);
      checksum = replaced(checksum, old, now);
      held.set(key, now);
      batch.set(key, now);
    }
    const { cursor } = page;
    const result = { ...generation, cursor, checksum, etag };
    await this.#storage.write(batch.set(STATE, after(result)));
    return result;
  }

  /** Replaces objects by newer answers of the same version; those that are gone stay gone. */
  async renew(generation: number, nodes: readonly NodeLike[]): Promise<void> {
    const keys = nodes.map((node) => keyOf(generation, node.__typename, node.id));
    const batch = new Map<string, unknown>();
    for (const [index, held] of (await this.#storage.get(keys)).entries()) {
      if (held) batch.set(keys[index] as string, { ...(held as Held), node: nodes[index] });
    }
    if (batch.size) await this.#storage.write(batch);
  }

  /** Forgets the objects of all generations but those of a state. */
  async sweep({ shown, next }: State): Promise<void> {
    const kept = [shown, next].flatMap((one) => (one ? [prefix(one.number)] : []));
    const keys = await this.#storage.keys(OBJECTS);
    const old = keys.filter((key) => !kept.some((start) => key.startsWith(start)));
    for (let start = 0; start < old.length; start += BATCH) {
      const batch: Batch = new Map(old.slice(start, start + BATCH).map((key) => [key, undefined]));
      await this.#storage.write(batch);
    }
  }

  async #older({ type, id }: ChangeLike, older?: Generation | null): Promise<Held | undefined> {
    if (!older) return undefined;
    return (await this.#storage.get([keyOf(older.number, type, id)]))[0] as Held | undefined;
  }

  async #held({ kind, id, version, node }: ChangeLike): Promise<Held | undefined> {
    if (kind === "REMOVE" || !node) return undefined;
    const told = version && this.#sha256 ? await share(this.#sha256, id, version) : null;
    return { node, share: told };
  }
}

/** Returns the generation in which a new snapshot starts. */
export function fresh({ shown, next }: State, question: string): Generation {
  const number = Math.max(shown?.number ?? 0, next?.number ?? 0) + 1;
  return { number, question, cursor: null, checksum: EMPTY, etag: null };
}

function replaced(checksum: string | null, old: Held | undefined, now: Held | undefined) {
  if (checksum === null || old?.share === null || now?.share === null) return null;
  return combined(combined(checksum, old?.share ?? EMPTY), now?.share ?? EMPTY);
}
