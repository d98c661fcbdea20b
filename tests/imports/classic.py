"""Classic markup, as the old editor saved it: lines, shortcodes, hardly a paragraph tag."""

from html import escape

from tests.imports.parts import CAPTIONS, PICTURES, SITE, UPLOADS, YOUTUBE, Part
from tests.imports.prose import passage, sentence


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


def next_page(rng):
    one, two = sentence(rng), sentence(rng)
    return Part(f"{one}\n<!--nextpage-->\n{two}", f"{one} {two}")


def more_in_a_line(rng):
    one, two = sentence(rng), sentence(rng)
    return Part(f"{one} <!--more-->{two}", f"{one} {two}")


def marked_caption(rng):
    text, who = sentence(rng), sentence(rng)
    return Part(
        f'[caption id="attachment_103" align="alignleft" width="60" caption="{text}"]<img src="'
        f'{SITE}/{UPLOADS}/tea.png" alt="{PICTURES["tea.png"]}" class="wp-image-103" />[/caption]'
        f'\n\n[caption width="60"]<img src="{SITE}/{UPLOADS}/tea.png" alt="Tea &amp; rest" /> '
        f'<em>{who}</em> by <a href="https://example.org/">Ada</a>[/caption]',
        f"{PICTURES['tea.png']} {text} Tea & rest {who} by Ada",
    )


def nested_shortcodes(rng):
    text = sentence(rng)
    code = f'[row class="a"][col size="6"]{text}[/col][/row]'
    return Part(code, code)


def escaped_shortcode(rng):
    return Part("Write [[gallery]] to show pictures.", "Write [gallery] to show pictures.")


def video_shortcode(rng):
    return Part(f'[video width="640" mp4="{SITE}/{UPLOADS}/calm.mp4?a=1&amp;b=2"][/video]')


def windows_lines(rng):
    one, two = sentence(rng), sentence(rng)
    return Part(f"{one}\r\n\r\n&nbsp;\r\n\r\n{two}<br />\r\nEnd.", f"{one} {two} End.")


def captioned_table(rng):
    return Part(
        '<table border="1"><caption>Hours &amp; days</caption><thead><tr><th>Day</th></tr></thead>'
        "<tbody><tr><td><ul><li>Monday</li><li>Friday</li></ul></td></tr></tbody></table>",
        "Day Monday Friday Hours & days",
    )


def lettered(rng):
    a, b = sentence(rng), sentence(rng)
    return Part(f'<ol type="a">\n<li>{a}</li>\n<li>{b}</li>\n</ol>', f"a. {a} b. {b}")


def cited(rng):
    one, who = sentence(rng), "Ada Reed, 2019"
    return Part(f"<blockquote>{one}\n<cite>{who}</cite></blockquote>", f"{one} {who}")


def object_player(rng):
    return Part(
        '<object width="425" height="350"><param name="movie" value="https://www.youtube.com/v/'
        'aqz-KE-bpKQ" /><embed src="https://www.youtube.com/v/aqz-KE-bpKQ" type="application/'
        'x-shockwave-flash" /></object>'
    )


def mixed(rng):
    one, two, three = sentence(rng), sentence(rng), sentence(rng)
    return Part(
        f'<div align="center">{one}\n<p style="margin: 0">{two}</p>\n{three}</div>',
        f"{one} {two} {three}",
    )


def split_data(rng):
    return Part("An end ]]> inside, and ]]]]> twice.", "An end ]]> inside, and ]]]]> twice.")


def smiley(rng):
    img = '<img class="wp-smiley" src="https://s.w.org/images/core/emoji/1f642.png" alt="🙂" />'
    return Part(f"Rest {img}.", "Rest 🙂.")


CLASSIC = [
    *(lines, marked_lines, classic_heading, classic_list, caption, classic_gallery),
    *(embed_shortcode, bare_url, classic_quote, classic_table, inline_image, unknown_shortcode),
    *(classic_more, audio_shortcode, entities, iframe, script, definition, contact_line),
    *(next_page, more_in_a_line, marked_caption, nested_shortcodes, escaped_shortcode),
    *(video_shortcode, windows_lines, captioned_table, lettered, cited, object_player, mixed),
    *(split_data, smiley),
]
