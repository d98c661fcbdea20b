/** Whom to call: shown only while it is sure to be right. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { daysUntilDue, MemoryStorage, mustRevalidate, TemporaryError } from "../src/index.js";
import { answer, DAY, FakeClock, Feed, offline, open } from "./fake.js";

const SOON = "2026-01-01T18:00:00+00:00";
const FAR = "2026-01-07T00:00:00+00:00";
const near = { __typename: "Contact", id: "near" } as const;

async function holding(moment: string | null, fields: object = {}) {
  const [feed, clock] = [new Feed(), new FakeClock()];
  feed.put("Contact", "near", { phone: "old", mustRevalidateAfter: moment, ...fields });
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  feed.nodes = [{ ...near, phone: "new", mustRevalidateAfter: FAR } as never];
  const shown = async () => (await store.current([near])).map(({ phone }) => phone);
  return { feed, clock, store, shown };
}

test("a contact that is not due is shown without asking", async () => {
  const { feed, shown } = await holding(FAR);
  feed.failures.push(offline);
  assert.deepEqual(await shown(), ["old"]);
});

test("a contact that is due is shown as the server has answered now", async () => {
  const { clock, shown } = await holding(SOON);
  clock.time += DAY;
  assert.deepEqual(await shown(), ["new"]);
});

test("a contact that is due is not shown where the server is out of reach", async () => {
  const { feed, clock, shown } = await holding(SOON);
  clock.time += DAY;
  feed.failures.push(offline);
  assert.deepEqual(await shown(), []);
});

test("a contact that is gone is shown no more, and the checksum knows", async () => {
  const { feed, clock, store, shown } = await holding(SOON);
  clock.time += DAY;
  feed.nodes = [null];
  assert.deepEqual(await shown(), []);
  assert.equal(await store.get("Contact", "near"), undefined);
  feed.remove("Contact", "near");
  assert.deepEqual(await store.pull(), { changes: 1, resynced: false, verified: true });
});

test("a line that is overdue at the server too is shown for as long as somebody looks", async () => {
  const { feed, clock, shown } = await holding(SOON);
  clock.time += DAY;
  feed.nodes = [{ ...near, phone: "new", mustRevalidateAfter: SOON } as never];
  assert.deepEqual(await shown(), ["new"]);
  const asked = feed.asked.length;
  assert.deepEqual(await shown(), ["new"]);
  assert.equal(feed.asked.length, asked);
  clock.time += 300_000;
  feed.failures.push(offline);
  assert.deepEqual(await shown(), []);
});

test("a clock that was set back makes all contacts due", async () => {
  const { feed, clock, shown } = await holding(FAR);
  clock.time -= 30 * DAY;
  feed.failures.push(offline);
  assert.deepEqual(await shown(), []);
});

test("a clock that is behind the server's does not make a contact good for longer", async () => {
  const { feed, clock, store, shown } = await holding(FAR);
  const moment = new Date(clock.time + 5 * DAY).toUTCString();
  const changes = { cursor: "1:1", hasMore: false, changes: [] };
  const dated = () => new Response(JSON.stringify({ data: { changes } }), { headers: { Date: moment } });
  feed.failures.push(dated);
  await store.pull();
  assert.deepEqual(await shown(), ["old"]);
  clock.time += DAY;
  feed.failures.push(offline);
  assert.deepEqual(await shown(), []);
});

test("a clock that was set back is found out also where nothing is new", async () => {
  const { feed, clock, store, shown } = await holding(FAR);
  const date = new Date(clock.time).toUTCString();
  await store.pull();
  clock.time -= 30 * DAY;
  // A day of verification is not known any more, so there is one answer more.
  await store.pull();
  feed.failures.push(() => new Response(null, { status: 304, headers: { Date: date } }));
  await store.pull();
  clock.time += 6 * DAY;
  feed.failures.push(offline);
  assert.deepEqual(await shown(), []);
});

test("contacts of the first snapshot are asked for anew before it is complete", async () => {
  const [feed, clock] = [new Feed(), new FakeClock()];
  feed.put("Contact", "near", { phone: "old", mustRevalidateAfter: SOON });
  for (const id of ["a", "b", "c"]) feed.put("Post", id);
  feed.failures.push(undefined, undefined, ...Array<typeof offline>(6).fill(offline));
  const store = await open(feed, new MemoryStorage(), clock);
  await assert.rejects(store.pull());
  feed.nodes = [{ ...near, phone: "new", mustRevalidateAfter: FAR } as never];
  await store.revalidate();
  assert.equal((await store.get("Contact", "near"))?.phone, "new");
});

test("an object is asked for once an hour, and again where that has failed", async () => {
  const { feed, clock, store } = await holding(SOON);
  feed.failures.push(offline);
  await assert.rejects(store.revalidate());
  feed.asked.length = 0;
  for (const time of [0, 60_000, 3600_000]) {
    clock.time += time;
    feed.nodes = [{ ...near, phone: "new", mustRevalidateAfter: SOON } as never];
    await store.revalidate();
  }
  assert.equal(feed.asked.filter(({ method }) => method === "GET").length, 2);
});

test("fields that were not asked for by id stay", async () => {
  const { clock, store, shown } = await holding(SOON, { fax: "1" });
  clock.time += DAY;
  await shown();
  assert.equal(((await store.get("Contact", "near")) as { fax?: string } | undefined)?.fax, "1");
});

test("contacts are asked for while a long pull is under way", async () => {
  const { feed, clock, store, shown } = await holding(SOON);
  clock.time += DAY;
  let go: (() => void) | undefined;
  feed.put("Post", "a");
  feed.failures.push(() => new Promise((resolve) => (go = () => resolve(answer({})))));
  const pulled = store.pull();
  while (!go) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await shown(), ["new"]);
  go();
  await pulled;
  assert.deepEqual([(await store.get("Contact", "near"))?.phone, (await store.all("Post")).length], ["new", 1]);
});

for (const [name, nodes] of Object.entries({
  "an object": [{ ...near, phone: "old", mustRevalidateAfter: FAR }],
  nothing: [null],
})) {
  test(`an answer by id of ${name} does not undo what was pulled while it was on its way`, async () => {
    const { feed, clock, store } = await holding(SOON);
    clock.time += DAY;
    let go: (() => void) | undefined;
    feed.failures.push(() => new Promise((resolve) => (go = () => resolve(answer({ nodes })))));
    const asked = store.revalidate();
    while (!go) await new Promise((resolve) => setImmediate(resolve));
    feed.put("Contact", "near", { phone: "newer", mustRevalidateAfter: FAR });
    await store.pull();
    go();
    await asked;
    assert.equal((await store.get("Contact", "near"))?.phone, "newer");
    clock.time += DAY;
    assert.equal((await store.pull()).verified, true);
  });
}

test("an answer by id that is none deletes nothing", async () => {
  for (const data of [{}, { nodes: [] }, { nodes: null }, { nodes: [{ ...near, id: "other" }] }]) {
    const { feed, clock, store, shown } = await holding(SOON);
    clock.time += DAY;
    feed.failures.push(() => answer(data));
    assert.deepEqual(await shown(), []);
    assert.equal((await store.get("Contact", "near"))?.phone, "old");
  }
});

/** An answer to `Revalidate` with errors at some paths. */
function broken(nodes: unknown[], ...paths: (readonly (string | number)[] | undefined)[]): () => Response {
  const extensions = { code: "INTERNAL_SERVER_ERROR" };
  const errors = paths.map((path) => ({ message: "Oh", extensions, ...(path && { path }) }));
  return () => new Response(JSON.stringify({ data: { nodes }, errors }));
}

