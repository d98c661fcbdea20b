/** The offline store against a real server: each promise that a running Hearth has a part in. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "fake-indexeddb/auto";
import * as operations from "../../src/generated.js";
import {
  Changes,
  Client,
  follow,
  IndexedDBStorage,
  MemoryStorage,
  Store,
  Sync,
  TemporaryError,
  Transport,
  type Fetch,
  type Operation,
  type Storage,
} from "../../src/index.js";
import { clock as platformClock } from "../../src/waiting.js";
import { BadNetwork, hearth } from "./hearth.js";
import { misfits } from "./models.js";

const server = hearth();
const backoff = { first: 20, longest: 200, tries: 4 };
const statuses: number[] = [];
const counted: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  statuses.push(response.status);
  return response;
};
let url = "";
/** Each pull is a day later for the stores, so that each compares checksums. */
let days = 0;
const clock = { ...platformClock, now: () => Date.now() + (days += 1) * 24 * 3600_000 };

before(async () => {
  url = await server.command<string>("start");
});
after(() => server.end());

function open(storage: Storage = new MemoryStorage(), to = url, pageSize = 20) {
  const transport = new Transport({ url: to, fetch: counted });
  return Store.open({ storage, transport, operation: Sync, pageSize, backoff, clock });
}

type Opened = Awaited<ReturnType<typeof open>>;

async function slugs(store: Opened): Promise<string[]> {
  return (await store.all("Post")).map(({ slug }) => slug).sort();
}

async function titled(store: Opened, slug: string): Promise<string | undefined> {
  return (await store.all("Post")).find((post) => post.slug === slug)?.title;
}

