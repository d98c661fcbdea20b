/** Asking the API: each operation is a file that is sent as it stands. */

import { given, spoken } from "./words.js";

const ENDPOINT = "/graphql/";
const GRANTS = "hearth-grants";

const files = given("files");
const texts = new Map();
let previewToken = "";

/** What is kept until the tab is closed; in a frame on another host, until the page is left. */
export let store = {};
try {
  store = sessionStorage;
} catch {}

/** What kept the API from answering: `code` is one of its own, or OFFLINE. */
export class Problem extends Error {
  constructor(code, id = "") {
    super(code);
    this.code = code;
    this.id = id;
  }
}

/** Show one draft from now on, by a token that is sent as a header and stands in no address. */
export function previewBy(token) {
  previewToken = token;
}

/** Return the data of an operation; `told` gets what the answer says besides. */
export async function ask(name, variables = {}, told = () => {}) {
  const query = await text(name);
  let answer = await send(query, variables);
  if (code(answer) === "UNAUTHENTICATED" && !previewToken && grants().length) {
    // A grant of yesterday's key, perhaps: it opens nothing any more.
    delete store[GRANTS];
    answer = await send(query, variables);
  }
  if (code(answer)) throw new Problem(code(answer), answer.errors[0].extensions.requestId);
  told(answer.extensions ?? {});
  return answer.data;
}

/** Keep what opens pages with a password, until the tab is closed. */
export function keepGrant(grant) {
  store[GRANTS] = JSON.stringify([grant, ...grants()].slice(0, 20));
}

/** Return what was kept of passwords. */
export function grants() {
  return JSON.parse(store[GRANTS] ?? "[]");
}

function code(answer) {
  return answer.errors?.length ? (answer.errors[0].extensions?.code ?? "UNKNOWN") : "";
}

function text(name) {
  if (!texts.has(name)) {
    const fetched = request(files[name]).then((response) => response.text());
    texts.set(name, fetched);
    fetched.catch(() => texts.delete(name));
  }
  return texts.get(name);
}

async function send(query, variables) {
  const headers = { "Content-Type": "application/json", "Accept-Language": spoken() };
  if (previewToken) headers["Preview-Token"] = previewToken;
  if (grants().length) headers["Page-Grant"] = grants().join(", ");
  const response = await request(ENDPOINT, {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
    credentials: "omit",
  });
  try {
    return await response.json();
  } catch {
    throw new Problem("OFFLINE");
  }
}

async function request(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new Problem("OFFLINE");
  }
}
