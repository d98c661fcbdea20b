/** Keeps a store fresh: by events where there is a stream, otherwise by asking now and then. */
import { TakenOverError, TemporaryError } from "./errors.js";
import { canListen, listen } from "./events.js";
import { tell } from "./listeners.js";
import { pagePresence, type Presence } from "./presence.js";
import { Limit } from "./signals.js";
import type { Transport } from "./transport.js";
import { clock as platformClock, type Clock } from "./waiting.js";

/** What is kept fresh; a `Store` is. */
export interface Followed {
  pull(signal?: AbortSignal): Promise<unknown>;
  revalidate?(signal?: AbortSignal): Promise<void>;
  /** Does what one tab does for all. */
  lead?(work: () => Promise<void>, signal?: AbortSignal): Promise<void>;
}

export interface FollowOptions {
  readonly store: Followed;
  readonly transport: Transport;
  /** Ends it all. */
  readonly signal: AbortSignal;
  /** Told of every failure; what may heal is tried again. */
  readonly onError?: (error: unknown) => void;
  /** The longest random delay before a pull, in milliseconds: 2,000 by default. */
  readonly spread?: number;
  /** Milliseconds between pulls without a stream: 60,000 by default. */
  readonly every?: number;
  /** When to listen and to ask at all; by default while a page is visible and not offline. */
  readonly presence?: Presence;
  readonly clock?: Clock;
}

/** The longest that a server can make us wait, in milliseconds. */
const LONGEST = 3600_000;

/**
 * Pulls at once, whenever there is something new and when somebody comes back, until the signal
 * ends it, or another version of the app takes the store over.
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal, presence = pagePresence } = options;
  const following = new Following(options);
  while (!signal.aborted && !following.isOver) {
    const limit = new Limit(signal);
    const isHere = presence.isHere();
    const unwatch = presence.watch(() => {
      if (presence.isHere() !== isHere) limit.stop();
    });
    try {
      await (isHere ? following.attend(limit) : ended(limit.signal));
    } finally {
      unwatch();
      limit.end();
    }
  }
}

class Following {
  readonly #options: FollowOptions;
  readonly #clock: Clock;
  readonly #every: number;
  #lastId: string | undefined;
  #retry = 3000;
  #limit: Limit | undefined;
  #isDue = false;
  #isBusy = false;
  /** When the server wants to be asked again, if it has said so. */
  #notBefore = 0;
  /** Whether the store is another one's now. */
  isOver = false;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#clock = options.clock ?? platformClock;
    this.#every = options.every ?? 60_000;
  }

  /** Pulls, and then listens or waits for the turn to do so, until the signal ends it. */
  async attend(limit: Limit): Promise<void> {
    const { store } = this.#options;
    const { signal } = limit;
    this.#limit = limit;
    if (await this.#pull(signal)) this.#isDue = false;
    if (this.isOver || signal.aborted) return;
    const work = () => this.#lead(signal);
    try {
      await (store.lead ? store.lead(work, signal) : work());
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error, signal);
      await this.#sleep(this.#every, signal);
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isOver) {
      const wait = await this.#hear(signal);
      await this.#sleep(wait, signal);
      if (!signal.aborted) await this.#pull(signal);
    }
  }

  /** Pulls, and asks for contacts; tells of failures. Returns whether to leave it at that. */
  async #pull(signal: AbortSignal): Promise<boolean> {
    const { store } = this.#options;
    let isDone = true;
    try {
      await store.pull(signal);
    } catch (error) {
      this.#fail(error, signal);
      if (error instanceof TakenOverError) {
        this.isOver = true;
        this.#limit?.stop();
      }
      // What is refused or does not fit will not be better in a minute.
      isDone = !(error instanceof TemporaryError);
    }
    if (this.isOver || signal.aborted) return true;
    await store.revalidate?.(signal).catch((error: unknown) => this.#fail(error, signal));
    return isDone;
  }

  /** Hears events until the stream ends; returns the milliseconds to wait after that. */
  async #hear(signal: AbortSignal): Promise<number> {
    const { transport } = this.#options;
    if (!canListen()) return this.#every;
    let isHeard = false;
    try {
      for await (const event of listen(transport, this.#lastId, signal)) {
        isHeard = true;
        this.#lastId = event.id ?? this.#lastId;
        this.#retry = Math.min(LONGEST, event.retry ?? this.#retry);
        void this.#soon(signal);
      }
      return this.#retry;
    } catch (error) {
      this.#fail(error, signal);
      // A server that goes down cuts all streams at once, and all come back.
      const spread = Math.max(0, this.#every - this.#retry) * this.#clock.random();
      return isHeard ? this.#retry + spread : this.#every;
    }
  }

  /** Sleeps a little longer than told, each client by another time, and as the server asks. */
  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const least = Math.max(milliseconds, this.#notBefore - this.#clock.now());
    const longer = least * (1 + 0.2 * this.#clock.random());
    await this.#clock.sleep(longer, signal).catch(() => undefined);
  }

  /** Pulls after a random delay, once for all events of that time, until it has worked. */
  async #soon(signal: AbortSignal): Promise<void> {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { spread = 2000 } = this.#options;
    while (this.#isDue && !signal.aborted && !this.isOver) {
      await this.#clock.sleep(this.#clock.random() * spread, signal).catch(() => undefined);
      if (signal.aborted) break;
      this.#isDue = false;
      if (!(await this.#pull(signal))) {
        this.#isDue = true;
        await this.#sleep(this.#every, signal);
      }
    }
    this.#isBusy = false;
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    const asked = error instanceof TemporaryError ? (error.retryAfter ?? 0) * 1000 : 0;
    this.#notBefore = Math.max(this.#notBefore, this.#clock.now() + Math.min(asked, LONGEST));
    tell(() => this.#options.onError?.(error));
  }
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
