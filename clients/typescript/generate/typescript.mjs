// The types of answers and variables, and the operations as values that carry those types.
import { codegen } from "@graphql-codegen/core";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { getNamedType, isInterfaceType, isUnionType, parse, printSchema } from "graphql";
import { operations, schema, sources } from "./sources.mjs";

const HEADER = `// Written by \`npm run generate\` from api/schema.graphql and the operations; do not edit.

/** An operation with the types of its answer and of its variables. */
export interface Operation<Data, Variables> {
  readonly name: string;
  /** The SHA-256 of the text, for persisted queries. */
  readonly hash: string;
  readonly text: string;
  /** Never there: it only carries the types. */
  readonly types?: (variables: Variables) => Data;
}

`;

function abstractTypes() {
  return Object.values(schema.getTypeMap())
    .filter((type) => isInterfaceType(type) || isUnionType(type))
    .filter(({ name }) => !name.startsWith("__"))
    .map((type) => [type.name, schema.getPossibleTypes(type).map((one) => one.name).sort()]);
}

export async function typescript() {
  const types = await codegen({
    filename: "generated.ts",
    schema: parse(printSchema(schema)),
    documents: sources,
    config: {
      avoidOptionals: { object: true, field: true, inputValue: false },
      enumType: "string-literal",
      // Apps stay for years: a `switch` over an enum needs a default.
      futureProofEnums: true,
      immutableTypes: true,
      nonOptionalTypename: false,
      skipTypename: true,
      scalars: { Date: "string", DateTime: "string", JSON: "unknown", ID: "string" },
      strictScalars: true,
      useTypeImports: true,
    },
    plugins: [{ typescriptOperations: {} }],
    pluginMap: { typescriptOperations },
  });
  const known = abstractTypes()
    .map(([name, possible]) => `  ${name}: ${JSON.stringify(possible)},`)
    .join("\n");
  const values = operations.map(
    ({ name, hash, text }) =>
      `export const ${name}: Operation<${name}Query, ${name}QueryVariables> = {\n` +
      `  name: ${JSON.stringify(name)},\n  hash: ${JSON.stringify(hash)},\n` +
      `  text: ${JSON.stringify(text)},\n};\n`,
  );
  return (
    `${HEADER}/** The types that this client knows, by the interfaces and unions they belong to. */\n` +
    `export const knownTypes = {\n${known}\n} as const;\n\n${types}\n\n${values.join("\n")}`
  );
}
