/** Questions over HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, Search, TemporaryError, TooMuchError, Transport, type Fetch } from "../src/index.js";
import { answer, refusal } from "./fake.js";

function asking(...answers: Response[]) {
  const requests: { url: string; init: RequestInit }[] = [];
  const fetch: Fetch = async (url, init) => {
    requests.push({ url, init });
    return answers.shift() as Response;
  };
  const headers = () => ({ Authorization: "Bearer x" });
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch, headers });
  return { requests, transport, client: new Client(transport) };
}

const found = { search: { totalCount: 0, nodes: [], pageInfo: {} } };

test("asks by the hash of the operation", async () => {
  const { requests, client } = asking(answer(found));
  assert.deepEqual(await client.query(Search, { query: "sleep" }), found);
  const query = new URL(requests[0]?.url ?? "").searchParams;
  assert.equal(query.get("query"), null);
  assert.match(query.get("extensions") ?? "", new RegExp(Search.hash));
});

test("sends the text once where the hash is not known", async () => {
  const { requests, client } = asking(refusal("PERSISTED_QUERY_NOT_FOUND"), answer(found));
  assert.deepEqual(await client.query(Search, { query: "sleep" }), found);
  assert.deepEqual(requests.map(({ init }) => init.method), [undefined, "POST"]);
});

test("keeps an answer for as long as the server says that it is the same", async () => {
  const same = new Response(null, { status: 304 });
  const { requests, client } = asking(answer(found, '"1"'), same);
  await client.query(Search, { query: "sleep" });
  assert.deepEqual(await client.query(Search, { query: "sleep" }), found);
  assert.equal((requests[1]?.init.headers as Record<string, string>)["If-None-Match"], '"1"');
});

test("sends what is too long for an address in a body", async () => {
  const { requests, client } = asking(answer(found));
  await client.query(Search, { query: "x".repeat(5000) });
  assert.equal(requests[0]?.init.method, "POST");
});

test("says who asks", async () => {
  const { requests, client } = asking(answer(found));
  await client.query(Search, { query: "sleep" });
  assert.equal((requests[0]?.init.headers as Record<string, string>)["Authorization"], "Bearer x");
});

test("ends when the caller stops", async () => {
  const transport = new Transport({
    url: "http://cms.test/graphql/",
    fetch: (_url, init) =>
      new Promise((_resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  });
  const stop = new AbortController();
  const asked = transport.ask(Search, { query: "sleep" }, { signal: stop.signal });
  setTimeout(() => stop.abort(new Error("Enough")), 5);
  await assert.rejects(asked, { message: "Enough" });
});

test("forgets all answers when it is cleared, also one that is on its way", async () => {
  const { requests, client } = asking(answer(found, '"1"'), answer(found, '"2"'), answer(found));
  await client.query(Search, { query: "sleep" });
  const late = client.query(Search, { query: "sleep" });
  client.clear();
  await late;
  await client.query(Search, { query: "sleep" });
  assert.equal((requests[2]?.init.headers as Record<string, string>)["If-None-Match"], undefined);
});

test("sends the text in a body where a proxy finds the address too long", async () => {
  const { requests, client } = asking(new Response("", { status: 414 }), answer(found));
  assert.deepEqual(await client.query(Search, { query: "sleep" }), found);
  assert.equal(requests[1]?.init.method, "POST");
});

test("works where `AbortSignal` and `URLSearchParams` are those of React Native", async () => {
  const { timeout, any } = AbortSignal;
  const { URLSearchParams } = globalThis;
  const { throwIfAborted } = AbortSignal.prototype;
  Object.assign(AbortSignal, { timeout: undefined, any: undefined });
  Object.assign(AbortSignal.prototype, { throwIfAborted: undefined });
  Object.assign(globalThis, { URLSearchParams: undefined });
  try {
    const { requests, client } = asking(answer(found));
    const stop = new AbortController();
    await client.query(Search, { query: "a&b=c d" }, stop.signal);
    const text = /variables=([^&]*)/.exec(requests[0]?.url ?? "")?.[1] ?? "";
    assert.deepEqual(JSON.parse(decodeURIComponent(text)), { query: "a&b=c d" });
    stop.abort();
    await assert.rejects(client.query(Search, { query: "sleep" }, stop.signal));
  } finally {
    Object.assign(AbortSignal, { timeout, any });
    Object.assign(AbortSignal.prototype, { throwIfAborted });
    Object.assign(globalThis, { URLSearchParams });
  }
});

test("what takes longer than our own limit is too much, and what only breaks is not", async () => {
  const asked = (fetch: Fetch) =>
    new Transport({ url: "http://cms.test/graphql/", fetch, timeout: 20 }).ask(Search, { query: "sleep" });
  const slow: Fetch = (_url, init) =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
    });
  await assert.rejects(asked(slow), TooMuchError);
  const cut: Fetch = () => Promise.reject(new TypeError("fetch failed"));
  await assert.rejects(asked(cut), (error) => !(error instanceof TooMuchError));
});

test("an answer whose body never ends is none", async () => {
  const body = () => new ReadableStream<Uint8Array>({ start: (one) => one.enqueue(new Uint8Array([123])) });
  const fetch: Fetch = async (_url, init) => {
    const stream = body();
    const response = new Response(stream);
    const text = () =>
      new Promise<string>((_resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    return Object.assign(response, { text });
  };
  const transport = new Transport({ url: "http://cms.test/graphql/", fetch, timeout: 20 });
  await assert.rejects(transport.ask(Search, { query: "sleep" }), TemporaryError);
});
