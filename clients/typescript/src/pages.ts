/** Asking for pages of changes until they come, in a size that the server answers. */
import { LateError, RefusedError, TemporaryError, TooMuchError } from "./errors.js";
import type { Operation } from "./generated.js";
import { isPage, type Generation, type PageLike } from "./holdings.js";
import type { Transport } from "./transport.js";
import { BACKOFF, clock, isSince, LONGEST_WAIT, pause, type Backoff, type Clock } from "./waiting.js";

export interface PagesOptions<Variables extends object> {
  readonly transport: Transport;
  readonly operation: Operation<{ readonly changes: PageLike }, Variables>;
  readonly scope?: Omit<Variables, "since" | "first" | "verify">;
  readonly pageSize?: number;
  readonly backoff?: Backoff;
  readonly clock?: Clock;
}

/** What is asked of a page besides its place. */
export interface Wanted {
  /** Whether it is probably empty, and so may be small: each object that it may have costs points. */
  readonly isPoll: boolean;
  /** Whether to ask for the checksum, which costs points too. */
  readonly verify: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What the server has answered; null stands for a cursor that is worthless. */
export type Asked = {
  /** Null: nothing is new. */
  readonly page: PageLike | null;
  /** To send with the same question next time. */
  readonly etag: string | null;
  /** When that was, by the server's clock. */
  readonly at: number | undefined;
} | null;

/** How many objects a page has: five a minute are within what a stranger may ask by default. */
const PAGE = 48;
/** How many objects an answer has room for when there is probably nothing new. */
const POLL = 10;
/** Milliseconds within which an answer shows that the line is good for twice as much. */
const QUICK = 5000;

/** The pages of one operation. */
export class Pages<Variables extends object> {
  readonly #options: PagesOptions<Variables>;
  /** How many objects the server has not said to be too much. */
  #most = Infinity;
  /** How many objects the line has not shown to be too much, of late. */
  #fitting = Infinity;

  constructor(options: PagesOptions<Variables>) {
    this.#options = options;
  }

  /** Whether checksums come only where they are asked for. */
  get isVerifying(): boolean {
    return /\$verify\b/.test(this.#options.operation.text);
  }

  /** Asks for the page after a generation's cursor until it comes. */
  async after({ cursor, etag }: Generation, { isPoll, verify, signal }: Wanted): Promise<Asked> {
    const { operation, transport, scope, pageSize = PAGE, backoff = BACKOFF } = this.#options;
    const { clock: time = clock } = this.#options;
    for (let tries = 0; ; tries += 1) {
      const size = isPoll ? Math.min(POLL, pageSize) : pageSize;
      const first = Math.min(size, this.#most, this.#fitting);
      const begun = time.now();
      const verifying = this.isVerifying ? { verify } : {};
      const variables = { since: cursor, first, ...verifying, ...scope } as unknown as Variables;
      // An ETag is that of one question: the poll.
      const known = isPoll && !verify ? (etag ?? undefined) : undefined;
      try {
        const answer = await transport.ask(operation, variables, { etag: known, signal });
        if (isSince(begun, QUICK, time.now())) this.#fitting *= 2;
        const { at } = answer;
        if (answer.data === undefined) return { page: null, etag, at };
        const page = whole(answer.data.changes, cursor);
        if (page.cursor !== cursor) return { page, etag: null, at };
        return { page, etag: isPoll && !verify ? (answer.etag ?? null) : etag, at };
      } catch (error) {
        if (error instanceof RefusedError && cursor !== null && isOfCursor(error)) return null;
        if (!(error instanceof TemporaryError)) throw error;
        const half = Math.max(1, Math.floor(first / 2));
        if (error instanceof LateError) this.#fitting = half;
        else if (error instanceof TooMuchError) this.#most = half;
        const wait = pause(tries, backoff, time.random(), error.retryAfter);
        if (tries + 1 >= backoff.tries || wait > LONGEST_WAIT) {
          // One object that the server cannot answer must not keep all later ones away for ever.
          const { changes } = (error.partial ?? {}) as { changes?: unknown };
          if (isPage(changes)) return { page: whole(changes, cursor), etag: null, at: undefined };
          throw error;
        }
        await time.sleep(wait, signal);
      }
    }
  }
}

/** Returns what is a page; throws if it is none, or would be asked for again and again. */
function whole(page: unknown, cursor: string | null): PageLike {
  if (!isPage(page)) throw new TemporaryError("The answer is no page of changes.");
  if (page.hasMore && page.cursor === cursor) throw new TemporaryError("The cursor stands still.");
  return page;
}

/** Whether the server refuses a cursor: it is too old, or signed with a key that is no more. */
function isOfCursor(error: RefusedError): boolean {
  const isForged = error.errors.some(({ extensions }) => extensions?.argument === "since");
  return error.has("RESYNC_REQUIRED") || isForged;
}
