"""An export as WordPress 6 writes it: 60 posts, half of blocks and half of classic markup.

Each part of a post is a pair: its markup, and the words that a reader of the old site saw. What
the import makes of the markup is compared with those words, which no parser has touched.
"""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from urllib.parse import quote

from PIL import Image as Pillow

from tests.imports.prose import PEOPLE, passage, sentence, tip, title

SITE = "https://old.example"
UPLOADS = "wp-content/uploads/2024/05"
SEED = 20261123
CATEGORIES = [("sleep", "Sleep", ""), ("insomnia", "Insomnia", "sleep"), ("family", "Family", "")]
TAGS = [("night", "Night"), ("children-teens", "Children & teens"), ("self-care", "Self-care")]
#: How the pictures are called, and how they are described.
PICTURES = {
    "waiting-room.jpg": "Two chairs by a window",
    "night-walk.jpg": "A street lamp in the fog",
    "tea.png": "A cup of tea beside a notebook",
    "garden.jpg": "",
}
YOUTUBE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


@dataclass
class Part:
    """A piece of a post: markup, what a reader saw, and alternative texts of pictures."""

    markup: str
    words: str = ""


@dataclass
class Post:
    number: int
    title: str
    parts: list[Part]
    is_blocks: bool
    status: str = "publish"
    slug: str = ""
    excerpt: str = ""
    password: str = ""
    authors: list[str] = field(default_factory=lambda: ["ada"])
    categories: list[tuple[str, str]] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    comments: int = 0
    kind: str = "post"

    @property
    def content(self):
        return "\n\n".join(part.markup for part in self.parts)

    @property
    def words(self):
        return " ".join(part.words for part in self.parts).split()

    @property
    def link(self):
        if self.status not in ("publish", "private"):
            return f"{SITE}/?p={self.number}"
        return f"{SITE}/2024/05/{quote(self.slug)}/"


# Blocks, as the block editor saves them.


def block(name, html, words, **attributes):
    given = f" {json.dumps(attributes)}" if attributes else ""
    return Part(f"<!-- wp:{name}{given} -->\n{html}\n<!-- /wp:{name} -->", words)


def paragraph(rng):
    text = passage(rng)
    first, rest = text.split(" ", 1)
    link = f'<a href="{SITE}/2024/05/post-{rng.randint(1, 60)}/">{escape(rest, quote=False)}</a>'
    html = rng.choice(
        [
            f"<p>{escape(text, quote=False)}</p>",
            f"<p><strong>{first}</strong> {escape(rest, quote=False)}</p>",
            f"<p>{first} {link}</p>",
            f'<p class="has-text-align-left">{first}&nbsp;<em>{escape(rest, quote=False)}</em></p>',
        ]
    )
    return block("paragraph", html, text)


def heading(rng, level=2):
    text = sentence(rng).rstrip(".")
    html = f'<h{level} class="wp-block-heading">{escape(text, quote=False)}</h{level}>'
    return block("heading", html, text, **({} if level == 2 else {"level": level}))


def bullets(rng):
    tips = [tip(rng) for _ in range(3)]
    items = "".join(
        f"<!-- wp:list-item -->\n<li><strong>{a}</strong> {b}</li>\n<!-- /wp:list-item -->\n\n"
        for a, b in tips
    )
    return block(
        "list", f'<ul class="wp-block-list">{items}</ul>', " ".join(f"{a} {b}" for a, b in tips)
    )


def nested(rng):
    a, b, c = sentence(rng), sentence(rng), sentence(rng)
    inner = f'<ul class="wp-block-list"><li>{b}</li></ul>'
    html = f'<ol class="wp-block-list"><li>{a}{inner}</li><li>{c}</li></ol>'
    return block("list", html, f"{a} {b} {c}", ordered=True)


def quote_block(rng):
    text, who = sentence(rng), rng.choice(PEOPLE)
    html = (
        '<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n'
        f"<p>{text}</p>\n<!-- /wp:paragraph --><cite>{who}</cite></blockquote>"
    )
    return block("quote", html, f"{text} {who}")


def pullquote(rng):
    text, who = sentence(rng), rng.choice(PEOPLE)
    html = (
        f'<figure class="wp-block-pullquote"><blockquote><p>{text}</p><cite>{who}</cite>'
        "</blockquote></figure>"
    )
    return block("pullquote", html, f"{text} {who}")


