/** What stands around every page: the menu above it; help, contact and disclaimer below. */

import { contact } from "./blocks.js";
import { address, h, heading, link, safe } from "./dom.js";
import { day, say } from "./words.js";

/** Show the menu and the footer of the site. */
export function surround(site) {
  document.querySelector("#menu").replaceChildren(h("ul", {}, site.mainMenu.map(entry)));
  document.querySelector("#footer").replaceChildren(
    help(site.crisisResources, 2) ?? "",
    site.contact ? contact(site.contact, say("contact"), 1, true) : "",
    site.disclaimer.html ? h("section", { class: "disclaimer" }, heading(2, say("disclaimer")), safe(site.disclaimer.html, 2)) : "",
    h("p", { class: "own" }, link(`${document.body.dataset.prefix}/tips/`, say("tips"))),
  );
}

/** Return the ways to get help in a crisis, or null if the site names none. */
export function help(resources, level, isFirst = false) {
  if (!resources.length) return null;
  const items = resources.map((one) => h("li", {},
    h("strong", {}, one.name),
    one.availability && h("span", { class: "when" }, one.availability),
    h("span", { class: "ways" },
      one.phone && h("a", { href: `tel:${one.phone}` }, say("call", { number: grouped(one.phone) })),
      one.sms && h("a", { href: `sms:${one.sms}` }, say("text", { number: one.sms })),
      one.url && link(one.url, say("chat"), { "aria-label": `${say("chat")}: ${one.name}` }),
    ),
    isFirst && one.verifiedOn && h("small", {}, say("verified", { date: day(one.verifiedOn) }))));
  return h("section", { class: isFirst ? "crisis first" : "crisis" },
    heading(level, say("crisis")), h("p", {}, say("crisisIntro")), h("ul", {}, items));
}

function grouped(number) {
  return number.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3 $4");
}

function entry(item) {
  const href = address(item.url);
  const here = href === location.origin + location.pathname ? "page" : null;
  const children = item.children.map((child) => h("li", {}, link(child.url, child.title)));
  const own = h("li", {}, link(item.url, item.title, { "aria-current": here }));
  if (!children.length) return own;
  return h("li", {}, h("details", {}, h("summary", {}, item.title), h("ul", {}, href && own, children)));
}
