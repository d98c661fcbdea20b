"""Blocks, as the block editor saves them."""

import json
from html import escape

from tests.imports.parts import PICTURES, SITE, UPLOADS, YOUTUBE, Part, key_of
from tests.imports.prose import PEOPLE, passage, sentence, tip


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
    key, alt, caption = key_of(name), PICTURES[name], sentence(rng)
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
            f'<!-- wp:image {{"id":{key_of(name)},"linkDestination":"none"}} -->\n<figure class="'
            f'wp-block-image size-large"><img src="{SITE}/{UPLOADS}/{name}" alt="{PICTURES[name]}"'
            f' class="wp-image-{key_of(name)}"/><figcaption class="wp-element-caption">{caption}'
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


def footnoted(rng):
    text = sentence(rng)
    mark = '<sup data-fn="a1b2" class="fn"><a id="a1b2-link" href="#a1b2">1</a></sup>'
    one = block("paragraph", f"<p>{text}{mark}</p>", f"{text}1")
    return Part(f"{one.markup}\n\n<!-- wp:footnotes /-->", f"{one.words} {FOOTNOTE}")


def details_with_picture(rng):
    question, inner = sentence(rng), image(rng)
    html = (
        f'<details class="wp-block-details"><summary>{question}</summary>{inner.markup}</details>'
    )
    return block("details", html, f"{question} {inner.words}")


def old_gallery(rng):
    """A gallery as the editor saved it before WordPress 5.9."""
    items, words = "", []
    for name in list(PICTURES)[:2]:
        caption = sentence(rng)
        words += [PICTURES[name], caption]
        items += (
            f'<li class="blocks-gallery-item"><figure><img src="{SITE}/{UPLOADS}/{name}" alt="'
            f'{PICTURES[name]}" data-id="{key_of(name)}"/><figcaption class="blocks-gallery-item__'
            f'caption">{caption}</figcaption></figure></li>'
        )
    html = (
        '<figure class="wp-block-gallery columns-2"><ul class="blocks-gallery-grid">'
        f"{items}</ul></figure>"
    )
    return block("gallery", html, " ".join(words), ids=[101, 102])


def lost_gallery(rng):
    caption, alt = sentence(rng), "A room that nobody kept"
    figure = (
        f'<figure class="wp-block-image"><img src="{SITE}/{UPLOADS}/gone-{{}}.jpg" alt="{alt}"/>'
        '<figcaption class="wp-element-caption">Room {}.</figcaption></figure>'
    )
    inner = "".join(figure.format(number, number) for number in (1, 2))
    html = (
        f'<figure class="wp-block-gallery has-nested-images">{inner}<figcaption class="'
        f'blocks-gallery-caption">{caption}</figcaption></figure>'
    )
    return block("gallery", html, f"{alt} Room 1. {alt} Room 2. {caption}")


def cover(rng):
    text = sentence(rng)
    html = (
        f'<div class="wp-block-cover"><img class="wp-block-cover__image-background" alt="" src="'
        f'{SITE}/{UPLOADS}/garden.jpg" data-object-fit="cover"/><span aria-hidden="true" class="'
        'wp-block-cover__background"></span><div class="wp-block-cover__inner-container">'
        f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph --></div></div>"
    )
    return block("cover", html, text, url=f"{SITE}/{UPLOADS}/garden.jpg")


def code(rng):
    html = '<pre class="wp-block-code"><code>if a &lt; b &amp;&amp; c:\n    rest()</code></pre>'
    return block("code", html, "if a < b && c: rest()")


def numbered_from(rng):
    a, b = sentence(rng), sentence(rng)
    items = "".join(f"<!-- wp:list-item -->\n<li>{x}</li>\n<!-- /wp:list-item -->" for x in (a, b))
    html = f'<ol start="3" class="wp-block-list">{items}</ol>'
    return block("list", html, f"3. {a} 4. {b}", ordered=True, start=3)


def backwards(rng):
    a, b = sentence(rng), sentence(rng)
    html = f'<ol reversed style="list-style-type:decimal"><li>{a}</li><li>{b}</li></ol>'
    return block("list", html, f"2. {a} 1. {b}", ordered=True, reversed=True)


def deep_list(rng):
    a, b, c = sentence(rng), sentence(rng), sentence(rng)

    def item(text, inner=""):
        return f"<!-- wp:list-item -->\n<li>{text}{inner}</li>\n<!-- /wp:list-item -->"

    def of(items):
        return f'<!-- wp:list -->\n<ul class="wp-block-list">{items}</ul>\n<!-- /wp:list -->'

    return Part(of(item(a, of(item(b, of(item(c)))))), f"{a} {b} {c}")