def image(rng):
    name = rng.choice(list(PICTURES))
    key, alt, caption = _key(name), PICTURES[name], sentence(rng)
    stem, _dot, end = name.rpartition(".")
    html = (
        f'<figure class="wp-block-image size-large"><img src="{SITE}/{UPLOADS}/{stem}-1024x683.'
        f'{end}" alt="{alt}" class="wp-image-{key}"/><figcaption class="wp-element-caption">'
        f"{caption}</figcaption></figure>"
    )
    return block("image", html, f"{alt} {caption}", id=key, sizeSlug="large")


def lost_image(rng):
    alt = "A picture that nobody kept"
    img = f'<img src="{SITE}/{UPLOADS}/lost.jpg" alt="{alt}"/>'
    html = f'<figure class="wp-block-image">{img}</figure>'
    return block("image", html, alt)


def gallery(rng):
    names = list(PICTURES)[:3]
    inner, words = "", []
    for name in names:
        caption = sentence(rng)
        words += [PICTURES[name], caption]
        inner += (
            f'<!-- wp:image {{"id":{_key(name)},"linkDestination":"none"}} -->\n<figure class="'
            f'wp-block-image size-large"><img src="{SITE}/{UPLOADS}/{name}" alt="{PICTURES[name]}"'
            f' class="wp-image-{_key(name)}"/><figcaption class="wp-element-caption">{caption}'
            "</figcaption></figure>\n<!-- /wp:image -->\n\n"
        )
    html = f'<figure class="wp-block-gallery has-nested-images is-cropped">{inner}</figure>'
    return block("gallery", html, " ".join(words), linkTo="none")


def table(rng):
    caption = sentence(rng)
    html = (
        '<figure class="wp-block-table"><table class="has-fixed-layout"><thead><tr><th>Hour</th>'
        "<th>What helps</th></tr></thead><tbody><tr><td>22:00</td><td>Dim the <em>lights</em></td>"
        '</tr><tr><td colspan="2">Then rest</td></tr></tbody></table><figcaption class="'
        f'wp-element-caption">{caption}</figcaption></figure>'
    )
    words = f"Hour What helps 22:00 Dim the lights Then rest {caption}"
    return block("table", html, words)


def embed(rng):
    caption = sentence(rng)
    html = (
        '<figure class="wp-block-embed is-type-video is-provider-youtube wp-block-embed-youtube">'
        f'<div class="wp-block-embed__wrapper">\n{YOUTUBE}\n</div><figcaption class="'
        f'wp-element-caption">{caption}</figcaption></figure>'
    )
    return block("embed", html, caption, url=YOUTUBE, type="video", providerNameSlug="youtube")


def columns(rng):
    left, right = paragraph(rng), bullets(rng)
    html = (
        '<div class="wp-block-columns"><!-- wp:column -->\n<div class="wp-block-column">'
        f"{left.markup}</div>\n<!-- /wp:column -->\n\n<!-- wp:column -->\n"
        f'<div class="wp-block-column">{right.markup}</div>\n<!-- /wp:column --></div>'
    )
    return block("columns", html, f"{left.words} {right.words}")


def group(rng):
    one, two = heading(rng, 3), paragraph(rng)
    html = f'<div class="wp-block-group">{one.markup}\n\n{two.markup}</div>'
    return block("group", html, f"{one.words} {two.words}", layout={"type": "constrained"})


def buttons(rng):
    html = (
        '<div class="wp-block-buttons"><!-- wp:button -->\n<div class="wp-block-button">'
        '<a class="wp-block-button__link wp-element-button" href="https://old.example/book/">'
        "Book a first session</a></div>\n<!-- /wp:button --></div>"
    )
    return block("buttons", html, "Book a first session")


def details(rng):
    question, answer = sentence(rng), passage(rng)
    html = (
        f'<details class="wp-block-details"><summary>{question}</summary><!-- wp:paragraph -->\n'
        f"<p>{answer}</p>\n<!-- /wp:paragraph --></details>"
    )
    return block("details", html, f"{question} {answer}")