async function holdingTwo(feed = new Feed(), clock = new FakeClock()) {
  for (const id of ["a", "b"]) feed.put("Contact", id, { phone: "old", mustRevalidateAfter: SOON });
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  const both = ["a", "b"].map((id) => ({ __typename: "Contact", id }) as const);
  const shown = async () => (await store.current(both)).map(({ id, phone }) => `${id} ${phone}`);
  return { feed, clock, store, shown };
}
const renewed = (id: string, fields: object = {}) => ({
  ...{ __typename: "Contact", id, phone: "new", mustRevalidateAfter: FAR },
  ...fields,
});

test("a contact that the server cannot answer hides no other one", async () => {
  const { feed, store, shown } = await holdingTwo();
  feed.failures.push(broken([renewed("a"), null], ["nodes", 1]));
  assert.deepEqual(await shown(), ["a new"]);
  assert.equal((await store.get("Contact", "b"))?.phone, "old");
});

test("a contact of which a field is missing with an error is none that was confirmed", async () => {
  const { feed, store, shown } = await holdingTwo();
  feed.failures.push(broken([renewed("a", { phone: null }), renewed("b")], ["nodes", 0, "phone"]));
  assert.deepEqual(await shown(), ["b new"]);
  assert.equal((await store.get("Contact", "a"))?.phone, "old");
});

