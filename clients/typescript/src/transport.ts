/** Questions over HTTP: cacheable GETs by the hash of the operation, and `304` for what is known. */
import { TemporaryError, toError, type AnswerError } from "./errors.js";
import type { Operation } from "./generated.js";

/** What `fetch` does, as far as it is needed. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  /** Such as `https://cms.example.org/graphql/`. */
  readonly url: string;
  /** Headers of each request, such as `Authorization`; asked for each time. */
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
  readonly fetch?: Fetch;
  /** Milliseconds until a request without a whole answer counts as failed; 30,000 by default. */
  readonly timeout?: number;
}

/** An answer, or `data: undefined` if it is that of the `etag` that was sent. */
export interface Answer<Data> {
  readonly data: Data | undefined;
  /** To send with the same question next time. */
  readonly etag: string | undefined;
}

export interface Asking {
  /** The `ETag` of the answer that the caller still has to this question. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Body<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly AnswerError[];
}

const ACCEPT = "application/graphql-response+json";
/** Servers and proxies refuse longer addresses. */
const MAX_URL = 4000;

/** One server, and who asks. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Returns the address of the stream of events beside the endpoint. */
  get events(): string {
    return `${this.#options.url.replace(/\/$/, "")}/changes`;
  }

  /**
   * Asks for an operation. An answer with errors counts as none.
   *
   * Throws `TemporaryError` for what may work later and `RefusedError` for the rest.
   */
  async ask<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    asking: Asking = {},
  ): Promise<Answer<Data>> {
    const url = this.#url(operation, variables);
    if (url.length > MAX_URL) return this.#post(operation, variables, asking);
    const headers: Record<string, string> = asking.etag ? { "If-None-Match": asking.etag } : {};
    // The ETag is ours to keep, so the cache of a browser shall not answer in between.
    const response = await this.fetch(url, { headers, cache: "no-store" }, asking.signal);
    if (response.status === 304) return { data: undefined, etag: asking.etag };
    const body = await this.#body<Data>(response);
    const codes = body.errors?.map((one) => one.extensions?.code);
    if (codes?.includes("PERSISTED_QUERY_NOT_FOUND")) {
      return this.#post(operation, variables, asking);
    }
    return this.#answer(response, body);
  }

  /**
   * Fetches with the headers of whoever asks; a failed connection is a `TemporaryError`.
   *
   * The whole answer has to be there after `timeout` milliseconds; null: it may take for ever.
   */
  async fetch(
    url: string,
    init: RequestInit,
    signal?: AbortSignal,
    timeout: number | null = this.#options.timeout ?? 30_000,
  ): Promise<Response> {
    const limit = timeout === null ? undefined : AbortSignal.timeout(timeout);
    const own = (await this.#options.headers?.()) ?? {};
    const headers = { Accept: ACCEPT, ...(init.headers as Record<string, string>), ...own };
    const send = this.#options.fetch ?? ((to, what) => fetch(to, what));
    try {
      return await send(url, { ...init, headers, signal: either(limit, signal) ?? null });
    } catch (error) {
      signal?.throwIfAborted();
      throw new TemporaryError("The server is out of reach.", undefined, { cause: error });
    }
  }

  #url<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): string {
    const query = new URLSearchParams({
      operationName: operation.name,
      variables: JSON.stringify(variables),
      extensions: JSON.stringify(persisted(operation)),
    });
    return `${this.#options.url}?${query}`;
  }

  async #post<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    asking: Asking,
  ): Promise<Answer<Data>> {
    const { name: operationName, text: query } = operation;
    const extensions = persisted(operation);
    const init = {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ operationName, query, variables, extensions }),
    };
    const response = await this.fetch(this.#options.url, init, asking.signal);
    return this.#answer(response, await this.#body<Data>(response));
  }

  async #body<Data>(response: Response): Promise<Body<Data>> {
    let found: unknown;
    try {
      found = JSON.parse(await response.text());
    } catch (error) {
      // Cut off on the way, or the page of a proxy.
      const isCut = response.ok || response.status >= 500 || error instanceof TypeError;
      if (isCut) throw new TemporaryError("The answer is broken.", waitOf(response), { cause: error });
    }
    return typeof found === "object" && found !== null ? (found as Body<Data>) : {};
  }

  #answer<Data>(response: Response, { data, errors }: Body<Data>): Answer<Data> {
    if (!response.ok || errors?.length || data === undefined || data === null) {
      const error = toError(response.status, errors ?? [], waitOf(response));
      if (data && error instanceof TemporaryError) error.partial = data;
      throw error;
    }
    return { data, etag: response.headers.get("ETag") ?? undefined };
  }
}

/** Returns the seconds that a response asks to wait, if it does. */
export function waitOf(response: Response): number | undefined {
  const text = response.headers.get("Retry-After");
  if (!text) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function persisted({ hash }: { readonly hash: string }): object {
  return { persistedQuery: { version: 1, sha256Hash: hash } };
}

/** A signal that ends when one of two does. `AbortSignal.any` is younger than many phones. */
export function either(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  if (!one || !other) return one ?? other;
  const any = (AbortSignal as { any?: typeof AbortSignal.any }).any;
  if (any) return any.call(AbortSignal, [one, other]);
  const both = new AbortController();
  for (const signal of [one, other]) {
    if (signal.aborted) both.abort(signal.reason);
    const end = () => both.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true, signal: both.signal });
  }
  return both.signal;
}
