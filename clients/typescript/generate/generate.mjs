// Writes all that is generated: `node generate/generate.mjs`; with `--check` it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { operations, path } from "./sources.mjs";
import { typescript } from "./typescript.mjs";
import { models } from "./models.mjs";

const manifest = Object.fromEntries(operations.map(({ hash, text }) => [hash, text]));
const files = {
  "clients/typescript/src/generated.ts": await typescript(),
  "clients/operations/manifest.json": `${JSON.stringify(manifest, null, 2)}\n`,
  "clients/swift/Models.swift": await models("swift"),
  "clients/kotlin/Models.kt": await models("kotlin"),
};

function current(name) {
  try {
    return readFileSync(path(name), "utf8");
  } catch {
    return undefined;
  }
}

const stale = Object.keys(files).filter((name) => current(name) !== files[name]);
if (process.argv.includes("--check")) {
  for (const name of stale) console.error(`${name} is not current: npm run generate.`);
  process.exitCode = stale.length ? 1 : 0;
} else {
  for (const name of stale) writeFileSync(path(name), files[name]);
}
