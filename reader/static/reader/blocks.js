/** The blocks of a body. What is not known here is shown by the `html` that every block has. */

import { address, h, heading, hostOf, lines, link, player, safe } from "./dom.js";
import { picture, thumbnail } from "./pictures.js";
import { say } from "./words.js";

const PROVIDERS = { TIKTOK: "TikTok", YOUTUBE: "YouTube", INSTAGRAM: "Instagram", VIMEO: "Vimeo" };

/**
 * Return the elements of a body; headings go on from `level` without a gap.
 *
 * `more` are the same blocks with what the contract's operation leaves out.
 */
export function body(blocks, more, level = 1) {
  let above = level;
  return blocks.map((known, index) => {
    const block = more[index]?.id === known.id ? { ...known, ...more[index], tips: withPictures(known, more[index]) } : known;
    if (block.__typename === "HeadingBlock") {
      above = Math.min(Number(block.level?.[1] ?? 2), above + 1);
      return h(`h${above}`, { id: block.anchor || null }, block.text);
    }
    return (BLOCKS[block.__typename] ?? unknown)(block, above);
  });
}

function withPictures({ tips }, more) {
  return tips?.map((tip, index) => ({ ...more.tips?.[index], ...tip }));
}

function unknown(block, level) {
  return h("div", { class: "block" }, safe(block.html, level));
}

function title(words, level) {
  return words ? heading(level + 1, words) : null;
}

function figure(content, caption, kind) {
  return h("figure", { class: kind }, content, caption && h("figcaption", {}, caption));
}

const BLOCKS = {
  ParagraphBlock: (block, level) => h("div", { class: "text" }, safe(block.content.html, level)),

  ImageBlock({ image, alt, isDecorative, caption }) {
    return image ? figure(picture(image, { alt: isDecorative ? "" : alt }), caption) : null;
  },

  QuoteBlock({ quote, attribution }) {
    return figure(h("blockquote", {}, h("p", {}, lines(quote))), attribution, "quote");
  },

  TipsBlock(block, level) {
    const below = block.title ? level + 2 : level + 1;
    const tips = block.tips.map((tip) => h("li", {},
      heading(below, tip.title), safe(tip.content.html, below), tip.image && picture(tip.image, { alt: tip.alt })));
    return h("section", { class: "tips" }, title(block.title, level), h("ol", {}, tips));
  },

  CalloutBlock(block, level) {
    const tone = (block.tone ?? "INFO").toLowerCase();
    const said = h("span", { class: "tone" }, say(tone));
    const first = block.title ? heading(level + 1, said, " ", block.title) : h("p", {}, said);
    const below = block.title ? level + 1 : level;
    return h("div", { class: `callout ${tone}`, role: "note", "aria-label": block.title || say(tone) }, first, safe(block.content.html, below));
  },

  EmbedBlock({ url, provider, caption, embedHtml }) {
    const href = address(url);
    const host = href ? hostOf(href) : "";
    const name = PROVIDERS[provider];
    if (!name || !embedHtml.includes("<iframe")) {
      return href && h("p", { class: "card" }, h("a", { href, rel: "noopener" }, caption || host), caption && h("span", {}, host));
    }
    return h("figure", { class: "embed" },
      player(name, url, embedHtml),
      h("figcaption", {}, caption, caption && " ", h("a", { href, rel: "noopener" }, say("openVideo", { host }))));
  },

  FaqBlock(block, level) {
    const items = block.items.map(({ question, answer }) => h("details", {}, h("summary", {}, question), safe(answer.html, level)));
    return h("section", { class: "faq" }, title(block.title, level), items);
  },

  RelatedPostsBlock(block, level) {
    const posts = block.posts.map((post) => h("li", {},
      post.heroImage && thumbnail(post.heroImage.rendition),
      link(post.url, post.title)));
    return posts.length ? h("section", { class: "related" }, title(block.title, level), h("ul", {}, posts)) : null;
  },

  ContactBlock(block, level) {
    if (!block.contact) return unknown(block, level);
    const box = contact(block.contact, block.title || block.contact.name, level, true);
    if (block.note) box.append(h("p", {}, lines(block.note)));
    return box;
  },

  CallToActionBlock({ label, href }) {
    return h("p", { class: "action" }, link(href, label));
  },
};

/** Return the ways to reach somebody. */
export function contact(one, words, level, named = false) {
  const rows = [
    ["phone", one.phone && h("a", { href: `tel:${one.phone}` }, one.phoneDisplay || one.phone)],
    ["email", one.email && h("a", { href: `mailto:${one.email}` }, one.email)],
    ["address", one.address && lines(one.address)],
    ["hours", one.openingHours && lines(one.openingHours)],
  ].filter(([, value]) => value);
  return h("section", { class: "contact" },
    heading(level + 1, words),
    named && words !== one.name && h("p", {}, one.name),
    one.role && h("p", {}, one.role),
    rows.length > 0 && h("dl", {}, rows.map(([key, value]) => [h("dt", {}, say(key)), h("dd", {}, value)])),
    one.note && h("p", {}, lines(one.note)),
    one.bookingUrl && h("p", { class: "action" }, link(one.bookingUrl, say("book"))));
}
