/** The pages: each asks for what it shows, all at once, and returns what stands in `main`. */

import { ask, keepGrant, Problem } from "./api.js";
import { body, contact } from "./blocks.js";
import { help } from "./chrome.js";
import { address, h, heading, link, safe, setRoot } from "./dom.js";
import { picture, thumbnail } from "./pictures.js";
import { count, day, languageName, say } from "./words.js";

const PAGE_LENGTH = 12;
const ON_HOME = 6;

const query = () => new URLSearchParams(location.search);
export const titled = (title, intro) => [h("h1", {}, title), h("p", { class: "intro" }, intro)];

/** Return the page of a kind at a path, as `{site, content}`. */
export async function pageOf(kind, place, told) {
  const found = await (PAGES[kind] ?? missing)(place, told);
  return found ?? missing();
}

/** Ask for the site; where it says that it is, this server is. */
async function aroundIt() {
  const found = await ask("site");
  setRoot(found.site.rootUrl);
  return found;
}

async function post({ id, path }, told) {
  const [{ site }, { node: page }, { post: found }] = await Promise.all([
    aroundIt(), ask("page", { id }), ask("post", { slug: slugOf(path) }, told),
  ]);
  if (!found || found.id !== page?.id) return null;
  const isSensitive = page.sensitiveTopics.length > 0;
  const { authors, review, sources } = found;
  const blog = page.breadcrumbs.at(-1)?.path ?? "/";
  const licences = Object.fromEntries(page.authors.map((one) => [one.slug, one.licence]));
  const content = h("article", { lang: found.locale },
    h("header", {},
      breadcrumbs(page.breadcrumbs),
      found.category && h("p", { class: "kicker" }, link(`${blog}?category=${found.category.slug}`, found.category.name)),
      h("h1", {}, found.title),
      isSensitive && help(site.crisisResources, 2, true),
      h("p", { class: "intro" }, found.intro),
      authors.length > 0 && h("p", { class: "byline" }, say("by"), " ", authors.flatMap((one, index) => [
        index > 0 && ", ", link(`#author-${one.slug}`, named(one)),
      ])),
      h("p", { class: "facts" },
        h("time", { datetime: found.publishedAt }, say("published", { date: day(found.publishedAt) })),
        h("span", {}, count("minute", "minutes", found.readingMinutes))),
      reviewed(review, page.review),
      hero(found)),
    h("div", { class: "body" }, body(found.body, page.body, isSensitive ? 2 : 1)),
    sources.length > 0 && h("section", { class: "sources" }, heading(2, say("sources")), h("ol", {}, sources.map(source))),
    authors.length > 0 && h("section", { class: "authors" },
      heading(2, say(authors.length > 1 ? "about" : "aboutOne")),
      authors.map((one) => about(one, licences[one.slug], blog))),
    found.tags.length > 0 && h("p", { class: "tags" }, say("tags"), ": ", found.tags.map((tag) => link(`${blog}?tag=${tag.slug}`, tag.name))),
    translations(page));
  return { site, content };
}

function hero({ heroImage }) {
  const options = { sizes: "(min-width: 60rem) 56rem, 100vw", eager: true };
  return heroImage && h("figure", { class: "hero" }, picture(heroImage, options));
}

function named({ name, credentials }) {
  return credentials ? `${name}, ${credentials}` : name;
}

/** Say who reviewed the text, and what `state` the review is in by now. */
function reviewed(review, more) {
  if (!review) return null;
  const { state, editedSinceReview } = more ?? {};
  const { reviewer, reviewedOn, nextReviewOn, isOverdue } = review;
  const date = reviewedOn && day(reviewedOn);
  const notes = [
    state !== "WITHDRAWN" && date && (reviewer ? say("reviewed", { name: named(reviewer), date }) : say("reviewedOn", { date })),
    NOTES[state] ? say(NOTES[state]) : isOverdue ? say("overdue") : nextReviewOn && say("next", { date: day(nextReviewOn) }),
    editedSinceReview && say("edited"),
  ].filter(Boolean);
  return notes.length > 0 && h("p", { class: "review" }, notes.join(" "));
}

const NOTES = { DUE_SOON: "dueSoon", OVERDUE: "overdue", WITHDRAWN: "withdrawn" };

function source({ title, url, publisher, year }) {
  return h("li", {}, link(url, title), publisher && `, ${publisher}`, year && ` (${year})`);
}

