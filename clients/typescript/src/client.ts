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
  #kept = new Map<string, Kept>();
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
    const all = this.#kept;
    const key = `${operation.hash} ${JSON.stringify(variables)}`;
    const kept = all.get(key);
    const answer = await this.#transport.ask(operation, variables, { etag: kept?.etag, signal });
    all.delete(key);
    const data = answer.data ?? (kept?.data as Data);
    if (answer.etag) all.set(key, { etag: answer.etag, data });
    for (const oldest of all.keys()) {
      if (all.size <= this.#room) break;
      all.delete(oldest);
    }
    return data;
  }

  /** Forgets all answers, as after a log-out; also those that are still on their way. */
  clear(): void {
    this.#kept = new Map();
  }
}