def file_block(rng):
    url = f"{SITE}/{UPLOADS}/diary.txt"
    html = (
        f'<div class="wp-block-file"><a id="f" href="{url}">A sleep diary</a><a href="{url}" '
        'class="wp-block-file__button wp-element-button" download>Download</a></div>'
    )
    return block("file", html, "A sleep diary (Download)")


def audio(rng):
    caption = sentence(rng)
    html = (
        f'<figure class="wp-block-audio"><audio controls src="{SITE}/{UPLOADS}/calm.mp3"></audio>'
        f'<figcaption class="wp-element-caption">{caption}</figcaption></figure>'
    )
    return block("audio", html, caption)


def raw_html(rng):
    text = sentence(rng)
    return block(
        "html", f"<center><font color=red>{text}</font></center><blink>Now</blink>", f"{text} Now"
    )


def plugin_block(rng):
    text = sentence(rng)
    return block("stackable/card", f'<div class="ugb"><p>{text}</p></div>', text, uniqueId="a1b2")


def media_text(rng):
    text = passage(rng)
    html = (
        '<div class="wp-block-media-text is-stacked-on-mobile"><figure class="wp-block-media-text'
        f'__media"><img src="{SITE}/{UPLOADS}/tea.png" alt="{PICTURES["tea.png"]}"/></figure>'
        f'<div class="wp-block-media-text__content"><p>{text}</p></div></div>'
    )
    return block("media-text", html, f"{PICTURES['tea.png']} {text}")


def preformatted(rng):
    a, b = sentence(rng), sentence(rng)
    return block("verse", f'<pre class="wp-block-verse">{a}\n  {b}</pre>', f"{a} {b}")


def phone_paragraph(rng):
    text = "Front desk: (503) 555-0142, Monday to Friday."
    return block("paragraph", f"<p>{text}</p>", text)


def separator(rng):
    return Part('<!-- wp:separator -->\n<hr class="wp-block-separator"/>\n<!-- /wp:separator -->')


def more(rng):
    return Part("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->")


def next_page(rng):
    return Part("<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->")


def reusable(rng):
    return Part('<!-- wp:block {"ref":900} /-->', REUSED)


def latest(rng):
    return Part('<!-- wp:latest-posts {"postsToShow":3} /-->')


def shortcode_block(rng):
    code = '[contact-form-7 id="12" title="Write to us"]'
    return Part(f"<!-- wp:shortcode -->\n{code}\n<!-- /wp:shortcode -->", code)


REUSED = "If you are in danger now, call your local emergency number."
BLOCKS = [
    *(paragraph, heading, bullets, nested, quote_block, pullquote, image, lost_image, gallery),
    *(table, embed, columns, group, buttons, details, file_block, audio, raw_html, plugin_block),
    *(media_text, preformatted, phone_paragraph, separator, more, next_page, reusable, latest),
    shortcode_block,
]


# Classic markup, as the old editor saved it: lines, shortcodes, hardly a paragraph tag.


def lines(rng):
    one, two = passage(rng), passage(rng)
    return Part(f"{escape(one, quote=False)}\n{escape(two, quote=False)}", f"{one} {two}")


def marked_lines(rng):
    one, two = sentence(rng), sentence(rng)
    return Part(f'<strong>{one}</strong> <em style="color: red">{two}</em>', f"{one} {two}")


def classic_heading(rng):
    text = sentence(rng).rstrip(".")
    return Part(f"<h3>{text}</h3>", text)


def classic_list(rng):
    a, b = sentence(rng), sentence(rng)
    return Part(f"<ul>\n \t<li>{a}</li>\n \t<li>{b}</li>\n</ul>", f"{a} {b}")


def caption(rng):
    text = sentence(rng)
    return Part(
        f'[caption id="attachment_102" align="alignnone" width="300"]<a href="{SITE}/{UPLOADS}/'
        f'night-walk.jpg"><img class="size-medium wp-image-102" src="{SITE}/{UPLOADS}/night-walk-'
        f'300x200.jpg" alt="A street lamp in the fog" width="300" height="200" /></a> {text}'
        "[/caption]",
        f"A street lamp in the fog {text}",
    )


def classic_gallery(rng):
    words = [f"{PICTURES[name]} {CAPTIONS[name]}" for name in ("tea.png", "waiting-room.jpg")]
    return Part('[gallery columns="2" size="medium" ids="103,101"]', " ".join(words))


