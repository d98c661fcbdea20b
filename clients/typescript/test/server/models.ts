/** Whether answers fit the models that Swift and Kotlin are generated from. */
import { Ajv, type AnySchemaObject } from "ajv";

const source = new URL("../../../generate/models.mjs", import.meta.url);
const { schemas } = (await import(source.href)) as { schemas: Record<string, AnySchemaObject> };

/** Refuses fields that a model does not have, so that none is lost. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  return "properties" in copy ? { ...copy, additionalProperties: false } : copy;
}

/** Returns what of the data of an operation's answer does not fit its model. */
export function misfits(operation: string, data: unknown): string[] {
  const ajv = new Ajv({ allErrors: true });
  const fits = ajv.compile(closed(schemas[operation]) as AnySchemaObject);
  if (fits(data)) return [];
  return (fits.errors ?? []).map((one) => `${one.instancePath}: ${one.message ?? ""}`);
}
