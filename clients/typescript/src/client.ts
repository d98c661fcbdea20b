/** Ordinary questions, with the last answers kept so that an unchanged one costs a `304`. */
import type { Operation } from "./generated.js";
import type { Transport } from "./transport.js";

interface Kept {
  readonly etag: string;
  readonly data: unknown;
}

/** Asks the operations of a website; the offline store is `Store`. */
export class Client {
  readonly #transport: Transport;
  readonly #kept = new Map<string, Kept>();
  readonly #room: number;

  /** `room` is how many answers are kept, the least recently asked dropped first. */
  constructor(transport: Transport, room = 100) {
    this.#transport = transport;
    this.#room = room;
  }

  /** Returns the answer to an operation, as fresh as the server's. Throws as `Transport.ask` does. */
  async query<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ): Promise<Data> {
    const key = `${operation.hash} ${JSON.stringify(variables)}`;
    const kept = this.#kept.get(key);
    const answer = await this.#transport.ask(operation, variables, { etag: kept?.etag, signal });
    this.#kept.delete(key);
    const data = answer.data ?? (kept?.data as Data);
    if (answer.etag) this.#kept.set(key, { etag: answer.etag, data });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#room) break;
      this.#kept.delete(oldest);
    }
    return data;
  }
}