def embed_shortcode(rng):
    return Part(f"[embed width=640]{YOUTUBE}[/embed]")


def bare_url(rng):
    return Part(YOUTUBE)


def classic_quote(rng):
    one, two = sentence(rng), sentence(rng)
    return Part(f"<blockquote>{one}\n\n{two}</blockquote>", f"{one} {two}")


def classic_table(rng):
    return Part(
        "<table>\n<tbody>\n<tr>\n<td>Day</td>\n<td>Hours</td>\n</tr>\n<tr>\n<td>Monday</td>\n"
        "<td>9 &amp; 5</td>\n</tr>\n</tbody>\n</table>",
        "Day Hours Monday 9 & 5",
    )


def inline_image(rng):
    text = sentence(rng)
    return Part(
        f'<img src="{SITE}/{UPLOADS}/tea.png" alt="{PICTURES["tea.png"]}" />{text}',
        f"{PICTURES['tea.png']} {text}",
    )


def unknown_shortcode(rng):
    text = sentence(rng)
    return Part(f'[box color="blue"]{text}[/box]', f'[box color="blue"]{text}[/box]')


def classic_more(rng):
    return Part("<!--more Read on-->")


def audio_shortcode(rng):
    return Part(f'[audio mp3="{SITE}/{UPLOADS}/calm.mp3"][/audio]')


def entities(rng):
    return Part(
        "Caf&eacute; &ndash; 5 &lt; 6 &hellip; [sic] &#8220;quiet&#8221;",
        "Café \u2013 5 < 6 … [sic] “quiet”",
    )


def iframe(rng):
    return Part('<iframe src="https://player.vimeo.com/video/76979871" width="640"></iframe>')


def script(rng):
    text = sentence(rng)
    return Part(f"<script>track('x')</script>{text}", text)


def definition(rng):
    a, b = sentence(rng), sentence(rng)
    return Part(f"<dl><dt>{a}</dt><dd>{b}</dd></dl>", f"{a} {b}")


def contact_line(rng):
    text = "Call us: +1 503-555-0142"
    return Part(text, text)


CAPTIONS = {name: f"Seen at {name}." for name in PICTURES}
CLASSIC = [
    *(lines, marked_lines, classic_heading, classic_list, caption, classic_gallery),
    *(embed_shortcode, bare_url, classic_quote, classic_table, inline_image, unknown_shortcode),
    *(classic_more, audio_shortcode, entities, iframe, script, definition, contact_line),
]


def _key(name):
    return 101 + list(PICTURES).index(name)


def make_posts(count=60, seed=SEED):
    """The posts, in which every kind of markup occurs."""
    rng = random.Random(seed)  # noqa: S311 (The same posts every time.)
    return [_make_post(rng, number) for number in range(1, count + 1)]


def _make_post(rng, number):
    is_blocks = number % 2 == 0
    kinds = BLOCKS if is_blocks else CLASSIC
    first = paragraph if is_blocks else lines
    turn = number // 2 * 5
    chosen = [kinds[(turn + step) % len(kinds)] for step in range(5)]
    parts = [first(rng), *(make(rng) for make in chosen), first(rng)]
    post = Post(
        number,
        title(rng, number),
        parts,
        is_blocks,
        slug=f"post-{number}",
        excerpt=sentence(rng) if number % 3 else "",
        authors=["jonas"] if number % 5 == 0 else ["ada"],
        categories=[CATEGORIES[number % 3][:2]],
        tags=[TAGS[number % 3], TAGS[(number + 1) % 3]],
        comments=number % 4,
    )
    if number % 6 == 0:
        post.meta["_thumbnail_id"] = "101"
    states = {50: "draft", 51: "future", 52: "private", 53: "pending"}
    post.status = states.get(number, "publish")
    if number == 54:
        post.password = "let me in"  # noqa: S105
    return post


# The file.


