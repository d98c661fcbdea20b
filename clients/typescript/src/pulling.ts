/** One pull after another: pages, new snapshots, and comparing checksums. */
import { Overtaken, TakenOverError, TemporaryError } from "./errors.js";
import { restarted, type Holdings, type PageLike, type State } from "./holdings.js";
import type { Pages } from "./pages.js";
import { throwIfStopped } from "./signals.js";
import { isSince, type Clock } from "./waiting.js";

/** What a pull has come to. */
export interface Pulled {
  /** How many objects were sent, removals among them. */
  readonly changes: number;
  /** Whether all had to be sent anew. */
  readonly resynced: boolean;
  /** Whether the checksums agree; null if they were not compared. */
  readonly verified: boolean | null;
}

const DAY = 24 * 3600_000;
/** How often one pull starts anew before it fails. */
const RESTARTS = 3;
/** The days between new snapshots where none mends the checksum: 2, 4, 8 … and these at most. */
const LONGEST_DOUBT = 32;

export interface PullingOptions {
  readonly pages: Pick<Pages<object>, "after" | "isVerifying">;
  readonly holdings: Holdings;
  readonly clock: Clock;
  readonly question: string;
  readonly reader: string;
  /** Reads the state again, which another tab may have written. */
  readonly refresh: () => Promise<State>;
  /** Takes note of a state that was written, and whether other content is shown with it. */
  readonly became: (state: State, isOther: boolean) => void;
}

export class Pulling {
  readonly #options: PullingOptions;
  /** Whether the storage has held an answer to our question, so that another one is a later one. */
  #hasBegun = false;
  /** Whether what an earlier process could not delete is gone. */
  #isSwept = false;

  constructor(options: PullingOptions) {
    this.#options = options;
  }

  /** Pulls until nothing is left, from wherever the last pull has come to. */
  async run(signal: AbortSignal): Promise<Pulled> {
    const round: Round = { changes: 0, restarts: 0, isResync: false, isPoll: true, verify: false };
    for (;;) {
      throwIfStopped(signal);
      try {
        // Another tab may have written meanwhile.
        const state = await this.#options.refresh();
        if (!this.#isSwept) await this.#sweep(state);
        const verified = await this.#step(state, round, signal);
        const { changes, isResync: resynced } = round;
        if (verified !== undefined) return { changes, resynced, verified };
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  /** Asks for one page and applies it; undefined if there is more to do, or else as `verified`. */
  async #step(before: State, round: Round, signal: AbortSignal): Promise<boolean | null | undefined> {
    const target = before.next ?? before.shown;
    if (target?.question !== this.#options.question) {
      // Whoever asked ours before and finds another one now is the older of two versions.
      if (target && this.#hasBegun) throw new TakenOverError("The store was taken over.");
      return this.#restart(before, round);
    }
    this.#hasBegun = true;
    const isPoll = round.isPoll && !before.next;
    const verify = round.verify || (isPoll && this.#isUnverified(before));
    const asked = await this.#options.pages.after(target, { isPoll, verify, signal });
    throwIfStopped(signal);
    if (!asked) return this.#restart(before, round);
    const { page, etag, at } = asked;
    if (!page) {
      await this.#complete(before, null, at);
      return null;
    }
    const state = await this.#options.holdings.apply(page, { state: before, etag });
    this.#options.became(state, page.changes.length > 0 && !(before.next && before.shown));
    round.changes += page.changes.length;
    round.isPoll = !page.hasMore;
    round.verify = false;
    if (page.hasMore) return undefined;
    const verified = compared(state, page);
    const isDoubt = verified === false && !this.#isDoubted(state);
    const complete = await this.#complete(state, verified, at, isDoubt);
    if (isDoubt) return this.#restart(complete, round);
    // A snapshot is compared at once.
    round.verify = !verify && this.#isUnverified(complete);
    return round.verify ? undefined : verified;
  }

  /** Starts a snapshot beside what is shown. */
  async #restart(before: State, round: Round): Promise<undefined> {
    if ((round.restarts += 1) > RESTARTS) throw new TemporaryError("The snapshot never ends.");
    round.isResync ||= before.shown !== null;
    const state = restarted({ ...before, reader: this.#options.reader, verifiedAt: null }, this.#options.question);
    this.#options.became(await this.#options.holdings.save(before, state), !before.shown && !!before.next);
    // What was given up would take the room of what comes.
    if (before.next) await this.#sweep(state);
  }

  /** Shows what is complete now, and notes what the comparison of checksums has shown. */
  async #complete(
    before: State,
    verified: boolean | null,
    at: number | undefined,
    isDoubt = false,
  ): Promise<State> {
    const now = this.#options.clock.now();
    const { next, doubts } = before;
    const state = await this.#options.holdings.save(before, {
      ...before,
      shown: next ?? before.shown,
      next: null,
      checkedAt: now,
      ahead: at === undefined ? before.ahead : Math.max(0, at - now),
      ...(verified !== null && { verifiedAt: now }),
      ...(verified === true && { doubts: 0, doubtedAt: null }),
      ...(isDoubt && { doubts: doubts + 1, doubtedAt: now }),
    });
    this.#options.became(state, next !== null);
    if (next) await this.#sweep(state);
    return state;
  }

  /** Deletes the objects that do not belong to a state. */
  async #sweep(state: State): Promise<void> {
    this.#isSwept = false;
    await this.#options.holdings.sweep(state);
    this.#isSwept = true;
  }

  /** Whether the server is to be asked for its checksum: once a day, and after each snapshot. */
  #isUnverified(state: State): boolean {
    const own = (state.next ?? state.shown)?.checksum ?? null;
    return this.#options.pages.isVerifying && own !== null && !this.#isSince(state.verifiedAt, DAY);
  }

  /** Whether a new snapshot did not mend a wrong checksum, and the next one is not due. */
  #isDoubted({ doubtedAt, doubts }: State): boolean {
    return this.#isSince(doubtedAt, Math.min(2 ** doubts, LONGEST_DOUBT) * DAY);
  }

  #isSince(moment: number | null, milliseconds: number): boolean {
    return isSince(moment, milliseconds, this.#options.clock.now());
  }
}

/** What a pull has come to so far, and what to ask for next. */
interface Round {
  changes: number;
  restarts: number;
  isResync: boolean;
  isPoll: boolean;
  verify: boolean;
}

function compared({ shown, next }: State, page: PageLike): boolean | null {
  const own = (next ?? shown)?.checksum;
  return own && page.checksum ? own === page.checksum : null;
}
