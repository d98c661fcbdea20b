/** Freshness by events, and without. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, Transport, type Fetch } from "../src/index.js";
import { parsed } from "../src/events.js";
import { FakeClock } from "./fake.js";

async function* chunks(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function events(...texts: string[]) {
  const found = [];
  for await (const event of parsed(chunks(...texts))) found.push(event);
  return found;
}

function stream(...texts: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

/** Follows until there have been so many pulls; returns the requests and the pauses. */
async function followed(pulls: number, answers: (() => Response)[], failing: number[] = []) {
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
      if (failing.includes(count)) throw new Error("No");
    },
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch });
  const onError = (error: unknown) => errors.push(error);
  await follow({ store, transport, signal: stop.signal, clock, onError });
  return { asked, errors, slept: clock.slept };
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
  const { errors } = await followed(3, [], [1]);
  assert.equal((errors[0] as Error).message, "No");
});