def export(posts, *, extra=""):
    """The export of a site with these posts, as `wp-admin/export.php` writes it."""
    items = "".join(_item(post) for post in posts)
    pictures = "".join(_attachment(name) for name in PICTURES)
    terms = "".join(
        f"\t<wp:category>\n\t\t<wp:term_id>{place}</wp:term_id>\n\t\t<wp:category_nicename>"
        f"{_cdata(slug)}</wp:category_nicename>\n\t\t<wp:category_parent>{_cdata(parent)}"
        f"</wp:category_parent>\n\t\t<wp:cat_name>{_cdata(name)}</wp:cat_name>\n\t</wp:category>\n"
        for place, (slug, name, parent) in enumerate(CATEGORIES, 1)
    )
    tags = "".join(
        f"\t<wp:tag>\n\t\t<wp:term_id>{place}</wp:term_id>\n\t\t<wp:tag_slug>{_cdata(slug)}"
        f"</wp:tag_slug>\n\t\t<wp:tag_name>{_cdata(name)}</wp:tag_name>\n\t</wp:tag>\n"
        for place, (slug, name) in enumerate(TAGS, 11)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        "<!-- This is a WordPress eXtended RSS file generated by WordPress as an export of your "
        "site. -->\n<!-- It contains information about your site's posts, pages, comments, "
        'categories, and other content. -->\n\n<!-- generator="WordPress/6.7" created="2026-11-01 '
        '10:00" -->\n<rss version="2.0"\n'
        '\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"\n'
        '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n'
        '\txmlns:wfw="http://wellformedweb.org/CommentAPI/"\n'
        '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n'
        '\txmlns:wp="http://wordpress.org/export/1.2/"\n>\n\n<channel>\n'
        f"\t<title>An old practice</title>\n\t<link>{SITE}</link>\n"
        "\t<description></description>\n\t<pubDate>Sun, 01 Nov 2026 10:00:00 +0000</pubDate>\n"
        "\t<language>en-US</language>\n\t<wp:wxr_version>1.2</wp:wxr_version>\n"
        f"\t<wp:base_site_url>{SITE}</wp:base_site_url>\n"
        f"\t<wp:base_blog_url>{SITE}</wp:base_blog_url>\n\n"
        f"{_author(1, 'ada', 'Ada Reed')}{_author(2, 'jonas', 'Jonas Weil')}\n{terms}{tags}\n"
        "\t<generator>https://wordpress.org/?v=6.7</generator>\n\n"
        f"{pictures}{_reused()}{items}{extra}</channel>\n</rss>\n"
    )


def _author(key, login, name):
    first, last = name.split(" ")
    return (
        f"\t<wp:author><wp:author_id>{key}</wp:author_id><wp:author_login>{_cdata(login)}"
        f"</wp:author_login><wp:author_email>{_cdata(login + '@old.example')}</wp:author_email>"
        f"<wp:author_display_name>{_cdata(name)}</wp:author_display_name><wp:author_first_name>"
        f"{_cdata(first)}</wp:author_first_name><wp:author_last_name>{_cdata(last)}"
        "</wp:author_last_name></wp:author>\n"
    )


def _cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _item(post):
    day = datetime(2024, 5, 1, 8, 30, tzinfo=UTC) + timedelta(days=post.number)
    if post.status == "future":
        day = datetime(2031, 1, 1, 8, 30, tzinfo=UTC)
    terms = "".join(
        f'\t\t<category domain="{domain}" nicename="{slug}">{_cdata(name)}</category>\n'
        for domain, found in (("category", post.categories), ("post_tag", post.tags))
        for slug, name in found
    )
    meta = "".join(
        f"\t\t<wp:postmeta>\n\t\t<wp:meta_key>{_cdata(key)}</wp:meta_key>\n\t\t<wp:meta_value>"
        f"{_cdata(value)}</wp:meta_value>\n\t\t</wp:postmeta>\n"
        for key, value in {"_edit_last": "1", **post.meta}.items()
    )
    comments = "".join(
        f"\t\t<wp:comment>\n\t\t\t<wp:comment_id>{number}</wp:comment_id>\n\t\t\t"
        f"<wp:comment_content>{_cdata('Thank you!')}</wp:comment_content>\n\t\t</wp:comment>\n"
        for number in range(post.comments)
    )
    return _whole_item(
        post.title,
        post.link,
        post.number,
        day,
        content=post.content,
        excerpt=post.excerpt,
        slug=post.slug,
        status=post.status,
        kind=post.kind,
        password=post.password,
        creator=post.authors[0],
        rest=terms + meta + comments,
    )


