/** The offline store: what an app shows without a connection, kept equal to what is published. */
import { platformSha256, type Sha256 } from "./checksum.js";
import { Overtaken, TakenOverError, TemporaryError, type AnswerError } from "./errors.js";
import { Revalidate, type Operation } from "./generated.js";
import { BLANK, Holdings, visible } from "./holdings.js";
import type { Answered, Generation, Held, NodeLike, PageLike, State } from "./holdings.js";
import { tell } from "./listeners.js";
import { Pages } from "./pages.js";
import { Pulling, type Pulled } from "./pulling.js";
import { daysUntilDue, REVALIDATED } from "./revalidation.js";
import { reasonOf, throwIfStopped, within } from "./signals.js";
import type { Storage } from "./storage.js";
import type { Transport } from "./transport.js";
import { clock, isSince, type Backoff, type Clock } from "./waiting.js";

/** What an operation for the store has to answer; `Sync` and the contract's `Changes` do. */
export interface ChangesAnswer {
  readonly changes: PageLike;
}

/** The nodes that an operation answers, with a `__typename` each. */
export type NodeOf<Data extends ChangesAnswer> = NonNullable<
  Data["changes"]["changes"][number]["node"]
>;

type TypeOf<Data extends ChangesAnswer> = NodeOf<Data>["__typename"];
type Typed<Data extends ChangesAnswer, Type> = Extract<NodeOf<Data>, { __typename: Type }>;
type Reference<Type> = { readonly __typename: Type; readonly id: string };

export interface StoreOptions<Data extends ChangesAnswer, Variables extends object> {
  readonly storage: Storage;
  readonly transport: Transport;
  readonly operation: Operation<Data, Variables>;
  /** What part of the content is kept, such as `{ locale: "en" }`. */
  readonly scope?: Omit<Variables, "since" | "first" | "verify">;
  /** Who reads, such as the id of an account: what is kept for somebody else is forgotten at once. */
  readonly reader?: string;
  /** How many objects a page has; fewer where the server says that it is too much. 48 by default. */
  readonly pageSize?: number;
  readonly backoff?: Backoff;
  readonly clock?: Clock;
  /** For platforms without `crypto.subtle`; without any, checksums are not compared. */
  readonly sha256?: Sha256;
}

const MINUTE = 60_000;
/** How long an answer about one object counts, whatever its moment says: one look at a page. */
const LOOK = 5 * MINUTE;
/** How often objects that will be due are asked for. */
const REVALIDATION = 60 * MINUTE;
/** How many ids `nodes` takes. */
const MOST_IDS = 100;

export class Store<Data extends ChangesAnswer, Variables extends object> {
  readonly #options: StoreOptions<Data, Variables>;
  readonly #holdings: Holdings;
  readonly #question: string;
  readonly #reader: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #pulling: Pulling;
  /** The pull under way. */
  #running: Running | undefined;