test("an error that names no contact confirms none and deletes none", async () => {
  for (const path of [undefined, ["nodes"], ["other", 0]]) {
    const { feed, store, shown } = await holdingTwo();
    feed.failures.push(broken([renewed("a"), null], path));
    assert.deepEqual(await shown(), []);
    assert.deepEqual((await store.all("Contact")).map(({ phone }) => phone), ["old", "old"]);
  }
});

test("a contact that cannot be answered is told of, and asked for again", async () => {
  const { feed, store, shown } = await holdingTwo();
  feed.failures.push(broken([renewed("a"), null], ["nodes", 1]));
  await assert.rejects(store.revalidate(), TemporaryError);
  feed.nodes = [renewed("b")];
  await store.revalidate();
  assert.deepEqual(await shown(), ["a new", "b new"]);
});

test("a contact that cannot be answered does not keep the next hundred from being asked for", async () => {
  const [feed, clock] = [new Feed(), new FakeClock()];
  const all = Array.from({ length: 101 }, (_, number) => String(number).padStart(3, "0"));
  for (const id of all) feed.put("Contact", id, { mustRevalidateAfter: SOON });
  const store = await open(feed, new MemoryStorage(), clock);
  await store.pull();
  clock.time += DAY;
  const hundred = all.slice(0, 100).map((id) => renewed(id));
  feed.failures.push(undefined, broken([null, ...hundred.slice(1)], ["nodes", 0]));
  feed.nodes = [renewed("100")];
  await assert.rejects(store.revalidate(), TemporaryError);
  const old = (await store.all("Contact")).filter(({ phone }) => phone !== "new");
  assert.deepEqual(old.map(({ id }) => id), ["000"]);
});

test("a contact without a moment, or with one that cannot be read, is due", () => {
  assert.equal(mustRevalidate({ __typename: "Contact" }), true);
  assert.equal(mustRevalidate({ __typename: "CrisisResource", mustRevalidateAfter: "soon" }), true);
  assert.equal(daysUntilDue({ __typename: "Post" }), Infinity);
});

test("no block of a kept post tells a number that nobody could renew", async () => {
  const feed = new Feed();
  const block = { __typename: "ContactBlock", html: "<a>555</a>", plainText: "555", contact: near };
  const other = { __typename: "ParagraphBlock", html: "<p>Hi</p>", plainText: "Hi" };
  feed.put("Post", "a", { body: [block, other] });
  const store = await open(feed);
  await store.pull();
  const body = (await store.get("Post", "a"))?.body;
  assert.deepEqual(body, [{ ...block, html: "", plainText: "" }, other]);
});
