/** Hearth for TypeScript: typed operations, and content that stays without a connection. */
export * from "./client.js";
export * from "./content.js";
export {
  RefusedError,
  TakenOverError,
  TemporaryError,
  toError,
  TooMuchError,
  type AnswerError,
} from "./errors.js";
export { listen, type Event } from "./events.js";
export * from "./following.js";
export * from "./generated.js";
export type { ChangeLike, NodeLike, PageLike } from "./holdings.js";
export { pagePresence, type Presence } from "./presence.js";
export type { Pulled } from "./pulling.js";
export { daysUntilDue, mustRevalidate } from "./revalidation.js";
export * from "./storage.js";
export * from "./storage-indexeddb.js";
export * from "./storage-keyvalue.js";
export * from "./store.js";
export * from "./transport.js";
export type { Backoff, Clock } from "./waiting.js";
