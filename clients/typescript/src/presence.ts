/** Whether it is worth to be up to date: somebody looks, and there may be a connection. */

export interface Presence {
  isHere(): boolean;
  /** Calls a listener whenever that may have changed; returns what ends it. */
  watch(listener: () => void): () => void;
}

const EVENTS = ["online", "offline"];

/** The page of a browser; where there is none, somebody is always here. */
export const pagePresence: Presence = {
  isHere() {
    const isHidden = globalThis.document?.visibilityState === "hidden";
    return !isHidden && (globalThis.navigator as Navigator | undefined)?.onLine !== false;
  },
  watch(listener) {
    const page = globalThis.document as Document | undefined;
    page?.addEventListener("visibilitychange", listener);
    for (const name of EVENTS) globalThis.addEventListener?.(name, listener);
    return () => {
      page?.removeEventListener("visibilitychange", listener);
      for (const name of EVENTS) globalThis.removeEventListener?.(name, listener);
    };
  },
};
