/** Content that must not be shown for long without asking anew: whom to reach, whom to call. */

/** The types that have `mustRevalidateAfter`. */
export const REVALIDATED = ["Contact", "CrisisResource"] as const;
/** The blocks that show such objects, numbers and all, as text. */
const SHOWING: readonly string[] = ["ContactBlock", "CrisisBlock"];

const DAY = 24 * 3600_000;

/**
 * Returns how many days an object may still be shown without a connection; negative: how long not.
 *
 * A contact or a line of help that does not say until when may not be shown at all; anything else
 * may be shown for ever.
 */
export function daysUntilDue(node: object, now: number = Date.now()): number {
  const { mustRevalidateAfter, __typename } = node as Record<string, unknown>;
  const moment = typeof mustRevalidateAfter === "string" ? Date.parse(mustRevalidateAfter) : NaN;
  if (!Number.isNaN(moment)) return (moment - now) / DAY;
  return (REVALIDATED as readonly unknown[]).includes(__typename) ? -Infinity : Infinity;
}

/** Whether an object must not be shown before the server has been asked again. */
export function mustRevalidate(node: object, now: number = Date.now()): boolean {
  return daysUntilDue(node, now) <= 0;
}

/**
 * Returns content in which no block tells a number by its `html` or `plainText`.
 *
 * A store keeps content for longer than numbers hold: such a block is shown by the contacts that
 * it refers to, which know until when.
 */
export function withoutNumbers<Content>(content: Content): Content {
  if (Array.isArray(content)) return content.map(withoutNumbers) as Content;
  if (typeof content !== "object" || content === null) return content;
  const entries = Object.entries(content).map(([key, value]) => [key, withoutNumbers(value)]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  if (SHOWING.includes(copy["__typename"] as string)) {
    for (const key of ["html", "plainText"]) if (key in copy) copy[key] = "";
  }
  return copy as Content;
}