  private constructor(
    options: StoreOptions<Data, Variables>,
    holdings: Holdings,
    state: State,
  ) {
    const { operation, scope = {}, storage, reader = "" } = options;
    this.#options = options;
    this.#holdings = holdings;
    this.#clock = options.clock ?? clock;
    const sorted = Object.entries(scope).sort(([one], [other]) => (one < other ? -1 : 1));
    this.#question = `${operation.hash} ${JSON.stringify(Object.fromEntries(sorted))}`;
    this.#reader = reader;
    this.#state = state;
    this.#pulling = this.#prepared();
    storage.watch?.(() => void this.#refresh().then(() => this.#tell(), () => undefined));
  }

  /** Opens a store with what an earlier one has kept in the same storage for the same reader. */
  static async open<Data extends ChangesAnswer, Variables extends object>(
    options: StoreOptions<Data, Variables>,
  ): Promise<Store<Data, Variables>> {
    const holdings = new Holdings(options.storage, options.sha256 ?? platformSha256());
    const state = await holdings.state();
    const isOthers = state !== BLANK && state.reader !== (options.reader ?? "");
    if (isOthers) await options.storage.clear();
    return new Store(options, holdings, isOthers ? BLANK : state);
  }

  /** Returns an object, or undefined if it is not kept. */
  async get<Type extends TypeOf<Data>>(
    type: Type,
    id: string,
  ): Promise<Typed<Data, Type> | undefined> {
    const found = await this.#read((number) => this.#holdings.one(number, type, id), undefined);
    return found?.node as Typed<Data, Type> | undefined;
  }

  /** Returns all objects of a type, in no order that means anything. */
  async all<Type extends TypeOf<Data>>(type: Type): Promise<Typed<Data, Type>[]> {
    const found = await this.#read((number) => this.#holdings.all(number, type), []);
    return found.map(({ node }) => node) as Typed<Data, Type>[];
  }

  /** Returns the object that another one refers to, by `__typename` and `id`. */
  async resolve<Type extends TypeOf<Data>>(
    reference: Reference<Type> | null,
  ): Promise<Typed<Data, Type> | undefined> {
    return reference ? this.get(reference.__typename, reference.id) : undefined;
  }

  /**
   * Returns those contacts and crisis resources that may be shown at this moment.
   *
   * Where `mustRevalidateAfter` has passed, the server is asked first. What it does not know any
   * more is left out, and so is all that is due when it is out of reach. An answer counts for five
   * minutes, then this has to be asked again.
   */
  async current<Type extends TypeOf<Data>>(
    references: readonly Reference<Type>[],
    signal?: AbortSignal,
  ): Promise<Typed<Data, Type>[]> {
    const due = await this.#due(references, LOOK, 0);
    // Without an answer, all of them are left out.
    if (due.length) await this.#ask(due, signal).catch(() => undefined);
    const left = new Set((await this.#due(references, LOOK, 0)).map(({ node }) => node.id));
    const found = await Promise.all(references.map((one) => this.resolve(one)));
    return found.filter((one) => one !== undefined && !left.has(one.id)) as Typed<Data, Type>[];
  }

  /** Whether all of a snapshot is there; before that, objects show up page by page. */
  get isComplete(): boolean {
    return this.#state.shown !== null;
  }

  /** Whether what is shown was fetched for this operation and scope; if not, fields may be missing. */
  get isOfOperation(): boolean {
    return visible(this.#state)?.question === this.#question;
  }

  /** When the server last confirmed what is shown, in milliseconds since 1970. */
  get checkedAt(): number | null {
    return this.#state.checkedAt;
  }

  /** The checksum of what is shown; null if it is not known. */
  get checksum(): string | null {
    return visible(this.#state)?.checksum ?? null;
  }

  /** Calls a listener whenever other content is shown; returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Fetches all that has changed. A second call while one is under way waits for the same.
   *
   * Each page is kept as it comes, so a pull that fails goes on where it ended, in a snapshot too.
   * Throws `TemporaryError` after some tries, `RefusedError` at once, and what the storage throws.
   */
  async pull(signal?: AbortSignal): Promise<Pulled> {
    throwIfStopped(signal);
    const running = (this.#running ??= this.#started());
    running.callers += 1;
    try {
      return await within(running.pulled, signal);
    } finally {
      // It ends when nobody waits for it any more.
      if ((running.callers -= 1) === 0) {
        running.stop.abort(signal && reasonOf(signal));
        if (this.#running === running) this.#running = undefined;
      }
    }
  }

  /**
   * Asks anew for contacts and crisis resources that may soon not be shown without asking.
   *
   * Their day of `mustRevalidateAfter` moves on only with an answer, even if nothing changes. Each
   * is asked for once an hour at most.
   */
  async revalidate(signal?: AbortSignal): Promise<void> {
    const state = await this.#holdings.state();
    const number = this.#visible(state)?.number;
    if (number === undefined) return;
    const held = await Promise.all(REVALIDATED.map((type) => this.#holdings.all(number, type)));
    const nodes = held.flat().map(({ node }) => node);
    const soon = await this.#due(nodes, REVALIDATION, 1);
    if (soon.length) await this.#ask(soon, signal);
  }

  /** Does what one tab does for all. */
  async lead(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    const { storage } = this.#options;
    return storage.lead ? storage.lead(work, signal) : work();
  }

  /** Forgets everything at once, as after a log-out: what members could read stays nowhere. */
  async clear(): Promise<void> {
    this.#running?.stop.abort(new Error("The store was cleared."));
    this.#running = undefined;
    this.#pulling = this.#prepared();
    await this.#options.storage.clear();
    this.#became(BLANK, true);
  }

  #prepared(): Pulling {
    const pulling: Pulling = new Pulling({
      pages: new Pages(this.#options),
      holdings: this.#holdings,
      clock: this.#clock,
      question: this.#question,
      reader: this.#reader,
      refresh: () => this.#refresh(),
      became: (state, isOther) => {
        // One that a clear has ended has no say any more.
        if (this.#pulling === pulling) this.#became(state, isOther);
      },
    });
    return pulling;
  }

  #started(): Running {
    const { storage } = this.#options;
    const stop = new AbortController();
    const work = () => this.#pulling.run(stop.signal);
    const pulled = storage.alone ? storage.alone(work, stop.signal) : work();
    const running = { pulled, stop, callers: 0 };
    const end = () => {
      if (this.#running === running) this.#running = undefined;
    };
    // Before any caller goes on: whoever asks after that wants a pull that begins after that.
    pulled.then(end, end);
    return running;
  }

  /** Returns those objects that are due in some days and were not asked for since. */
  async #due(objects: readonly NodeLike[], since: number, days: number): Promise<Held[]> {
    const now = this.#clock.now();
    const { checkedAt, ahead } = this.#state;
    // A clock that was set back tells nothing, so all are due.
    const time = now < (checkedAt ?? 0) ? Infinity : now + ahead;
    const held = await Promise.all(
      objects.map(({ __typename: type, id }) =>
        this.#read((number) => this.#holdings.one(number, type, id), undefined),
      ),
    );
    return held.flatMap((one) => {
      const isDue = one && !isSince(one.askedAt, since, now) && daysUntilDue(one.node, time) <= days;
      return isDue ? [one] : [];
    });
  }

  /** Asks for objects by their ids, and keeps the answer. Throws if it lacks some, in the end. */
  async #ask(objects: readonly Held[], signal?: AbortSignal): Promise<void> {
    let failed: TemporaryError | undefined;
    for (let start = 0; start < objects.length; start += MOST_IDS) {
      const some = objects.slice(start, start + MOST_IDS);
      const ids = some.map(({ node }) => node.id);
      try {
        const { data } = await this.#options.transport.ask(Revalidate, { ids }, { signal });
        await this.#renew(answersOf(some, data));
      } catch (error) {
        if (!(error instanceof TemporaryError) || !error.partial) throw error;
        // Not asked for again now, for somebody waits. One that is broken must not hide all others.
        await this.#renew(answersOf(some, error.partial, error.errors));
        failed ??= error;
      }
    }
    if (failed) throw failed;
  }

  async #renew(answers: readonly Answered[]): Promise<void> {
    for (;;) {
      const state = await this.#holdings.state();
      if (!this.#visible(state)) return;
      try {
        const after = await this.#holdings.renew(state, answers, this.#clock.now());
        return this.#became(after, true);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  /** Reads of the generation that is shown, all of it of the same one. */
  async #read<T>(read: (generation: number) => Promise<T>, nothing: T): Promise<T> {
    for (;;) {
      const number = this.#visible(await this.#holdings.state())?.number;
      if (number === undefined) return nothing;
      const found = await read(number);
      // A pull may have put another generation in its place meanwhile, and deleted this one.
      if (visible(await this.#holdings.state())?.number === number) return found;
    }
  }

  /** Reads the state again; tells if another tab shows other content now. */
  async #refresh(): Promise<State> {
    const state = await this.#holdings.state();
    const isOurs = state === BLANK || state.reader === this.#reader;
    const [now, before] = [this.#visible(state), visible(this.#state)];
    const isOther = now?.number !== before?.number || now?.cursor !== before?.cursor;
    this.#state = isOurs ? state : BLANK;
    if (isOther) this.#tell();
    if (!isOurs) throw new TakenOverError("Somebody else keeps the store.");
    return state;
  }

  #visible(state: State): Generation | null {
    return state.reader === this.#reader ? visible(state) : null;
  }

  #became(state: State, isOther: boolean): void {
    this.#state = state;
    if (!isOther) return;
    this.#tell();
    this.#options.storage.announce?.();
  }

  #tell(): void {
    for (const listener of this.#listeners) tell(listener);
  }
}

/** A pull under way, and how many wait for it. */
interface Running {
  readonly pulled: Promise<Pulled>;
  readonly stop: AbortController;
  callers: number;
}

/** Returns what an answer says without an error about the objects that were asked for. */
function answersOf(
  asked: readonly Held[],
  data: unknown,
  errors: readonly AnswerError[] = [],
): Answered[] {
  const { nodes } = (data ?? {}) as { nodes?: (NodeLike | null)[] };
  const isList = Array.isArray(nodes) && nodes.length === asked.length;
  if (!isList) throw new TemporaryError("The answer has other nodes than were asked for.");
  const places = errors.map(({ path }) => (path?.[0] === "nodes" ? path[1] : undefined));
  // Anything may be wrong then.
  if (places.includes(undefined)) return [];
  const answers = asked.map((one, index) => ({ asked: one, node: nodes[index] ?? null }));
  return answers.filter(({ asked: { node }, node: now }, index) => {
    return !places.includes(index) && (!now || now.id === node.id);
  });
}