function about(author, licence, blog) {
  return h("div", { class: "author", id: author.slug ? `author-${author.slug}` : null },
    author.photo && picture({ ...author.photo, srcset: "", large: author.photo.small }, { alt: "" }),
    h("div", {},
      heading(3, blog ? link(`${blog}?author=${author.slug}`, named(author)) : named(author)),
      author.jobTitle && h("p", { class: "job" }, author.jobTitle),
      licence && licensed(licence),
      safe(author.bio.html, 3)));
}

function licensed({ number, body: board, url, expiresOn }) {
  const today = new Date().toISOString().slice(0, 10);
  const parts = [
    number && say("licence", { number }),
    board,
    expiresOn && say(expiresOn < today ? "expired" : "until", { date: day(expiresOn) }),
    address(url) && link(url, say("verify")),
  ].filter(Boolean);
  return h("p", { class: "licence" }, parts.flatMap((part, index) => [index > 0 && ", ", part]));
}

function breadcrumbs(above) {
  if (!above.length) return null;
  return h("nav", { class: "breadcrumbs", "aria-label": say("breadcrumbs") },
    h("ol", {}, above.map(({ path, title }) => h("li", {}, link(path, title)))));
}

function translations({ translations: others }) {
  if (!others.length) return null;
  return h("p", { class: "translations" }, say("translations"), " ",
    others.map(({ locale, path }) => link(path, languageName(locale), { hreflang: locale, lang: locale })));
}

async function blogIndex({ id }, told) {
  const search = query();
  const filter = {};
  for (const name of ["category", "tag", "author"]) {
    if (search.get(name)) filter[name] = { eq: search.get(name) };
  }
  const [{ site, categories }, { node: page }, { posts }] = await Promise.all([
    aroundIt(), ask("page", { id }, told),
    ask("blog_list", { first: PAGE_LENGTH, after: search.get("after"), filter }),
  ]);
  if (!page) return null;
  const { path } = page;
  const cards = posts.edges.map(({ node }) => node);
  const chosen = ["tag", "author"].map((kind) => {
    const slug = search.get(kind);
    const name = cards.flatMap((one) => one[`${kind}s`]).find((one) => one.slug === slug)?.name ?? slug;
    return name && h("h2", {}, say(kind, { name }));
  });
  const content = [
    h("header", {},
      breadcrumbs(page.breadcrumbs),
      titled(page.title, page.intro),
      translations(page)),
    h("nav", { class: "filters", "aria-label": say("categories") }, h("ul", {},
      h("li", {}, link(path, say("all"), { "aria-current": Object.keys(filter).length ? null : "page" })),
      categories.filter((one) => one.postCount).map((one) => h("li", {}, link(`${path}?category=${one.slug}`, one.name, {
        "aria-current": search.get("category") === one.slug ? "page" : null,
      }))))),
    chosen,
    h("p", { class: "facts" }, posts.totalCount ? count("post", "posts", posts.totalCount) : say("noPosts")),
    list(cards, chosen.some(Boolean) ? 3 : 2),
    further(posts.pageInfo),
  ];
  return { site, content };
}

function list(cards, level) {
  return h("ul", { class: "cards" }, cards.map((one) => h("li", {},
    one.heroImage && thumbnail(one.heroImage.rendition, one.heroImage.placeholder),
    h("div", {},
      one.category && h("p", { class: "kicker" }, one.category.name),
      heading(level, link(one.path, one.title)),
      h("p", {}, one.intro),
      h("p", { class: "facts" },
        h("time", { datetime: one.publishedAt }, day(one.publishedAt)),
        h("span", {}, count("minute", "minutes", one.readingMinutes)),
        one.authors.length > 0 && h("span", {}, one.authors.map(named).join("; ")))))));
}

/** Return the way to the next page of a list, and from there back to the first. */
function further({ hasNextPage, endCursor }) {
  const search = query();
  const isLater = search.has("after");
  search.delete("after");
  const first = search.size ? `?${search}` : location.pathname;
  search.set("after", endCursor);
  if (!hasNextPage && !isLater) return null;
  return h("p", { class: "action" },
    hasNextPage && link(`?${search}`, say("more"), { rel: "next" }),
    isLater && link(first, say("first"), { class: "quiet" }));
}

