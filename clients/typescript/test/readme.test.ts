/** Whether the samples of the README are TypeScript that can be copied. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Returns the samples as one module, for a later one uses what an earlier one has declared. */
function samples(): string {
  const text = readFileSync(`${root}README.md`, "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code).join("\n");
}

/** Returns what the compiler says of a module beside the tests, with the options of the repository. */
function complaints(code: string): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const name = `${root}test/readme-samples.ts`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...others) =>
    file === name
      ? ts.createSourceFile(file, code, { ...(others[0] as ts.CreateSourceFileOptions) })
      : getSourceFile(file, ...others);
  host.fileExists = (file) => file === name || ts.sys.fileExists(file);
  const program = ts.createProgram([name], { ...options, noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const line = code.slice(0, start).split("\n").at(-1) + (code.slice(start).split("\n")[0] ?? "");
    return `${line.trim()}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

test("the samples of the README compile as they are", () => {
  assert.ok(samples().includes("Store.open"));
  assert.deepEqual(complaints(samples()), []);
});
