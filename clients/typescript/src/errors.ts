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

/** The server took too long for what was asked: ask for less, or again. */
export class TooMuchError extends TemporaryError {
  override name = "TooMuchError";
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
  const refused = codes.filter((code) => code && !SMALLER.has(code) && !LATER.has(code));
  if (refused.length) return new RefusedError(message, status, errors);
  if (codes.some((code) => SMALLER.has(code))) return new TooMuchError(message, retryAfter);
  const waits = errors.flatMap((one) => one.extensions?.retryAfter ?? []);
  if (waits.length) return new TemporaryError(message, Math.max(...waits));
  const isTemporary = codes.some(Boolean) || status >= 500 || [200, 408, 425, 429].includes(status);
  return isTemporary
    ? new TemporaryError(message, retryAfter)
    : new RefusedError(message, status, errors);
}