async function home({ id }, told) {
  const [{ site }, { node: page }, { posts }] = await Promise.all([
    aroundIt(), ask("page", { id }, told), ask("blog_list", { first: ON_HOME }),
  ]);
  if (!page) return null;
  const cards = posts.edges.map(({ node }) => node);
  const blog = cards[0]?.path.replace(/[^/]+\/$/, "");
  const content = [
    h("header", {},
      hero(page),
      titled(page.title, page.intro),
      translations(page)),
    cards.length > 0 && h("section", {},
      heading(2, say("latest")),
      list(cards, 3),
      h("p", { class: "action" }, link(blog, say("allPosts")))),
  ];
  return { site, content };
}

async function searchPage() {
  const words = query().get("q")?.trim().slice(0, 200) ?? "";
  const after = query().get("after");
  const [{ site }, { search }] = await Promise.all([
    aroundIt(), words ? ask("search", { query: words, after }) : { search: null },
  ]);
  document.querySelector("#q").value = words;
  if (!search) return { site, content: titled(say("search"), say("searchHint")) };
  const said = search.totalCount ? count("hit", "hits", search.totalCount) : say("noHits");
  const content = [
    h("h1", {}, `${say("search")}: ${words}`),
    h("p", { class: "facts" }, said),
    h("ul", { class: "feed" }, search.nodes.map((one) => h("li", {}, heading(2, link(one.path, one.title)), h("p", {}, one.intro)))),
    further(search.pageInfo),
  ];
  return { site, content, said };
}

async function tips() {
  const after = query().get("after");
  const [{ site }, { tips: found }] = await Promise.all([aroundIt(), ask("tips", { first: PAGE_LENGTH, after })]);
  const content = [
    titled(say("tips"), say("tipsIntro")),
    h("ul", { class: "feed" }, found.nodes.map((tip) => h("li", {},
      heading(2, tip.title),
      safe(tip.content.html, 2),
      h("p", { class: "facts" }, say("fromPost"), " ", link(tip.post.url, tip.post.title))))),
    further(found.pageInfo),
  ];
  return { site, content };
}

/** Ask again what lives there, with what was kept of passwords; else say what is asked for. */
async function restricted(place, told) {
  const [{ site }, { route }] = await Promise.all([aroundIt(), ask("route", { path: place.path })]);
  if (!route) return null;
  if (route.__typename !== "RestrictedPage") {
    return pageOf(route.__typename, { id: route.id, path: place.path }, told);
  }
  const isLocked = route.reason === "PASSWORD";
  const content = [
    titled(say("restricted"), say(isLocked ? "passwordIntro" : "members")),
    isLocked && passwordForm(place.path),
  ];
  return { site, content };
}

function passwordForm(path) {
  const error = h("p", { id: "wrong", class: "error", role: "alert" });
  const input = h("input", { id: "password", type: "password", autocomplete: "off", required: true, "aria-describedby": "wrong" });
  const form = h("form", { class: "password" }, h("label", { for: "password" }, say("password")), input, error, h("button", {}, say("open")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    try {
      const { unlockPage } = await ask("unlock", { path, password: input.value });
      keepGrant(unlockPage.grant);
      document.dispatchEvent(new CustomEvent("again"));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const words = { FORBIDDEN: "wrongPassword", RATE_LIMITED: "tooMany" }[problem.code] ?? "offline";
      error.textContent = say(words);
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  });
  return form;
}

async function missing() {
  const { site } = await aroundIt();
  const home = `${document.body.dataset.prefix}/`;
  const content = [
    titled(say("missing"), say("missingIntro")),
    h("p", { class: "action" }, link(home, say("home"))),
  ];
  return { site, content };
}

/** Return the last part of a path, which ends with a slash. */
function slugOf(path) {
  return decodeURIComponent(path.split("/").at(-2) ?? "");
}

async function snippet({ id }, told) {
  const [{ site }, { node }] = await Promise.all([aroundIt(), ask("snippet", { id }, told)]);
  const show = SNIPPETS[node?.__typename];
  return show ? { site, content: show(node) } : null;
}

const SNIPPETS = {
  Author: (one) => [h("h1", {}, named(one)), h("section", { class: "authors" }, h("h2", {}, say("aboutOne")), about(one, one.licence, null))],
  Contact: (one) => [h("h1", {}, one.name), contact(one, say("contact"), 1)],
  CrisisResource: (one) => [h("h1", {}, one.name), help([one], 2, true)],
  Category: (one) => titled(one.name, one.description),
};

const PAGES = {
  Post: post,
  BlogIndex: blogIndex,
  Home: home,
  Search: searchPage,
  Tips: tips,
  Restricted: restricted,
  Author: snippet,
  Contact: snippet,
  CrisisResource: snippet,
  Category: snippet,
};
