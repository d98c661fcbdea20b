/** Whether old models of Swift and Kotlin read the answers of a newer server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv, type AnySchemaObject } from "ajv";

const source = new URL("../../generate/models.mjs", import.meta.url);
const { schemas } = (await import(source.href)) as { schemas: Record<string, AnySchemaObject> };

function misfits(operation: string, data: unknown): string[] {
  const fits = new Ajv({ allErrors: true }).compile(schemas[operation] as AnySchemaObject);
  return fits(data) ? [] : (fits.errors ?? []).map((one) => `${one.instancePath}: ${one.message}`);
}

const change = { id: "x", kind: "ARCHIVE", type: "Podcast", version: null, reason: "LOST" };

function page(node: object): object {
  return { changes: { cursor: "1", hasMore: false, changes: [{ ...change, node }] } };
}

test("objects of types from the future fit, and so do kinds and reasons", () => {
  assert.deepEqual(misfits("Sync", page({ __typename: "Podcast", id: "x", seconds: 12 })), []);
});

test("a post with a block and an audience from the future fits", () => {
  const block = { __typename: "HologramBlock", id: "b", html: "<p>Hi</p>", plainText: "Hi", depth: 3 };
  const node = { __typename: "Post", id: "x", audience: "ROBOTS", body: [block] };
  assert.deepEqual(misfits("Sync", page(node)), []);
});

test("a page without the checksum that was not asked for fits, and one without a cursor does not", () => {
  const whole = page({ __typename: "Tag", id: "t" }) as { changes: object };
  assert.deepEqual(misfits("Sync", { changes: { ...whole.changes, checksum: "00" } }), []);
  assert.notDeepEqual(misfits("Sync", { changes: { ...whole.changes, cursor: undefined } }), []);
});

test("a contact that is gone is null among those that are asked for by id", () => {
  assert.deepEqual(misfits("Revalidate", { nodes: [null, { __typename: "Contact", id: "c" }] }), []);
});
