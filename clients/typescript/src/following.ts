/** Keeps a store fresh: by events where there is a stream, otherwise by asking now and then. */
import { listen } from "./events.js";
import { TemporaryError } from "./errors.js";
import type { Transport } from "./transport.js";
import { clock as platformClock, type Clock } from "./waiting.js";

/** What is kept fresh; a `Store` is. */
export interface Followed {
  pull(signal?: AbortSignal): Promise<unknown>;
  revalidate?(signal?: AbortSignal): Promise<void>;
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
  readonly clock?: Clock;
}

/** Milliseconds between questions for what must be revalidated. */
const REVALIDATION = 3600_000;

/** Pulls at once, and then whenever there is something new, until the signal ends it. */
export async function follow(options: FollowOptions): Promise<void> {
  const following = new Following(options);
  await following.pull();
  while (!options.signal.aborted) {
    const wait = await following.hear();
    await following.sleep(wait);
    await following.pull();
  }
}

class Following {
  readonly #options: FollowOptions;
  readonly #clock: Clock;
  #lastId: string | undefined;
  #retry = 3000;
  #isDue = false;
  #isBusy = false;
  #revalidatedAt = -Infinity;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#clock = options.clock ?? platformClock;
  }

  /** Pulls, and tells of a failure instead of throwing it. */
  async pull(): Promise<boolean> {
    const { store, signal } = this.#options;
    try {
      await store.pull(signal);
      const now = this.#clock.now();
      if (store.revalidate && now - this.#revalidatedAt > REVALIDATION) {
        this.#revalidatedAt = now;
        await store.revalidate(signal);
      }
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** Hears events until the stream ends; returns the milliseconds to wait after that. */
  async hear(): Promise<number> {
    const { transport, signal } = this.#options;
    try {
      for await (const event of listen(transport, this.#lastId, signal)) {
        this.#lastId = event.id ?? this.#lastId;
        this.#retry = event.retry ?? this.#retry;
        void this.#soon();
      }
      return this.#retry;
    } catch (error) {
      this.#fail(error);
      const asked = error instanceof TemporaryError ? (error.retryAfter ?? 0) * 1000 : 0;
      return Math.max(asked, this.#options.every ?? 60_000);
    }
  }

  /** Sleeps a little longer than told, each client by another time. */
  async sleep(milliseconds: number): Promise<void> {
    const { signal } = this.#options;
    const longer = milliseconds * (1 + 0.2 * this.#clock.random());
    await this.#clock.sleep(longer, signal).catch(() => undefined);
  }

  /** Pulls after a random delay, once for all events of that time, until it has worked. */
  async #soon(): Promise<void> {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { signal, spread = 2000, every = 60_000 } = this.#options;
    while (this.#isDue && !signal.aborted) {
      await this.#clock.sleep(this.#clock.random() * spread, signal).catch(() => undefined);
      if (signal.aborted) break;
      this.#isDue = false;
      if (!(await this.pull())) {
        this.#isDue = true;
        await this.sleep(every);
      }
    }
    this.#isBusy = false;
  }

  #fail(error: unknown): void {
    if (!this.#options.signal.aborted) this.#options.onError?.(error);
  }
}
