/** Questions over HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Client, Search, Transport, type Fetch } from "../src/index.js";
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
