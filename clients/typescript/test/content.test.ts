/** What an app does with content that is younger than itself, or too old. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isKnown, mustRevalidate, show, type Audience } from "../src/index.js";

const heading = { __typename: "HeadingBlock", html: "<h2>Hi</h2>", text: "Hi" } as const;
const future = { __typename: "HologramBlock", html: "<p>Hi</p>", text: "" } as const;

test("shows a block of a type that it knows in its own way, and any other as HTML", () => {
  const showing = { HeadingBlock: ({ text }: { text: string }) => `# ${text}` };
  const shown = [heading, future].map((block) => show(block, showing, ({ html }) => html));
  assert.deepEqual(shown, ["# Hi", "<p>Hi</p>"]);
});

test("does not take a type for one that every object has", () => {
  const block = { __typename: "constructor", html: "<p>Hi</p>" };
  assert.equal(show(block, {}, ({ html }) => html), "<p>Hi</p>");
});

test("knows which types it was generated with", () => {
  assert.equal(isKnown("Block", heading), true);
  assert.equal(isKnown("Block", future), false);
});

test("says when an object must not be shown without asking", () => {
  const now = Date.parse("2026-01-08T00:00:00Z");
  assert.equal(mustRevalidate({ mustRevalidateAfter: "2026-01-07T00:00:00+00:00" }, now), true);
  assert.equal(mustRevalidate({ mustRevalidateAfter: "2026-01-09T00:00:00Z" }, now), false);
  assert.equal(mustRevalidate({}, now), false);
});

test("a value of an enum from the future is a text that types know of", () => {
  // @ts-expect-error Without a default this returns nothing for a value from the future.
  const labelled = (audience: Audience): string => {
    switch (audience) {
      case "EVERYONE":
        return "all";
      case "YOUNG_PEOPLE":
      case "PARENTS":
      case "CARERS":
      case "PROFESSIONALS":
        return "some";
    }
  };
  assert.equal(labelled("EVERYONE"), "all");
  assert.equal(labelled("ROBOTS" as Audience), undefined);
});
