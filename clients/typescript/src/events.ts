/** The stream of events that says when there is something new; see docs/live.md. */
import { TemporaryError } from "./errors.js";
import { throwIfStopped } from "./signals.js";
import { waitOf, type Transport } from "./transport.js";

/** The server breaks silence every 15 seconds; after three such spans nobody is there. */
const SILENCE = 45_000;

export interface Event {
  readonly id: string | undefined;
  readonly data: string;
  /** Milliseconds after which to ask again when the stream ends, if the server has said so. */
  readonly retry: number | undefined;
}

/** Whether answers can be read as they come: React Native's `fetch` waits for their end. */
export function canListen(): boolean {
  return "body" in ((globalThis.Response as typeof Response | undefined)?.prototype ?? {});
}

/**
 * Yields events until the stream ends.
 *
 * Throws `TemporaryError` where there is no stream: too many listen, none is offered, or none can be
 * read here, and then nothing is asked.
 */
export async function* listen(
  transport: Transport,
  lastId: string | undefined,
  signal?: AbortSignal,
): AsyncGenerator<Event> {
  if (!canListen()) throw new TemporaryError("No stream can be read here.");
  const silence = new Silence(signal);
  try {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (lastId !== undefined) headers["Last-Event-ID"] = lastId;
    const url = transport.events;
    const response = await transport.fetch(url, { headers, cache: "no-store" }, silence.signal);
    if (response.status !== 200 || !response.body) {
      await response.body?.cancel();
      throw new TemporaryError(`No stream: status ${response.status}.`, waitOf(response));
    }
    yield* parsed(texts(response.body, silence));
  } finally {
    silence.end();
  }
}

/** Yields the events in the texts of a stream, after the specification of server-sent events. */
export async function* parsed(chunks: AsyncIterable<string>): AsyncGenerator<Event> {
  let rest = "";
  let [data, id, retry]: [string[], string | undefined, number | undefined] = [[], undefined, undefined];
  for await (const chunk of chunks) {
    rest += chunk;
    // A carriage return at the end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (line === "") {
        if (data.length) yield { id, data: data.join("\n"), retry };
        data = [];
      } else if (field === "data") data.push(value);
      else if (field === "id") id = value;
      else if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
    }
  }
}

async function* texts(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  silence: Silence,
): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      silence.broken();
      yield decoder.decode(value, { stream: true });
    }
  } catch (error) {
    throwIfStopped(silence.stopped);
    throw new TemporaryError("The stream broke.", undefined, { cause: error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Hangs up after too long a silence, or when the caller stops. */
class Silence {
  readonly #hangUp = new AbortController();
  readonly #stop = () => this.#hangUp.abort(this.stopped?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly stopped?: AbortSignal) {
    if (stopped?.aborted) this.#stop();
    stopped?.addEventListener("abort", this.#stop, { once: true });
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#hangUp.signal;
  }

  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hangUp.abort(new Error("Silence")), SILENCE);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.stopped?.removeEventListener("abort", this.#stop);
    this.#hangUp.abort();
  }
}
