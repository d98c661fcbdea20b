/** Making elements, and taking in the HTML that the API promises to be safe. */

import { say } from "./words.js";

/** Where the API says that this site is: links to it become links on this very server. */
let root = "";

export function setRoot(url) {
  root = url;
}

/** Return an element. Attributes that are null or false are left out; text is never read as HTML. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** Return an address that may become a link, or null. Paper shows it, so it is a whole one. */
export function address(url) {
  if (!url) return null;
  const path = root && (url === root || url.startsWith(`${root}/`)) ? url.slice(root.length) || "/" : url;
  if (/^\/(?!\/)/.test(path)) return location.origin + path;
  return /^(https?:|mailto:|tel:|sms:|[#?])/i.test(path) ? path : null;
}

/** Return a link, or its words alone if there is nowhere to go. */
export function link(url, words, attributes = {}) {
  const href = address(url);
  return href ? h("a", { href, ...attributes }, words) : words;
}

/** Return the heading of a level; below the sixth there is none. */
export function heading(level, ...children) {
  return h(`h${Math.min(level, 6)}`, {}, ...children);
}

/** Return the lines of a text with breaks between them. */
export function lines(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

/**
 * Return the nodes of HTML from a field that the API calls `html`.
 *
 * It is parsed where nothing runs or loads. Players wait for a click, wide tables scroll by
 * themselves, and headings go on from `level`, that of the heading above.
 */
export function safe(html, level = 1) {
  const content = parsed(html);
  for (const anchor of content.querySelectorAll("a[href]")) {
    const href = address(anchor.getAttribute("href"));
    if (href) anchor.setAttribute("href", href);
    else anchor.removeAttribute("href");
  }
  for (const frame of content.querySelectorAll("iframe")) {
    frame.replaceWith(player(frame.title, frame.src, frame.outerHTML));
  }
  for (const image of content.querySelectorAll("img[srcset]")) image.sizes = "(min-width: 46rem) 42rem, 100vw";
  for (const table of content.querySelectorAll("table")) wrap(table);
  shift(content, level);
  // Landmarks are the page's own to give.
  for (const one of content.querySelectorAll("aside, nav")) rename(one, "div");
  return content;
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** Return the name of a host as readers know it. */
export const hostOf = (url) => new URL(url, location).hostname.replace(/^www\./, "");

/** Return a player that asks nothing of its host before somebody wants to see it. */
export function player(name, url, html) {
  const host = hostOf(url);
  const button = h("button", { type: "button" }, say("showVideo", { name }));
  const box = h("div", { class: "player" }, button, h("p", {}, say("videoNote", { host })));
  button.addEventListener("click", () => {
    const frame = parsed(html).querySelector("iframe");
    frame.title = say("video", { name });
    frame.loading = "eager";
    frame.tabIndex = 0;
    box.replaceChildren(frame);
    box.classList.add("open");
    frame.focus();
  });
  return box;
}

function wrap(table) {
  const caption = table.parentElement?.querySelector("figcaption")?.textContent;
  const box = h("div", { class: "wide", tabindex: "0", role: "group", "aria-label": caption || say("table") });
  table.replaceWith(box);
  box.append(table);
  for (const cell of table.querySelectorAll("th")) {
    if (!cell.textContent.trim()) cell.replaceWith(h("td"));
    else cell.setAttribute("scope", cell.parentElement.firstElementChild === cell && cell.parentElement !== table.rows[0] ? "row" : "col");
  }
}

function shift(content, level) {
  const found = [...content.querySelectorAll("h2, h3, h4, h5, h6")];
  if (!found.length) return;
  const first = Math.min(...found.map((one) => Number(one.localName[1])));
  let above = level;
  for (const one of found) {
    above = Math.min(level + 1 + Number(one.localName[1]) - first, above + 1, 6);
    rename(one, `h${above}`);
  }
}

function rename(element, name) {
  if (element.localName === name) return;
  const renamed = document.createElement(name);
  for (const { name: key, value } of element.attributes) {
    if (key !== "role") renamed.setAttribute(key, value);
  }
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}
