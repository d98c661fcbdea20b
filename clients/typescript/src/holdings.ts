/** What a store holds: generations of objects, each a snapshot with all changes since. */
import { combined, EMPTY, share, type Sha256 } from "./checksum.js";
import { Overtaken } from "./errors.js";
import { withoutNumbers } from "./revalidation.js";
import { isSame, type Batch, type Condition, type Storage } from "./storage.js";

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
  /** When it was asked for by itself, in milliseconds since 1970. */
  readonly askedAt?: number;
}

/** What the server has answered by id about an object as it was held when it was asked; null: gone. */
export interface Answered {
  readonly asked: Held;
  readonly node: NodeLike | null;
}

/** A snapshot under way, or a whole one with the changes since. */
export interface Generation {
  /** A random one, so that nothing left of an older generation can ever belong to it. */
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
  /** Whose content it is. */
  readonly reader: string;
  /** What readers see. */
  readonly shown: Generation | null;
  /** What will be shown once it is complete. */
  readonly next: Generation | null;
  /** When the server last confirmed what is shown, in milliseconds since 1970. */
  readonly checkedAt: number | null;
  /** When checksums were last compared. */
  readonly verifiedAt: number | null;
  /** When a checksum was last wrong, and how often it was without a right one between. */
  readonly doubtedAt: number | null;
  readonly doubts: number;
  /** Milliseconds that the server's clock was last ahead of the device's. */
  readonly ahead: number;
}

const STATE = "state";
const OBJECTS = "objects/";
/** How many keys are deleted in one step. */
const BATCH = 500;

/** The state of a storage that holds nothing. */
export const BLANK: State = {
  ...{ reader: "", shown: null, next: null, ahead: 0 },
  ...{ checkedAt: null, verifiedAt: null, doubtedAt: null, doubts: 0 },
};

const prefix = (generation: number) => `${OBJECTS}${generation}/`;
const keyOf = (generation: number, type: string, id: string) => `${prefix(generation)}${type}/${id}`;

/** A page as it is applied: to which state, and what state that makes. */
export interface Applying {
  readonly state: State;
  readonly etag: string | null;
}

/**
 * Reads and writes generations; a page and its cursor are written in one step.
 *
 * Whatever is written follows from a state that was read before. If another tab has written
 * meanwhile, `Overtaken` is thrown and nothing is written: no lock is needed for that.
 */
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

  /** Writes the state that follows from another; returns it. */
  async save(before: State, after: State): Promise<State> {
    await this.#write(new Map([[STATE, after]]), before);
    return after;
  }

  async one(generation: number, type: string, id: string): Promise<Held | undefined> {
    return (await this.#storage.get([keyOf(generation, type, id)]))[0] as Held | undefined;
  }

  async all(generation: number, type: string): Promise<Held[]> {
    return (await this.#storage.values(`${prefix(generation)}${type}/`)) as Held[];
  }

  /**
   * Applies a page to the generation that is under way; returns the state after it.
   *
   * A page that was applied before changes nothing. An object that the server could not answer
   * stays as it was, in an older generation if need be; the checksum shows that.
   */
  async apply(page: PageLike, { state, etag }: Applying): Promise<State> {
    const target = (state.next ?? state.shown) as Generation;
    const keys = page.changes.map(({ type, id }) => keyOf(target.number, type, id));
    const before = (await this.#storage.get(keys)) as (Held | undefined)[];
    const held = new Map(keys.map((key, index) => [key, before[index]]));
    const batch = new Map<string, unknown>();
    let checksum = target.checksum;
    for (const [index, change] of page.changes.entries()) {
      const key = keys[index] as string;
      const old = held.get(key);
      const isLost = change.kind !== "REMOVE" && !change.node;
      const now = isLost ? (old ?? (await this.#older(change, state))) : await this.#held(change);
      checksum = replaced(checksum, old, now);
      held.set(key, now);
      batch.set(key, now);
    }
    const after = withTarget(state, { ...target, cursor: page.cursor, checksum, etag });
    await this.#write(batch.set(STATE, after), state);
    return after;
  }

  /**
   * Puts what the server has answered by id in the place of what is kept; returns the state.
   *
   * What is not there any more is deleted. Fields that were not asked for by id stay as they are. An
   * object that is another one by now stays too: it came while the answer was on its way.
   */
  async renew(state: State, answers: readonly Answered[], now: number): Promise<State> {
    const shown = visible(state);
    if (!shown) return state;
    const batch = new Map<string, unknown>();
    let { checksum } = shown;
    for (const { asked, node } of answers) {
      const { __typename: type, id } = asked.node;
      const old = await this.one(shown.number, type, id);
      if (!old || !isSame(old, asked)) continue;
      if (!node) checksum = replaced(checksum, old, undefined);
      const renewed = node && { ...old, node: { ...old.node, ...node }, askedAt: now };
      batch.set(keyOf(shown.number, type, id), renewed ?? undefined);
    }
    const renewed = { ...shown, checksum };
    const after = state.shown ? { ...state, shown: renewed } : { ...state, next: renewed };
    await this.#write(batch.set(STATE, after), state);
    return after;
  }

  /** Forgets the objects of all generations but those of a state. */
  async sweep(state: State): Promise<void> {
    const { shown, next } = state;
    const kept = [shown, next].flatMap((one) => (one ? [prefix(one.number)] : []));
    const keys = await this.#storage.keys(OBJECTS);
    const old = keys.filter((key) => !kept.some((start) => key.startsWith(start)));
    for (let start = 0; start < old.length; start += BATCH) {
      const batch: Batch = new Map(old.slice(start, start + BATCH).map((key) => [key, undefined]));
      await this.#write(batch, state);
    }
  }

  async #write(batch: Batch, state: State): Promise<void> {
    const value = state === BLANK ? undefined : state;
    const condition: Condition = { key: STATE, value };
    if (!(await this.#storage.write(batch, condition))) throw new Overtaken();
  }

  async #older({ type, id }: ChangeLike, { next, shown }: State): Promise<Held | undefined> {
    return next && shown ? this.one(shown.number, type, id) : undefined;
  }

  async #held({ kind, id, version, node }: ChangeLike): Promise<Held | undefined> {
    if (kind === "REMOVE" || !node) return undefined;
    const told = version && this.#sha256 ? await share(this.#sha256, id, version) : null;
    return { node: withoutNumbers(node), share: told };
  }
}

/** What readers see: a whole snapshot, or the first one as far as it has come. */
export function visible({ shown, next }: State): Generation | null {
  return shown ?? next;
}

/** Returns a state in which a new snapshot starts. */
export function restarted(state: State, question: string): State {
  const number = Math.floor(Math.random() * 2 ** 48);
  return { ...state, next: { number, question, cursor: null, checksum: EMPTY, etag: null } };
}

function withTarget(state: State, target: Generation): State {
  return state.next ? { ...state, next: target } : { ...state, shown: target };
}

/** Whether an answer is a page at all; proxies and broken servers send other things. */
export function isPage(page: unknown): page is PageLike {
  const { cursor, hasMore, changes } = (page ?? {}) as Partial<PageLike>;
  return (
    typeof cursor === "string" &&
    typeof hasMore === "boolean" &&
    Array.isArray(changes) &&
    changes.every((one: Partial<ChangeLike> | null) => one?.id && one.type && one.kind)
  );
}

function replaced(checksum: string | null, old: Held | undefined, now: Held | undefined) {
  if (checksum === null || old?.share === null || now?.share === null) return null;
  return combined(combined(checksum, old?.share ?? EMPTY), now?.share ?? EMPTY);
}