def _whole_item(
    name, link, key, day, *, content="", excerpt="", slug="", status="inherit", kind="post",
    password="", creator="ada", rest="",
):  # fmt: skip
    stamp = f"{day:%Y-%m-%d %H:%M:%S}"
    gmt = "0000-00-00 00:00:00" if status in ("draft", "pending") else stamp
    return (
        f"\t\t<item>\n\t\t<title>{_cdata(name)}</title>\n\t\t<link>{escape(link)}</link>\n"
        f"\t\t<pubDate>{day:%a, %d %b %Y %H:%M:%S} +0000</pubDate>\n"
        f"\t\t<dc:creator>{_cdata(creator)}</dc:creator>\n"
        f'\t\t<guid isPermaLink="false">{SITE}/?p={key}</guid>\n\t\t<description></description>\n'
        f"\t\t<content:encoded>{_cdata(content)}</content:encoded>\n"
        f"\t\t<excerpt:encoded>{_cdata(excerpt)}</excerpt:encoded>\n"
        f"\t\t<wp:post_id>{key}</wp:post_id>\n\t\t<wp:post_date>{_cdata(stamp)}</wp:post_date>\n"
        f"\t\t<wp:post_date_gmt>{_cdata(gmt)}</wp:post_date_gmt>\n"
        f"\t\t<wp:post_modified>{_cdata(stamp)}</wp:post_modified>\n"
        f"\t\t<wp:post_modified_gmt>{_cdata(gmt)}</wp:post_modified_gmt>\n"
        f"\t\t<wp:comment_status>{_cdata('open')}</wp:comment_status>\n"
        f"\t\t<wp:ping_status>{_cdata('open')}</wp:ping_status>\n"
        f"\t\t<wp:post_name>{_cdata(slug)}</wp:post_name>\n"
        f"\t\t<wp:status>{_cdata(status)}</wp:status>\n\t\t<wp:post_parent>0</wp:post_parent>\n"
        f"\t\t<wp:menu_order>0</wp:menu_order>\n\t\t<wp:post_type>{_cdata(kind)}</wp:post_type>\n"
        f"\t\t<wp:post_password>{_cdata(password)}</wp:post_password>\n"
        f"\t\t<wp:is_sticky>0</wp:is_sticky>\n{rest}\t\t</item>\n"
    )


def _attachment(name):
    url = f"{SITE}/{UPLOADS}/{name}"
    alt = (
        "\t\t<wp:postmeta>\n\t\t<wp:meta_key><![CDATA[_wp_attachment_image_alt]]></wp:meta_key>\n"
        f"\t\t<wp:meta_value>{_cdata(PICTURES[name])}</wp:meta_value>\n\t\t</wp:postmeta>\n"
    )
    return _whole_item(
        name.partition(".")[0],
        f"{SITE}/{name}/",
        _key(name),
        datetime(2024, 5, 1, tzinfo=UTC),
        excerpt=CAPTIONS[name],
        slug=name.partition(".")[0],
        kind="attachment",
        rest=f"\t\t<wp:attachment_url>{_cdata(url)}</wp:attachment_url>\n{alt}",
    )


def _reused():
    content = f"<!-- wp:paragraph -->\n<p>{REUSED}</p>\n<!-- /wp:paragraph -->"
    day = datetime(2024, 5, 1, tzinfo=UTC)
    return _whole_item(
        "In danger", f"{SITE}/?p=900", 900, day, content=content, status="publish", kind="wp_block"
    )


def fill_uploads(folder):
    """The files that WordPress keeps beside its database."""
    uploads = folder / UPLOADS
    uploads.mkdir(parents=True)
    for place, name in enumerate(PICTURES):
        file = BytesIO()
        colour = (40 * place, 90, 120)
        Pillow.new("RGB", (60, 40), colour).save(file, "PNG" if name.endswith("png") else "JPEG")
        (uploads / name).write_bytes(file.getvalue())
    (uploads / "diary.txt").write_text("Monday: slept well.\n")


def write_export(folder, posts, **options):
    """A folder with the export and the uploads."""
    fill_uploads(folder)
    (folder / "export.xml").write_text(export(posts, **options), encoding="utf-8")
    return folder
