/** Questions over HTTP: cacheable GETs by the hash of the operation, and `304` for what is known. */
import { LateError, TemporaryError, toError, type AnswerError } from "./errors.js";
import type { Operation } from "./generated.js";
import { Limit, throwIfStopped } from "./signals.js";

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
  /** When the server made it, in milliseconds since 1970 by its own clock, if that can be read. */
  readonly at?: number | undefined;
}

export interface Asking {
  /** The `ETag` of the answer that the caller still has to this question. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Body<Data> {
  readonly data: Data | null;
  readonly errors: readonly AnswerError[];
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
    const { response, body } = await this.#exchange<Data>(url, { headers, cache: "no-store" }, asking);
    if (response.status === 304 && asking.etag) {
      return { data: undefined, etag: asking.etag, at: momentOf(response) };
    }
    const codes = body.errors.map((one) => one.extensions?.code);
    // A proxy may find an address too long that the server does not.
    if (response.status === 414 || codes.includes("PERSISTED_QUERY_NOT_FOUND")) {
      return this.#post(operation, variables, asking);
    }
    return answered(response, body);
  }

  /** Fetches with the headers of whoever asks, for as long as it takes. */
  async fetch(url: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const own = (await this.#options.headers?.()) ?? {};
    const headers = { Accept: ACCEPT, ...(init.headers as Record<string, string>), ...own };
    const send = this.#options.fetch ?? ((to, what) => fetch(to, what));
    throwIfStopped(signal);
    try {
      return await send(url, { ...init, headers, signal: signal ?? null });
    } catch (error) {
      throwIfStopped(signal);
      throw new TemporaryError("The server is out of reach.", undefined, { cause: error });
    }
  }

  /** Fetches a whole answer; one that takes too long is a `TooMuchError`. */
  async #exchange<Data>(
    url: string,
    init: RequestInit,
    { signal }: Asking,
  ): Promise<{ response: Response; body: Body<Data> }> {
    const limit = new Limit(signal, this.#options.timeout ?? 30_000);
    try {
      const response = await this.fetch(url, init, limit.signal);
      const text = await response.text();
      return { response, body: read<Data>(response, text) };
    } catch (error) {
      throwIfStopped(signal);
      if (limit.isLate) throw new LateError("The answer took too long.", undefined, { cause: error });
      if (error instanceof TemporaryError) throw error;
      throw new TemporaryError("The answer did not come.", undefined, { cause: error });
    } finally {
      limit.end();
    }
  }

  #url<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): string {
    const query = {
      operationName: operation.name,
      variables: JSON.stringify(variables),
      extensions: JSON.stringify(persisted(operation)),
    };
    // By hand: some versions of React Native have a `URLSearchParams` that escapes nothing.
    const pairs = Object.entries(query).map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
    return `${this.#options.url}?${pairs.join("&")}`;
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
    const { response, body: found } = await this.#exchange<Data>(this.#options.url, init, asking);
    return answered(response, found);
  }
}

/** Returns the body of a GraphQL answer; nothing if it is another thing. */
function read<Data>(response: Response, text: string): Body<Data> {
  let found: Partial<Body<Data>> | null;
  try {
    found = JSON.parse(text) as typeof found;
  } catch (error) {
    // Cut off on the way, or the page of a proxy.
    const isCut = response.ok || response.status >= 500;
    if (isCut) throw new TemporaryError("The answer is broken.", waitOf(response), { cause: error });
    found = null;
  }
  const { data, errors } = found ?? {};
  const list: unknown[] = Array.isArray(errors) ? errors : errors ? [errors] : [];
  return { data: data ?? null, errors: list.map((one) => (one ?? {}) as AnswerError) };
}

function answered<Data>(response: Response, { data, errors }: Body<Data>): Answer<Data> {
  if (!response.ok || errors.length || typeof data !== "object" || data === null) {
    const error = toError(response.status, errors, waitOf(response));
    if (data && error instanceof TemporaryError) Object.assign(error, { partial: data, errors });
    throw error;
  }
  return { data, etag: response.headers.get("ETag") ?? undefined, at: momentOf(response) };
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

/** When the server says that it is; browsers tell it of other origins only where these allow it. */
function momentOf(response: Response): number | undefined {
  const moment = Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(moment) ? undefined : moment;
}
