/** Freshness by events, and without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  follow,
  listen,
  MemoryStorage,
  RefusedError,
  TakenOverError,
  TemporaryError,
  Transport,
  type Fetch,
  type Followed,
  type FollowOptions,
} from "../src/index.js";
import { parsed } from "../src/events.js";
import { FakeClock, Feed, ids, open } from "./fake.js";

async function* chunks(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function events(...texts: string[]) {
  const found = [];
  for await (const event of parsed(chunks(...texts))) found.push(event);
  return found;
}

function stream(...texts: string[]): Response {
  return held(20, ...texts);
}

/** A stream that stays for some milliseconds after its texts. */
function held(milliseconds: number, ...texts: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

/** Follows until there have been so many pulls; returns the requests and the pauses. */
async function followed(
  pulls: number,
  answers: (() => Response)[],
  failing: Record<number, Error> = {},
  more: Partial<FollowOptions> = {},
  also: Partial<Followed> = {},
) {
  const stop = new AbortController();
  const clock = new FakeClock();
  const asked: (string | undefined)[] = [];
  const errors: unknown[] = [];
  let count = 0;
  const fetch: Fetch = async (_url, init) => {
    asked.push((init.headers as Record<string, string>)["Last-Event-ID"]);
    const answer = answers.shift();
    if (!answer) throw new TypeError("fetch failed");
    return answer();
  };
  const store = {
    async pull() {
      count += 1;
      if (count >= pulls) stop.abort(new Error("Enough"));
      const failure = failing[count];
      if (failure) throw failure;
    },
    ...also,
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch });
  const onError = (error: unknown) => errors.push(error);
  await follow({ store, transport, signal: stop.signal, clock, onError, ...more });
  return { asked, errors, slept: clock.slept, count };
}

test("reads events however they are cut", async () => {
  const text = "retry: 3000\r\n\r\nid: a-1\ndata: a-1\n\n: still here\n\nid: a-2\r\ndata:x\r\ndata: y\r\n\r\n";
  const expected = [
    { id: "a-1", data: "a-1", retry: 3000 },
    { id: "a-2", data: "x\ny", retry: 3000 },
  ];
  assert.deepEqual(await events(text), expected);
  assert.deepEqual(await events(...text), expected);
});

test("reads lines that end in a carriage return alone", async () => {
  const [event] = await events("data: x\rdata: y\r\r", "data: z");
  assert.equal(event?.data, "x\ny");
});

test("pulls after a random delay when an event comes, and goes on after the last one", async () => {
  const one = () => stream("retry: 1000\n\n", "id: a-1\ndata: a-1\n\n");
  const { asked, slept } = await followed(3, [one, () => stream()]);
  assert.deepEqual(asked.slice(0, 1), [undefined]);
  assert.deepEqual(slept.slice(0, 2), [1000, 1100]);
});

test("names the last event that it heard", async () => {
  const one = () => stream("id: a-1\ndata: a-1\n\n");
  const { asked } = await followed(4, [one, one]);
  assert.equal(asked[1], "a-1");
});

/** Does some work where answers come only as a whole, as with React Native's `fetch`. */
async function withoutStreams<T>(work: () => Promise<T>): Promise<T> {
  const body = Object.getOwnPropertyDescriptor(Response.prototype, "body") as PropertyDescriptor;
  delete (Response.prototype as { body?: unknown }).body;
  try {
    return await work();
  } finally {
    Object.defineProperty(Response.prototype, "body", body);
  }
}

test("opens no stream where none can be read, and asks every minute", async () => {
  const { asked, slept, errors } = await withoutStreams(() => followed(3, []));
  assert.deepEqual([asked, slept, errors], [[], [66_000, 66_000], []]);
});

test("whoever listens where no stream can be read is told so, and nothing is asked", async () => {
  const asked: string[] = [];
  const fetch: Fetch = async (url) => {
    asked.push(url);
    return new Response("");
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch });
  await withoutStreams(() => assert.rejects(listen(transport, undefined).next(), TemporaryError));
  assert.deepEqual(asked, []);
});

test("asks now and then where too many listen, as late as the server wants", async () => {
  const full = () => new Response(null, { status: 503, headers: { "Retry-After": "300" } });
  const { slept, errors } = await followed(3, [full, full]);
  assert.deepEqual(slept, [330_000, 330_000]);
  assert.equal(errors.length, 2);
});

test("goes on asking when there is no connection", async () => {
  const { slept } = await followed(3, []);
  assert.deepEqual(slept, [66_000, 66_000]);
});

test("tells of a failed pull, and goes on", async () => {
  const { errors } = await followed(3, [], { 1: new Error("No") });
  assert.equal((errors[0] as Error).message, "No");
});

const twice = () => stream("retry: 1000\n\n", "data: a-1\n\n", "data: a-2\n\n");

