/** The reader: finds out what page this is, asks the API for it, and shows it. */

import { Problem } from "./api.js";
import { surround } from "./chrome.js";
import { h } from "./dom.js";
import { pageOf, titled } from "./pages.js";
import { banner, join, previewed, takeOver } from "./preview.js";
import { given, say, speak } from "./words.js";

const shell = document.body.dataset;
const main = document.querySelector("main");
const status = document.querySelector("#status");
const isPreview = shell.kind === "Preview";

async function show() {
  main.setAttribute("aria-busy", "true");
  try {
    await start();
    status.textContent = say("loading");
    await (isPreview ? showPreview() : showPage(shell.kind, shell));
  } catch (problem) {
    if (!(problem instanceof Problem)) reportError(problem);
    if (isPreview && problem.code === "UNAUTHENTICATED") noPreview();
    else fail(problem);
  } finally {
    main.removeAttribute("aria-busy");
    shell.ready = "";
    userBar();
  }
}

/** Learn the words of the page's language; in a preview its path says which one that is. */
async function start() {
  const codes = Object.keys(given("words"));
  const first = isPreview ? (takeOver()?.path ?? "").split("/")[1] : "";
  if (isPreview && codes.includes(first) && first !== shell.locale) shell.prefix = `/${first}`;
  const code = isPreview ? shell.prefix.slice(1) || shell.locale : document.documentElement.lang;
  try {
    await speak(code);
  } catch {
    throw new Problem("OFFLINE");
  }
}

async function showPage(kind, place, told) {
  const { site, content, said } = await pageOf(kind, place, told);
  surround(site);
  main.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  status.textContent = said ?? say("loaded");
  document.getElementById(new URLSearchParams(`a=${location.hash.slice(1)}`).get("a"))?.scrollIntoView();
}

async function showPreview() {
  const kept = takeOver();
  if (!kept) return noPreview();
  let draft = {};
  const [kind, place] = await previewed(kept);
  await showPage(kind, place, ({ preview }) => (draft = preview ?? draft));
  if (draft.unpublished) main.querySelector("header time")?.remove();
  const incomplete = (draft.incomplete ?? []).flatMap(({ fields }) => fields);
  document.title = `${main.querySelector("h1").textContent} | ${say("preview")}`;
  document.querySelector(".preview")?.remove();
  if (!("panel" in shell)) document.querySelector(".skip").after(banner(kept.path, incomplete));
}

function noPreview() {
  main.replaceChildren(...titled(say("noPreview"), say("noPreviewIntro")));
  status.textContent = say("noPreview");
}

function fail({ code, id }) {
  const reason = { OFFLINE: "offline", RATE_LIMITED: "busy" }[code] ?? (code ? "broken" : "failed");
  const words = say(reason, { id: id || code }) || "The server does not answer.";
  const retry = h("button", { type: "button" }, say("retry") || "Try again");
  retry.addEventListener("click", again);
  const title = h("h1", {}, document.querySelector("h1")?.textContent ?? say("failed"));
  main.replaceChildren(title, h("div", { class: "failure", role: "alert" }, h("p", {}, words), retry));
  status.textContent = "";
  addEventListener("online", again, { once: true });
}

async function again() {
  await show();
  const title = main.querySelector("h1");
  title.tabIndex = -1;
  title.focus();
}

/** Bring in Wagtail's user bar, if the server sent one, once there is something to check. */
function userBar() {
  const template = document.querySelector("#user-bar");
  if (!template) return "panel" in shell && join();
  template.remove();
  const copy = document.importNode(template.content, true);
  for (const script of copy.querySelectorAll("script[src]")) script.async = false;
  document.body.append(copy);
}

document.addEventListener("again", again);
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("main details")) one.open = true;
});
if (isPreview) addEventListener("hashchange", () => /token=/.test(location.hash) && show());
show();