async function until(met: () => Promise<boolean> | boolean, seconds = 15): Promise<void> {
  for (let waited = 0; waited < seconds * 20; waited += 1) {
    if (await met()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("It did not happen.");
}

test("a snapshot holds all that is published, and the server says so", async () => {
  const store = await open();
  const { verified } = await store.pull();
  assert.equal(verified, true);
  assert.deepEqual(await slugs(store), await server.command<string[]>("slugs"));
});

test("every reference leads to an object that is kept", async () => {
  const store = await open();
  await store.pull();
  for (const post of await store.all("Post")) {
    const references = [post.category, post.heroImage, ...post.authors, ...post.tags];
    for (const one of references.filter((reference) => reference !== null)) {
      assert.ok(await store.resolve(one), `${post.slug}: ${one.__typename} ${one.id}`);
    }
  }
});

test("edits, new posts and removals come with the next pull alone", async () => {
  const store = await open(await IndexedDBStorage.open("edits"));
  const snapshot = await store.pull();
  const [edited, removed] = await server.command<string[]>("slugs");
  assert.ok(edited && removed);
  await server.command("retitle", edited, "Another title");
  await server.command("unpublish", removed);
  await server.command("add", "a-new-post", "A new post");
  const { changes, verified, resynced } = await store.pull();
  assert.deepEqual([verified, resynced], [true, false]);
  assert.ok(changes < snapshot.changes / 2, `${changes} of ${snapshot.changes}`);
  assert.equal(await titled(store, edited), "Another title");
  assert.deepEqual(await slugs(store), await server.command<string[]>("slugs"));
});

test("another number of a contact comes to the contact", async () => {
  const store = await open();
  await store.pull();
  const name = await server.command<string>("phone", "+15035550199");
  assert.equal((await store.pull()).verified, true);
  const contact = (await store.all("Contact")).find((one) => one.name === name);
  assert.equal(contact?.phone, "+15035550199");
});

test("where nothing is new, the answer is 304", async () => {
  const transport = new Transport({ url, fetch: counted });
  const store = await Store.open({ storage: new MemoryStorage(), transport, operation: Sync });
  for (let pulls = 0; pulls < 3; pulls += 1) await store.pull();
  assert.equal(statuses.at(-1), 304);
});

test("a store whose cursor is worthless shows the old content until all is there anew", async () => {
  const store = await open();
  await store.pull();
  const [gone] = await slugs(store);
  await server.command("delete", gone);
  await server.command("forget");
  const counts: number[] = [];
  const told = store.subscribe(() => void store.all("Post").then(({ length }) => counts.push(length)));
  const held = (await slugs(store)).length;
  const { resynced, verified } = await store.pull();
  told();
  assert.deepEqual([resynced, verified], [true, true]);
  assert.deepEqual(await slugs(store), await server.command<string[]>("slugs"));
  await until(() => counts.length > 0);
  assert.deepEqual([...new Set(counts)], [held - 1]);
});

test("a server killed in the middle of a page costs that page alone", async () => {
  const network = new BadNetwork(Number(new URL(url).port));
  const proxied = await network.open();
  const storage = await IndexedDBStorage.open("killed");
  try {
    // Every operation is known by now, so each answer is a page.
    let killed: Promise<unknown> = Promise.resolve();
    network.onCut = () => (killed = server.command("kill"));
    network.left = 60_000;
    await assert.rejects((await open(storage, proxied, 5)).pull(), TemporaryError);
    await killed;
    const half = await open(storage, proxied, 5);
    const kept = (await storage.keys("objects/")).length;
    assert.ok(kept > 0 && !half.isComplete);
    await server.command("start");
    const sent = statuses.length;
    const { verified, changes } = await half.pull();
    assert.equal(verified, true);
    // What others refer to may come before its turn, and then once more; not a whole page again.
    const repeated = kept + changes - (await storage.keys("objects/")).length;
    assert.ok(repeated >= 0 && repeated < 5, `${repeated} objects came twice`);
    assert.ok(statuses.length > sent);
  } finally {
    network.close();
  }
});

test("a store that follows the stream shows an edit without asking for it", async () => {
  const store = await open();
  const transport = new Transport({ url });
  const stop = new AbortController();
  const following = follow({ store, transport, signal: stop.signal, spread: 50, every: 600_000 });
  try {
    await until(() => store.isComplete);
    const [slug = ""] = await slugs(store);
    await server.command("retitle", slug, "Told at once");
    await until(async () => (await titled(store, slug)) === "Told at once");
  } finally {
    stop.abort();
    await following;
  }
});

test("the contract's own operation fills a store too", async () => {
  const transport = new Transport({ url });
  const store = await Store.open({ storage: new MemoryStorage(), transport, operation: Changes });
  assert.equal((await store.pull()).verified, null);
  assert.equal((await store.all("Post")).length, (await server.command<string[]>("slugs")).length);
});

test("each operation is answered as the models say, and from the second time on by its hash", async () => {
  const client = new Client(new Transport({ url, fetch: counted }));
  const [post] = (await client.query(operations.BlogList, { first: 1 })).posts.edges;
  assert.ok(post);
  const { id, slug, path } = post.node;
  const asked: [Operation<unknown, never>, object][] = [
    [operations.BlogList, {}],
    [operations.Changes, {}],
    [operations.Node, { id }],
    [operations.PostPage, { slug }],
    [operations.Revalidate, { ids: [id] }],
    [operations.Route, { path }],
    [operations.Search, { query: "sleep" }],
    [operations.SiteChrome, {}],
    [operations.Sync, {}],
    [operations.Tips, {}],
  ];
  for (const [operation, variables] of asked) {
    const data = await client.query(operation, variables as never);
    assert.deepEqual(misfits(operation.name, data), [], operation.name);
    assert.deepEqual(await client.query(operation, variables as never), data);
    assert.deepEqual(await client.query(operation, variables as never), data);
    assert.equal(statuses.at(-1), 304, operation.name);
  }
});

test("every post and every kind of block fits the models", async () => {
  const transport = new Transport({ url });
  for (const slug of await server.command<string[]>("slugs")) {
    const { data } = await transport.ask(operations.PostPage, { slug });
    assert.deepEqual(misfits("PostPage", data), [], slug);
  }
});
