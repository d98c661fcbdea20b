/** Pauses: as long as needed, and not in step with other clients. */
import { reasonOf, throwIfStopped } from "./signals.js";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after some milliseconds; rejects when the signal ends it. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 to less than 1. */
  random(): number;
}

/** Timers with a longer time than this end at once. */
const MAX_TIMER = 2 ** 31 - 1;

export const clock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      throwIfStopped(signal);
      const end = () => {
        clearTimeout(timer);
        reject(signal && (reasonOf(signal) as Error));
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", end);
          resolve();
        },
        Math.min(milliseconds, MAX_TIMER),
      );
      signal?.addEventListener("abort", end, { once: true });
    }),
};

/** The shortest and the longest pause between tries, in milliseconds. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
  /** How many tries there are before a failure is told. */
  readonly tries: number;
}

export const BACKOFF: Backoff = { first: 500, longest: 60_000, tries: 6 };

/** The longest pause in the middle of something; whoever is to wait longer had better fail. */
export const LONGEST_WAIT = 5 * 60_000;

/**
 * Returns the pause before a further try, in milliseconds.
 *
 * It is random between nothing and a bound that doubles with each try ("full jitter"), on top of
 * the seconds that the server asked for.
 */
export function pause(tries: number, backoff: Backoff, random: number, retryAfter = 0): number {
  const bound = Math.min(backoff.longest, backoff.first * 2 ** tries);
  return retryAfter * 1000 + bound * random;
}

/** Whether a moment is less than some milliseconds ago, and not in the future either. */
export function isSince(moment: number | null | undefined, milliseconds: number, now: number): boolean {
  const age = now - (moment ?? -Infinity);
  return age >= 0 && age < milliseconds;
}