test("tries again after a minute what may heal, and leaves alone what is refused", async () => {
  const event = () => held(500, "retry: 1000\n\n", "data: a-1\n\n");
  const healing = await followed(3, [event], { 2: new TemporaryError("Busy") });
  assert.deepEqual(healing.slept.slice(0, 2), [1000, 66_000]);
  const refused = await followed(3, [event, event], { 2: new RefusedError("No", 401, []) });
  assert.deepEqual(refused.slept.slice(0, 2), [1000, 1100]);
});

test("asks for nothing before the server wants it, but within an hour", async () => {
  const wants = (seconds: number) => ({ 1: new TemporaryError("Busy", seconds) });
  const { slept } = await followed(2, [() => stream()], wants(600));
  assert.deepEqual(slept, [660_000]);
  const [longest = 0] = (await followed(2, [], wants(30 * 86_400))).slept;
  assert.equal(Math.round(longest), 3960_000);
});

test("comes back at another time than others where a stream was cut", async () => {
  const cut = () => {
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("retry: 2000\ndata: a-1\n\n"));
        await new Promise((resolve) => setTimeout(resolve, 20));
        controller.error(new TypeError("terminated"));
      },
    });
    return new Response(body);
  };
  const { slept } = await followed(3, [cut]);
  assert.deepEqual(slept, [1000, 1.1 * (2000 + 29_000)]);
});

test("one pull is enough for several events", async () => {
  const { count } = await followed(3, [twice]);
  assert.equal(count, 3);
});

test("ends when another version of the app takes the store over", async () => {
  const { count, errors } = await followed(9, [twice], { 2: new TakenOverError("Over") });
  assert.equal(count, 2);
  assert.ok(errors[0] instanceof TakenOverError);
});

test("a listener to errors that throws does not end it", async () => {
  const reported: unknown[] = [];
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
  const onError = () => {
    throw new Error("Mine");
  };
  const { count } = await followed(2, [], { 1: new Error("No") }, { onError });
  assert.equal(count, 2);
  assert.equal((reported[0] as Error).message, "Mine");
});

test("asks for contacts also where a pull has failed", async () => {
  let asked = 0;
  const revalidate = async () => void (asked += 1);
  await followed(2, [], { 1: new TemporaryError("Busy") }, {}, { revalidate });
  assert.equal(asked, 1);
});

test("neither listens nor asks while nobody looks, and pulls when somebody comes back", async () => {
  let [isHere, changed] = [true, () => undefined as void];
  const presence = {
    isHere: () => isHere,
    watch(listener: () => void) {
      changed = listener;
      return () => undefined;
    },
  };
  const turn = (here: boolean) => {
    isHere = here;
    changed();
  };
  const stop = new AbortController();
  let [pulls, listening] = [0, 0];
  const store = { pull: async () => void (pulls += 1) };
  const fetch: Fetch = (_url, init) => {
    listening += 1;
    return new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => {
        listening -= 1;
        reject(new Error("Hung up"));
      });
    });
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch });
  const following = follow({ store, transport, signal: stop.signal, presence });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 10));
  const seen: [number, number][] = [];
  for (const here of [true, false, true]) {
    if (here !== isHere) turn(here);
    await settle();
    seen.push([pulls, listening]);
  }
  assert.deepEqual(seen, [[1, 1], [1, 0], [2, 1]]);
  stop.abort();
  await following;
  assert.equal(listening, 0);
});

test("one tab listens for all, and another one takes its place", async () => {
  const feed = new Feed();
  feed.put("Post", "a");
  let turn: Promise<void> = Promise.resolve();
  const storage = new MemoryStorage();
  const shared = Object.assign(storage, {
    lead(work: () => Promise<void>, signal?: AbortSignal) {
      turn = turn.then(() => (signal?.aborted ? undefined : work()));
      return turn;
    },
  });
  const streams: string[] = [];
  const tabs = await Promise.all(
    ["first", "second"].map(async (name) => {
      const stop = new AbortController();
      const fetch: Fetch = (url, init) => {
        if (!url.endsWith("/changes")) return feed.fetch(url, init);
        streams.push(name);
        return new Promise((_resolve, reject) => {
          init.signal?.addEventListener("abort", () => reject(new Error("Hung up")));
        });
      };
      const store = await open(feed, shared);
      const transport = new Transport({ url: "http://cms.test/graphql/", fetch });
      return { store, stop, following: follow({ store, transport, signal: stop.signal }) };
    }),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 100));
  while (!streams.length) await settle();
  await settle();
  assert.equal(streams.length, 1);
  for (const { store } of tabs) assert.deepEqual(await ids(store), ["a"]);
  const order = streams[0] === "first" ? tabs : [...tabs].reverse();
  order[0]?.stop.abort();
  while (streams.length < 2) await settle();
  order[1]?.stop.abort();
  await Promise.all(tabs.map(({ following }) => following));
});
