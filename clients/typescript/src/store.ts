/** The offline store: what an app shows without a connection, kept equal to what is published. */
import { platformSha256, type Sha256 } from "./checksum.js";
import { RefusedError, TemporaryError, TooMuchError } from "./errors.js";
import { Revalidate, type Operation } from "./generated.js";
import { BLANK, fresh, Holdings, type Generation, type PageLike, type State } from "./holdings.js";
import { daysUntilDue, REVALIDATED } from "./revalidation.js";
import type { Storage } from "./storage.js";
import { either, type Answer, type Transport } from "./transport.js";
import { BACKOFF, clock, pause, type Backoff, type Clock } from "./waiting.js";

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

export interface StoreOptions<Data extends ChangesAnswer, Variables extends object> {
  readonly storage: Storage;
  readonly transport: Transport;
  readonly operation: Operation<Data, Variables>;
  /** What part of the content is kept, such as `{ locale: "en" }`. */
  readonly scope?: Omit<Variables, "since" | "first">;
  /** How many objects a page has; fewer where the server says that it is too much. 50 by default. */
  readonly pageSize?: number;
  readonly backoff?: Backoff;
  readonly clock?: Clock;
  /** For platforms without `crypto.subtle`; without any, checksums are not compared. */
  readonly sha256?: Sha256;
}

/** What a pull has come to. */
export interface Pulled {
  /** How many objects were sent, removals among them. */
  readonly changes: number;
  /** Whether all had to be sent anew. */
  readonly resynced: boolean;
  /** Whether the checksums agree; null if they could not be compared. */
  readonly verified: boolean | null;
}

/** Wrong checksums lead to new snapshots at most this often, in milliseconds. */
const DOUBT = 3600_000;
/** How often one pull starts anew before it fails. */
const RESTARTS = 3;
/** How many ids `nodes` takes. */
const MOST_IDS = 100;

export class Store<Data extends ChangesAnswer, Variables extends object> {
  readonly #options: StoreOptions<Data, Variables>;
  readonly #holdings: Holdings;
  readonly #question: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #pulling: Promise<Pulled> | undefined;
  #stopping: AbortController | undefined;
  /** The end of all work so far: what writes waits for what wrote before. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    options: StoreOptions<Data, Variables>,
    holdings: Holdings,
    state: State,
  ) {
    this.#options = options;
    this.#holdings = holdings;
    this.#clock = options.clock ?? clock;
    this.#question = `${options.operation.hash} ${JSON.stringify(options.scope ?? {})}`;
    this.#state = state;
  }

  /** Opens a store with what an earlier one has kept in the same storage. */
  static async open<Data extends ChangesAnswer, Variables extends object>(
    options: StoreOptions<Data, Variables>,
  ): Promise<Store<Data, Variables>> {
    const holdings = new Holdings(options.storage, options.sha256 ?? platformSha256());
    const store = new Store(options, holdings, await holdings.state());
    await store.#alone(async () => holdings.sweep(store.#state));
    return store;
  }