def quoted_list(rng):
    one, two, three = sentence(rng), sentence(rng), sentence(rng)
    html = (
        f'<blockquote class="wp-block-quote"><p>{one}</p><!-- wp:list -->\n<ul><li>{two}</li><li>'
        f"{three}</li></ul>\n<!-- /wp:list --></blockquote>"
    )
    return block("quote", html, f"{one} {two} {three}")


def tall_table(rng):
    html = (
        '<figure class="wp-block-table"><table><thead><tr><th>Day</th><th>Hour</th></tr></thead>'
        '<tbody><tr><td rowspan="2">Monday<br>and <strong>Tuesday</strong></td><td>9&nbsp;&ndash;'
        "&nbsp;12</td></tr><tr><td>&lt; 5</td></tr></tbody><tfoot><tr><td>Sum</td><td>7</td></tr>"
        "</tfoot></table></figure>"
    )
    return block("table", html, "Day Hour Monday and Tuesday 9 \u2013 12 < 5 Sum 7")


def tweet(rng):
    text, url = sentence(rng), "https://twitter.com/practice/status/1?s=20&amp;t=abc"
    html = (
        '<figure class="wp-block-embed is-type-rich is-provider-twitter"><div class="'
        f'wp-block-embed__wrapper">\n{url}\n</div><figcaption>{text}</figcaption></figure>'
    )
    return block("embed", html, f"twitter.com {text}", url=url, providerNameSlug="twitter")


def two_buttons(rng):
    links = "".join(
        '<!-- wp:button -->\n<div class="wp-block-button"><a class="wp-block-button__link '
        f'wp-element-button"{target}>{label}</a></div>\n<!-- /wp:button -->'
        for label, target in (("Call us", ' href="tel:+15035550142"'), ("Without an address", ""))
    )
    html = f'<div class="wp-block-buttons">{links}</div>'
    return block("buttons", html, "Call us Without an address")


def freeform(rng):
    """What stands outside of blocks: the classic editor's part of a post."""
    one, two = sentence(rng), sentence(rng)
    return Part(f"{one}\n\n<strong>{two}</strong>", f"{one} {two}")


def signs(rng):
    text = (
        "a ]]> b &amp;amp; c \U0001f33f e\u0301 &rarr; \u05e9\u05dc\u05d5\u05dd 1&nbsp;0 &lt;p&gt;"
    )
    words = "a ]]> b &amp; c \U0001f33f e\u0301 → \u05e9\u05dc\u05d5\u05dd 1 0 <p>"
    return block("paragraph", f"<p>{text}</p>", words)


def linked_heading(rng):
    text = sentence(rng).rstrip(".")
    html = f'<h2 class="wp-block-heading" id="x"><a href="/x/"><em>{text}</em></a></h2>'
    return block("heading", html, text)


def deep_columns(rng):
    inner = columns(rng)
    html = f'<div class="wp-block-columns"><div class="wp-block-column">{inner.markup}</div></div>'
    return block("columns", html, inner.words)


def form(rng):
    text = sentence(rng)
    html = (
        f'<form action="/x"><p><label>{text} <input type="text" name="q"></label></p><select>'
        '<option>One</option><option>Two</option></select><input type="submit" value="Send"></form>'
    )
    return block("html", html, f"{text} One Two Send")


def overridden(rng):
    """A reused block of which this post says one part otherwise."""
    text = sentence(rng)
    given = json.dumps({"ref": 900, "content": {"Help": {"content": text}}})
    return Part(f"<!-- wp:block {given} /-->", text)


def social(rng):
    html = (
        '<ul class="wp-block-social-links"><!-- wp:social-link {"url":"https://example.org/us",'
        '"service":"chain","label":"Our page"} /--></ul>'
    )
    return block("social-links", html, "Our page")


def abbreviated(rng):
    html = '<p>Ask for <abbr title="Cognitive Behavioural Therapy">CBT</abbr>.</p>'
    return block("paragraph", html, "Ask for CBT (Cognitive Behavioural Therapy).")


#: What WordPress keeps of footnotes, beside the text.
FOOTNOTE = "See the guideline of 2024, page 7."
FOOTNOTES = json.dumps(
    [{"content": FOOTNOTE.replace("guideline", "<em>guideline</em>"), "id": "a1b2"}]
)
REUSED = "If you are in danger now, call your local emergency number."
BLOCKS = [
    *(paragraph, heading, bullets, nested, quote_block, pullquote, image, lost_image, gallery),
    *(table, embed, columns, group, buttons, details, file_block, audio, raw_html, plugin_block),
    *(media_text, preformatted, phone_paragraph, separator, more, next_page, reusable, latest),
    *(shortcode_block, footnoted, details_with_picture, old_gallery, lost_gallery, cover, code),
    *(numbered_from, backwards, deep_list, quoted_list, tall_table, tweet, two_buttons, freeform),
    *(signs, linked_heading, deep_columns, form, overridden, social, abbreviated),
]
