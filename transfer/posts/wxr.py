"""WordPress's export, WXR 1.0 to 1.2: an RSS feed with everything that a site holds."""

import logging
from copy import deepcopy
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from transfer.posts import elements
from transfer.posts.dates import moment, moments
from transfer.posts.documents import (
    Batch,
    Document,
    Kind,
    LeftOut,
    Name,
    Picture,
    Refused,
    Status,
    shorten,
)
from transfer.posts.wordpress import Markup

logger = logging.getLogger(__name__)

#: Bytes that no XML may hold, and that WordPress writes nevertheless.
FORBIDDEN = bytes(set(range(32)) - set(b"\t\n\r"))
EXCERPT = "http://wordpress.org/export/%s/excerpt/"
WP = "http://wordpress.org/export/%s/"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
STATES = {
    "publish": Status.PUBLISHED,
    "future": Status.SCHEDULED,
    "draft": Status.DRAFT,
    "pending": Status.DRAFT,
    "private": Status.DRAFT,
}
#: Posts that nobody meant to keep, or never meant to write.
UNWANTED = {"trash", "auto-draft", "inherit"}
#: What is in the source of a post and stays there.
SECRETS = {"comment", "post_password"}
#: What is no post but part of one, and needs no mention.
PARTS = {"attachment", "wp_block"}
UNCATEGORIZED = "uncategorized"


def is_wxr(content: bytes) -> bool:
    """Tell whether XML is WordPress's, by its beginning."""
    return b"wordpress.org/export/" in content[:8192]


def read_wxr(content: bytes) -> Batch:
    """Return the posts of an export, with its pictures; raise `Refused` for broken XML."""
    return _Export(_parse(content)).read()


def _parse(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=False
    )
    try:
        tree = etree.parse(BytesIO(content.translate(None, FORBIDDEN)), parser)
    except etree.XMLSyntaxError as error:
        message = _("This file is not whole: line %(line)s cannot be read. Export it anew.")
        raise Refused(message % {"line": error.lineno}) from None
    said: Any = tree.docinfo
    if said.doctype or said.internalDTD is not None:
        raise Refused(_("This file declares a document type, which no export of WordPress does."))
    channel = tree.getroot().find("channel")
    if channel is None:
        raise Refused(_("This file is XML, but no export of WordPress."))
    return channel


