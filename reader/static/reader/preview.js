/** Previews: the editor hands a token over in the fragment of `/preview/`. */

import { ask, previewBy, store } from "./api.js";
import { address, h } from "./dom.js";
import { say } from "./words.js";

const KEPT = "hearth-preview";

/**
 * Take over what the fragment says: token, path, type and id of what is shown.
 *
 * The token leaves the address at once and is kept until the tab is closed, so that it is in no
 * history and no log, and a reload still works.
 */
export function takeOver() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.get("token")) {
    const { token, path = "", type = "", id = "" } = Object.fromEntries(given);
    store[KEPT] = JSON.stringify({ token, path, type, id });
    history.replaceState(null, "", location.pathname + location.search);
  }
  const kept = JSON.parse(store[KEPT] ?? "null");
  if (kept) previewBy(kept.token);
  return kept;
}

/** Return the kind of what is shown, and where; asks the API if the editor did not say. */
export async function previewed({ type, id, path }) {
  const kind = type || (id && (await ask("node", { id })).node?.__typename);
  return [kind, { id, path }];
}

/** Tell the panel of an admin on another host that the page is whole. */
export function join() {
  const tell = (what) => parent.postMessage({
    wagtail: { type: `w-preview:${what}`, origin: location.origin, x: scrollX, y: scrollY },
  }, "*");
  addEventListener("message", ({ source, data: { wagtail } }) => {
    if (source !== parent || !wagtail) return;
    if (wagtail.type === "w-preview:get-scroll-position") tell("set-scroll-position");
    else scrollTo({ left: wagtail.x, top: wagtail.y, behavior: "instant" });
  });
  tell("request-scroll");
}

/** Forget the token. */
export function forget() {
  delete store[KEPT];
  previewBy("");
}

/** Return the line that says what this is, with the way out of it. */
export function banner(path, incomplete) {
  const leave = h("a", { href: (path.startsWith("/") && address(path)) || "/" }, say("leave"));
  leave.addEventListener("click", forget);
  return h("div", { class: "preview", role: "region", "aria-label": say("preview") },
    h("p", {}, h("strong", {}, say("previewNote")), incomplete.length > 0 && ` ${say("incomplete", { names: incomplete.join(", ") })}`),
    leave);
}
