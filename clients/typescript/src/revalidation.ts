/** Content that must not be shown for long without asking anew: whom to reach, whom to call. */

/** The types that have `mustRevalidateAfter`. */
export const REVALIDATED = ["Contact", "CrisisResource"] as const;

const DAY = 24 * 3600_000;

/**
 * Returns how many days an object may still be shown without a connection; negative: how long not.
 *
 * An object that does not say may be shown for ever.
 */
export function daysUntilDue(node: object, now: number = Date.now()): number {
  const { mustRevalidateAfter } = node as { mustRevalidateAfter?: unknown };
  const moment = typeof mustRevalidateAfter === "string" ? Date.parse(mustRevalidateAfter) : NaN;
  return Number.isNaN(moment) ? Infinity : (moment - now) / DAY;
}

/** Whether an object must not be shown before the server has been asked again. */
export function mustRevalidate(node: object, now: number = Date.now()): boolean {
  return daysUntilDue(node, now) <= 0;
}
