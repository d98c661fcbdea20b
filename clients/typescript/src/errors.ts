/** What can go wrong between a client and Hearth, and what is worth trying again. */

/** An error as GraphQL answers tell it; Hearth's codes are in docs/errors.md. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly argument?: string;
    readonly retryAfter?: number;
  };
}

/** A failure that time may heal: no connection, a broken answer, a server that is busy. */
export class TemporaryError extends Error {
  override name = "TemporaryError";

  /** `retryAfter` are the seconds that the server asked for, if it did. */
  constructor(
    message: string,
    readonly retryAfter?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** What the answer held besides the error, if it held anything. */
  partial?: unknown;
  /** What of `partial` has failed. */
  errors: readonly AnswerError[] = [];
}

/** A refusal that stays one until something else is asked, or by somebody else. */
export class RefusedError extends Error {
  override name = "RefusedError";

  constructor(
    message: string,
    readonly status: number,
    readonly errors: readonly AnswerError[],
  ) {
    super(message);
  }

  /** Whether any of the errors has this code. */
  has(code: string): boolean {
    return this.errors.some((one) => one.extensions?.code === code);
  }
}

/** The server or the line took too long for what was asked: ask for less, or again. */
export class TooMuchError extends TemporaryError {
  override name = "TooMuchError";
}

/** It was we who did not wait any longer: on a better line, as much may be asked for again. */
export class LateError extends TooMuchError {}

/**
 * Another version of the app, or somebody else, keeps the storage now: load the app anew.
 *
 * Were both to go on, each would throw away what the other has fetched.
 */
export class TakenOverError extends Error {
  override name = "TakenOverError";
}

/** What was to be written follows from a state that is not the present one any more. */
export class Overtaken extends Error {
  override name = "Overtaken";
}

const SMALLER = new Set(["TIMEOUT", "QUERY_TOO_COMPLEX"]);
const LATER = new Set(["INTERNAL_SERVER_ERROR", "RATE_LIMITED"]);

/** Returns the error that stands for the errors of an answer. */
export function toError(
  status: number,
  errors: readonly AnswerError[],
  retryAfter?: number,
): TemporaryError | RefusedError {
  const message = errors[0]?.message ?? `The server answered with status ${status}.`;
  const codes = errors.map((one) => one.extensions?.code ?? "");
  const waits = errors.map((one) => Number(one.extensions?.retryAfter)).filter(Number.isFinite);
  const wait = waits.length ? Math.max(0, ...waits) : retryAfter;
  const refused = codes.filter((code) => code && !SMALLER.has(code) && !LATER.has(code));
  // A code that came after this client counts as its status says. A 304 was not asked for.
  const isTemporary = status >= 500 || [304, 408, 425, 429].includes(status);
  if (refused.length && !isTemporary) return new RefusedError(message, status, errors);
  if (codes.some((code) => SMALLER.has(code))) return new TooMuchError(message, wait);
  return isTemporary || codes.some(Boolean) || status === 200
    ? new TemporaryError(message, wait)
    : new RefusedError(message, status, errors);
}