  /** Returns an object, or undefined if it is not kept. */
  async get<Type extends TypeOf<Data>>(
    type: Type,
    id: string,
  ): Promise<Typed<Data, Type> | undefined> {
    const generation = visible(await this.#holdings.state());
    const found = generation && (await this.#holdings.one(generation.number, type, id));
    return (found ?? undefined) as Typed<Data, Type> | undefined;
  }

  /** Returns all objects of a type, in no order that means anything. */
  async all<Type extends TypeOf<Data>>(type: Type): Promise<Typed<Data, Type>[]> {
    // Read anew: another tab may show a newer generation meanwhile.
    const generation = visible(await this.#holdings.state());
    const found = generation ? await this.#holdings.all(generation.number, type) : [];
    return found as Typed<Data, Type>[];
  }

  /** Returns the object that another one refers to, by `__typename` and `id`. */
  async resolve<Type extends TypeOf<Data>>(
    reference: { readonly __typename: Type; readonly id: string } | null,
  ): Promise<Typed<Data, Type> | undefined> {
    return reference ? this.get(reference.__typename, reference.id) : undefined;
  }

  /** Whether all of a snapshot is there; before that, objects show up page by page. */
  get isComplete(): boolean {
    return this.#state.shown !== null;
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
   * Throws `TemporaryError` after some tries and `RefusedError` at once.
   */
  pull(signal?: AbortSignal): Promise<Pulled> {
    if (this.#pulling) return this.#pulling;
    this.#stopping = new AbortController();
    const stop = either(signal, this.#stopping.signal);
    this.#pulling = this.#alone(() => this.#pull(stop)).finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  /**
   * Asks anew for contacts and crisis resources that may soon not be shown without asking.
   *
   * Their day of `mustRevalidateAfter` moves on only with an answer, even if nothing changes.
   */
  async revalidate(signal?: AbortSignal): Promise<void> {
    if (await this.#alone(() => this.#revalidate(signal))) this.#tell();
  }

  /** Forgets everything, as after a log-out: what members could read stays nowhere. */
  async clear(): Promise<void> {
    this.#stopping?.abort(new Error("The store was cleared."));
    await this.#alone(async () => {
      this.#state = BLANK;
      await this.#holdings.save(this.#state);
      await this.#holdings.sweep(this.#state);
    });
    this.#tell();
  }

  async #pull(signal?: AbortSignal): Promise<Pulled> {
    // Another tab may have pulled meanwhile.
    this.#state = await this.#holdings.state();
    let [changes, restarts] = [0, 0];
    const restart = async (state: Partial<State> = {}) => {
      if ((restarts += 1) > RESTARTS) throw new TemporaryError("The snapshot never ends.");
      await this.#restart(state);
    };
    if (this.#target?.question !== this.#question) await restart();
    const begins = !this.#state.shown;
    for (;;) {
      const answer = await this.#page(this.#target as Generation, signal);
      if (answer === "resync") {
        await restart();
        continue;
      }
      const page = answer.data?.changes;
      changes += page?.changes.length ?? 0;
      if (page) await this.#apply(page, answer.etag);
      if (page?.hasMore) continue;
      const verified = compared(this.#target as Generation, page);
      const isDoubted = this.#clock.now() - (this.#state.doubtedAt ?? -Infinity) < DOUBT;
      if (verified === false && !isDoubted) {
        await restart({ doubtedAt: this.#clock.now() });
        continue;
      }
      await this.#complete();
      return { changes, resynced: restarts > 0 && !begins, verified };
    }
  }

  /** The generation that pages are applied to. */
  get #target(): Generation | null {
    return this.#state.next ?? this.#state.shown;
  }

  /** Asks for a page until it comes. */
  async #page({ cursor, etag }: Generation, signal?: AbortSignal): Promise<Answer<Data> | "resync"> {
    const { operation, transport, scope, backoff = BACKOFF } = this.#options;
    let first = this.#options.pageSize ?? 50;
    for (let tries = 0; ; tries += 1) {
      const variables = { since: cursor, first, ...scope } as unknown as Variables;
      try {
        return await transport.ask(operation, variables, { etag: etag ?? undefined, signal });
      } catch (error) {
        if (error instanceof RefusedError && cursor !== null && isOfCursor(error)) return "resync";
        if (!(error instanceof TemporaryError)) throw error;
        if (tries + 1 >= backoff.tries) {
          // One object that the server cannot answer must not keep all later ones away for ever.
          if (error.partial) return { data: error.partial as Data, etag: undefined };
          throw error;
        }
        if (error instanceof TooMuchError) first = Math.max(1, Math.floor(first / 2));
        const wait = pause(tries, backoff, this.#clock.random(), error.retryAfter);
        await this.#clock.sleep(wait, signal);
      }
    }
  }

  async #apply(page: PageLike, etag: string | undefined): Promise<void> {
    const target = this.#target as Generation;
    // The same question has the same answer only where the cursor stands still.
    const kept = page.cursor === target.cursor ? (etag ?? null) : null;
    const after = (result: Generation): State =>
      this.#state.next ? { ...this.#state, next: result } : { ...this.#state, shown: result };
    const older = this.#state.next && this.#state.shown;
    const result = await this.#holdings.apply(target, page, kept, after, older);
    this.#state = after(result);
    if (target.number === visible(this.#state)?.number && page.changes.length) this.#tell();
  }

  /** Starts a snapshot beside what is shown. */
  async #restart(state: Partial<State>): Promise<void> {
    this.#state = { ...this.#state, ...state, next: fresh(this.#state, this.#question) };
    await this.#holdings.save(this.#state);
  }

  /** Shows what is complete now. */
  async #complete(): Promise<void> {
    const { next, shown } = this.#state;
    this.#state = { ...this.#state, shown: next ?? shown, next: null, checkedAt: this.#clock.now() };
    await this.#holdings.save(this.#state);
    if (!next) return;
    this.#tell();
    await this.#holdings.sweep(this.#state);
  }

  /** Asks for what is nearly due; returns whether there was any. */
  async #revalidate(signal?: AbortSignal): Promise<boolean> {
    const { transport } = this.#options;
    const { shown } = await this.#holdings.state();
    if (!shown) return false;
    const kept = await Promise.all(
      REVALIDATED.map((type) => this.#holdings.all(shown.number, type)),
    );
    const soon = kept.flat().filter((node) => daysUntilDue(node, this.#clock.now()) < 1);
    for (let start = 0; start < soon.length; start += MOST_IDS) {
      const ids = soon.slice(start, start + MOST_IDS).map(({ id }) => id);
      const { data } = await transport.ask(Revalidate, { ids }, { signal });
      const nodes = (data?.nodes ?? []).flatMap((node) => (node ? [node] : []));
      await this.#holdings.renew(shown.number, nodes);
    }
    return soon.length > 0;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const { storage } = this.#options;
    const result = this.#queue.then(() => (storage.alone ? storage.alone(work) : work()));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What readers see: a whole snapshot, or the first one as far as it has come. */
function visible({ shown, next }: State): Generation | null {
  return shown ?? next;
}

/** Whether the server refuses a cursor: it is too old, or signed with a key that is no more. */
function isOfCursor(error: RefusedError): boolean {
  const isForged = error.errors.some(({ extensions }) => extensions?.argument === "since");
  return error.has("RESYNC_REQUIRED") || isForged;
}

function compared({ checksum }: Generation, page: PageLike | undefined): boolean | null {
  return checksum && page?.checksum ? checksum === page.checksum : null;
}
