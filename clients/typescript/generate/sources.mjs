// The schema and the operations that clients are generated from.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, Kind, parse, print, visit } from "graphql";

const root = new URL("../../../", import.meta.url);

/** The path of a file of the project. */
export const path = (name) => fileURLToPath(new URL(name, root));

export const schema = buildSchema(readFileSync(path("api/schema.graphql"), "utf8"));

/** The contract's operations, and those of the offline store. */
export const sources = ["tests/contract", "clients/operations"].flatMap((folder) =>
  readdirSync(path(folder))
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => ({
      location: `${folder}/${name}`,
      document: parse(readFileSync(path(`${folder}/${name}`), "utf8"), { noLocation: true }),
    })),
);

const fragments = new Map(
  sources
    .flatMap(({ document }) => document.definitions)
    .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
    .map((fragment) => [fragment.name.value, fragment]),
);

function needed(definition, found = new Map()) {
  visit(definition, {
    FragmentSpread({ name: { value: name } }) {
      if (!found.has(name)) {
        found.set(name, fragments.get(name));
        needed(fragments.get(name), found);
      }
    },
  });
  return found;
}

/** Each operation with the fragments it needs, as the text that is sent, and its hash. */
export const operations = sources
  .flatMap(({ document }) => document.definitions)
  .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  .map((operation) => {
    const definitions = [operation, ...needed(operation).values()];
    const text = print({ kind: Kind.DOCUMENT, definitions });
    const hash = createHash("sha256").update(text).digest("hex");
    return { name: operation.name.value, text, hash };
  });
