// Runs the server audits of the npm package graphql-http against an endpoint, prints each result,
// and fails if a MUST or a SHOULD does:
//
//     node graphql_http.mjs URL    (where node finds graphql-http)
import { createRequire } from "node:module";
import path from "node:path";

const { auditServer } = createRequire(path.join(process.cwd(), "from-here.js"))("graphql-http");
const results = await auditServer({ url: process.argv[2] });
const missed = results.filter(({ status, name }) => status !== "ok" && !name.startsWith("MAY"));
for (const { id, name, status, reason } of results)
  console.log(`${status.padEnd(6)} ${id} ${name}${reason ? `: ${reason}` : ""}`);
const passed = results.filter(({ status }) => status === "ok").length;
console.log(`${results.length} audits, ${passed} passed, ${missed.length} of the others MUST or SHOULD`);
process.exit(missed.length || results.length < 50 ? 1 : 0);