class _Export:
    def __init__(self, channel: Any) -> None:
        self.channel = channel
        version = channel.findtext("{*}wxr_version") or "1.2"
        self.wp = f"{{{WP % version}}}"
        self.excerpt = f"{{{EXCERPT % version}}}"
        self.base = (self._text(channel, "base_blog_url") or channel.findtext("link") or "").strip()
        self.system = f"wordpress:{self.base}"
        self.items = list(channel.iter("item"))
        self.markup = Markup()
        self.names = {
            self._text(author, "author_login"): self._text(author, "author_display_name")
            for author in channel.iterfind(f"{self.wp}author")
        }
        self.parents = {
            self._text(term, "category_nicename"): self._text(term, "category_parent")
            for term in channel.iterfind(f"{self.wp}category")
        }
        self.term_slugs = {
            self._text(term, "term_id"): self._text(term, "category_nicename")
            for term in channel.iterfind(f"{self.wp}category")
        }

    def _text(self, element: Any, name: str) -> str:
        return (element.findtext(f"{self.wp}{name}") or "").strip()

    def read(self) -> Batch:
        """Return everything; what posts refer to is read before them."""
        batch = Batch()
        for item in self.items:
            self._read_part(item, batch)
        for item in self.items:
            kind = self._text(item, "post_type")
            if kind == "post":
                self._try_post(item, batch)
            elif kind not in PARTS:
                why = _("Only posts are imported.")
                batch.left_out.append(LeftOut(_title(item), kind or "item", why))
        return batch

    def _read_part(self, item: Any, batch: Batch) -> None:
        kind, key = self._text(item, "post_type"), self._text(item, "post_id")
        if kind == "wp_block":
            self.markup.reusable[key] = item.findtext(CONTENT) or ""
        if kind != "attachment":
            return
        picture = Picture(
            url=self._text(item, "attachment_url") or (item.findtext("guid") or "").strip(),
            alt=self._meta(item).get("_wp_attachment_image_alt", "").strip(),
            caption=_plain(item.findtext(f"{self.excerpt}encoded") or ""),
            title=_title(item),
        )
        self.markup.attachments[key] = picture
        self.markup.children.setdefault(self._text(item, "post_parent"), []).append(key)
        batch.pictures[picture.url] = picture

    def _try_post(self, item: Any, batch: Batch) -> None:
        try:
            self._read_post(item, batch)
        except Exception:
            logger.exception("The post %s of %s broke", self._text(item, "post_id"), self.system)
            why = _("Something in it broke the import.")
            batch.left_out.append(LeftOut(_title(item), "post", why))

    def _read_post(self, item: Any, batch: Batch) -> None:
        state = self._text(item, "status")
        if state in UNWANTED:
            why = _("It was in the bin, or was never saved.")
            batch.left_out.append(LeftOut(_title(item), f"post ({state})", why))
            return
        meta = self._meta(item)
        key = self._text(item, "post_id")
        document = Document(
            system=self.system,
            key=key,
            title=_title(item),
            html=item.findtext(CONTENT) or "",
            source=_without_others(item),
            base=self.base,
            slug=unquote(self._text(item, "post_name")),
            status=STATES.get(state, Status.DRAFT),
            excerpt=_plain(item.findtext(f"{self.excerpt}encoded") or ""),
            hero=self.markup.attachments.get(meta.get("_thumbnail_id", "")),
            description=meta.get("_yoast_wpseo_metadesc", "").strip(),
            urls=self._addresses(item, key, meta),
        )
        document.published_at = self._date(item, "post_date", document)
        document.modified_at = self._date(item, "post_modified", document)
        title = meta.get("_yoast_wpseo_title", "").strip()
        if "%%" not in title:
            document.seo_title = title
        self._read_terms(item, document, meta)
        self._note_rest(item, document, state, meta)
        self.markup.write_out(document, key, meta.get("footnotes", ""))
        batch.documents.append(document)

    def _addresses(self, item: Any, key: str, meta: dict[str, str]) -> list[str]:
        link = (item.findtext("link") or "").strip()
        guid = (item.findtext("guid") or "").strip()
        found = [link, guid, f"{self.base}/?p={key}"]
        if (old := meta.get("_wp_old_slug")) and "?" not in link:
            found.append(f"{link.rstrip('/').rpartition('/')[0]}/{old}/")
        return [url for url in dict.fromkeys(found) if url.startswith("http")]

    def _read_terms(self, item: Any, document: Document, meta: dict[str, str]) -> None:
        terms = [
            (term.get("domain"), Name(_plain(term.text or ""), unquote(term.get("nicename") or "")))
            for term in item.iterfind("category")
        ]
        login = (item.findtext(CREATOR) or "").strip()
        guests = [
            Name(term.name, term.slug.removeprefix("cap-")) for d, term in terms if d == "author"
        ]
        creator = [Name(self.names.get(login) or login, login)] if login else []
        document.authors = guests or creator
        document.tags = [term.name for domain, term in terms if domain == "post_tag"]
        categories = [term for domain, term in terms if domain == "category"]
        known = [term for term in categories if term.slug != UNCATEGORIZED]
        primary = self.term_slugs.get(meta.get("_yoast_wpseo_primary_category", ""))
        document.categories = sorted(
            known, key=lambda term: (term.slug != primary, -self._depth(term.slug))
        )
        for domain, term in terms:
            if domain not in ("author", "post_tag", "category"):
                text = _("A term of “%(kind)s” has no place here.") % {"kind": domain}
                document.note(Kind.MISSING, text, term.name)

    def _depth(self, slug: str) -> int:
        depth = 0
        while (slug := self.parents.get(slug, "")) and depth < 20:
            depth += 1
        return depth

    def _note_rest(self, item: Any, document: Document, state: str, meta: dict[str, str]) -> None:
        if self._text(item, "post_password"):
            document.status = Status.DRAFT
            text = _("The post had a password. It is a draft now; restrict it before publishing.")
            document.note(Kind.CHANGED, text)
        if state in ("private", "pending"):
            texts = {
                "private": _("The post was private. It is a draft now."),
                "pending": _("The post waited for a review. It is a draft now."),
            }
            document.note(Kind.CHANGED, texts[state])
        elif state not in STATES:
            text = _("Its state “%(state)s” has no counterpart. It is a draft now.")
            document.note(Kind.CHANGED, text % {"state": state})
        if comments := len(item.findall(f"{self.wp}comment")):
            text = _("Comments are not imported: %(count)s.") % {"count": comments}
            document.note(Kind.MISSING, text)
        for name, value in meta.items():
            if not name.startswith("_") and name != "footnotes" and value.strip():
                text = _("The custom field “%(name)s” has no place here.") % {"name": name}
                document.note(Kind.MISSING, text, shorten(value))

    def _meta(self, item: Any) -> dict[str, str]:
        return {
            self._text(entry, "meta_key"): entry.findtext(f"{self.wp}meta_value") or ""
            for entry in item.iterfind(f"{self.wp}postmeta")
        }

    def _date(self, item: Any, name: str, document: Document) -> datetime | None:
        """Return a point in time: that of UTC, or else the one of the old site's own clock."""
        found = moment(self._text(item, f"{name}_gmt"))
        if found is not None:
            return found.replace(tzinfo=UTC)
        return next(iter(moments(document, {name: self._text(item, name)}, (name,))), None)


def _without_others(item: Any) -> str:
    """Return the source of a post without what is not the author's to keep.

    That is comments, with the addresses of who wrote them, and the password.
    """
    item = deepcopy(item)
    for element in list(item):
        if isinstance(element.tag, str) and etree.QName(element).localname in SECRETS:
            item.remove(element)
    return str(etree.tostring(item, encoding="unicode", with_tail=False))


def _title(item: Any) -> str:
    return _plain(item.findtext("title") or "")


def _plain(html: str) -> str:
    """Return what may hold entities or tags as plain words."""
    if "<" in html:
        html = elements.words(elements.parse(html))
    return " ".join(unescape(html).split())
