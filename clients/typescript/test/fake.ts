/** A server in a few lines: a feed of changes with cursors, and ways to fail. */
import { createHash } from "node:crypto";
import {
  MemoryStorage,
  Store,
  Sync,
  Transport,
  type Clock,
  type NodeLike,
  type Storage,
  type SyncQuery,
  type SyncQueryVariables,
} from "../src/index.js";

interface Entry {
  readonly kind: "UPSERT" | "REMOVE";
  readonly id: string;
  readonly type: string;
  readonly version: string | null;
  readonly reason: string | null;
  readonly node: (NodeLike & Record<string, unknown>) | null;
}

/** What the server does instead of answering. */
export type Failure = () => Response | Promise<Response>;

export class Feed {
  readonly log: Entry[] = [];
  readonly asked: { method: string; since: string | null; first: number; verify: boolean }[] = [];
  /** What becomes of the next requests, in their order. */
  readonly failures: (Failure | undefined)[] = [];
  epoch = 1;
  /** Added to each checksum: anything but "" makes it wrong. */
  lie = "";
  nodes: (NodeLike | null)[] = [];
  /** The ids of objects that cannot be answered. */
  readonly broken = new Set<string>();
  #known = new Set<string>();
  #versions = 0;

  put(type: string, id: string, fields: Record<string, unknown> = {}): void {
    const version = String((this.#versions += 1));
    this.log.push({ kind: "UPSERT", id, type, version, reason: null, node: { __typename: type, id, ...fields } });
  }

  remove(type: string, id: string): void {
    this.log.push({ kind: "REMOVE", id, type, version: null, reason: "DELETED", node: null });
  }

  /** Makes all cursors worthless, and starts a log of what is there. */
  restart(): void {
    const kept = this.#held();
    this.epoch += 1;
    this.log.splice(0, this.log.length, ...kept.values());
  }

  checksum(): string {
    let total = 0n;
    for (const { id, version } of this.#held().values()) {
      const hash = createHash("sha256").update(`${id}:${version}${this.lie}`).digest("hex");
      total ^= BigInt(`0x${hash.slice(0, 16)}`);
    }
    return total.toString(16).padStart(16, "0");
  }

  readonly statuses: number[] = [];

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await this.#answer(url, init);
    this.statuses.push(response.status);
    return response;
  };

  async #answer(url: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    const body = (init.body ? JSON.parse(init.body as string) : {}) as Record<string, unknown>;
    const query = new URL(url).searchParams;
    const variables = (body["variables"] ?? JSON.parse(query.get("variables") ?? "{}")) as {
      since: string | null;
      first: number;
      verify?: boolean;
    };
    const { since = null, first, verify = false } = variables;
    this.asked.push({ method, since, first, verify });
    const failure = this.failures.shift();
    if (failure) return failure();
    const hash = createHash("sha256").update(String(body["query"] ?? "")).digest("hex");
    const digest = /"sha256Hash":"(\w+)"/.exec(query.get("extensions") ?? "")?.[1] ?? "";
    if (method === "POST") this.#known.add(hash);
    else if (!this.#known.has(digest)) return refusal("PERSISTED_QUERY_NOT_FOUND");
    if ("ids" in variables) return answer({ nodes: this.nodes });
    const [epoch, place] = (variables.since ?? `${this.epoch}:0`).split(":").map(Number);
    if (epoch !== this.epoch) return refusal("RESYNC_REQUIRED");
    const end = Math.min(this.log.length, (place ?? 0) + variables.first);
    const hasMore = end < this.log.length;
    const changes = {
      cursor: `${this.epoch}:${end}`,
      hasMore,
      ...(verify && { checksum: hasMore ? null : this.checksum() }),
      changes: this.log.slice(place, end).map((one) => (this.broken.has(one.id) ? { ...one, node: null } : one)),
    };
    if (changes.changes.some(({ id }) => this.broken.has(id))) {
      const errors = [{ message: "Oh", extensions: { code: "INTERNAL_SERVER_ERROR" } }];
      return new Response(JSON.stringify({ data: { changes }, errors }));
    }
    // An ETag counts for its own address alone.
    const etag = `"${createHash("sha256").update(url + JSON.stringify(changes)).digest("hex")}"`;
    const sent = (init.headers as Record<string, string>)["If-None-Match"];
    return sent === etag ? new Response(null, { status: 304 }) : answer({ changes }, etag);
  }

  #held(): Map<string, Entry> {
    const held = new Map<string, Entry>();
    for (const entry of this.log) {
      if (entry.kind === "UPSERT") held.set(entry.id, entry);
      else held.delete(entry.id);
    }
    return held;
  }
}

export function answer(data: unknown, etag?: string): Response {
  return new Response(JSON.stringify({ data }), { headers: etag ? { ETag: etag } : {} });
}

export function refusal(code: string, status = 400, extensions: object = {}): Response {
  const errors = [{ message: code, extensions: { code, ...extensions } }];
  return new Response(JSON.stringify({ errors }), { status });
}

/** No connection at all. */
export const offline: Failure = () => Promise.reject(new TypeError("fetch failed"));

/** A clock that never waits, and remembers how long it was asked to. */
export class FakeClock implements Clock {
  readonly slept: number[] = [];
  time = Date.parse("2026-01-01T12:00:00Z");
  random = () => 0.5;
  now = () => this.time;
  sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    this.time += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  };
}

export const DAY = 24 * 3600_000;

/** A clock of some days later. */
export function later(days: number): FakeClock {
  const clock = new FakeClock();
  clock.time += days * DAY;
  return clock;
}

export type SyncStore = Store<SyncQuery, SyncQueryVariables>;

export function transport(feed: Feed): Transport {
  return new Transport({ url: "http://cms.test/graphql/", fetch: feed.fetch });
}

export function open(
  feed: Feed,
  storage: Storage = new MemoryStorage(),
  clock = new FakeClock(),
  scope: Partial<SyncQueryVariables> = {},
  pageSize = 2,
): Promise<SyncStore> {
  return Store.open({ storage, transport: transport(feed), operation: Sync, pageSize, clock, scope });
}

export async function ids(store: SyncStore, type: "Post" | "Contact" = "Post"): Promise<string[]> {
  return (await store.all(type)).map(({ id }) => id).sort();
}
