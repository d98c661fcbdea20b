"""Every edge that leads to a thing: a query, its gist while the thing is visible, and once hidden.

Each thing has a mark in all of its texts, so that a leak cannot look like anything else.
"""

from types import MappingProxyType
from typing import Any, NamedTuple

SPANISH = {"Accept-Language": "es"}

#: The mark of each thing, in lower case, and its GraphQL type.
THINGS = {
    "secret": ("kestrel", "Post"),
    "translation": ("cernicalo", "Post"),
    "index": ("nook", "BlogIndex"),
    "parent": ("nook", "BlogIndex"),
    "spanish home": ("casa", "Home"),
    "spanish blog": ("bitacora", "BlogIndex"),
    "author": ("falconer", "Author"),
    "category": ("raptors", "Category"),
    "contact": ("aerie", "Contact"),
    "spanish contact": ("nido", "Contact"),
    "line": ("mobbing", "CrisisResource"),
    "image": ("plumage", "Image"),
    "document": ("fieldnotes", "Document"),
}


class Row(NamedTuple):
    query: str
    shown: Any
    hidden: Any
    headers: Any = MappingProxyType({})


def told(query, headers=MappingProxyType({})):
    """An edge whose answer is only searched for the mark."""
    return Row(query, ..., ..., headers)


def in_witness(fields):
    return f'{{post(slug: "witness", locale: "en") {{{fields}}}}}'


def in_album(fields):
    return f'{{post(slug: "album") {{{fields}}}}}'


def block(kind, fields):
    return f"body {{... on {kind} {{{fields}}}}}"


def tree(*inline):
    """The tree of a rich text of one paragraph."""
    return {"type": "root", "children": [{"type": "paragraph", "children": list(inline)}]}


def words(value):
    return {"type": "text", "value": value}


PATH = "/library/shelf/kestrel/"
URL = f"http://testserver{PATH}"
LINK = f'<p>See <a href="{URL}">this</a>.</p>'
NO_LINK = "<p>See this.</p>"
NODE = "query($id: ID!) {node(id: $id) {... on %s {%s}}}"
NODES = "query($id: ID!) {nodes(ids: [$id]) {... on %s {%s}}}"
IMAGE = "image {title}"

EDGES = {
    "secret": {
        "post": Row('{post(slug: "kestrel") {title}}', "Kestrel", None),
        "posts": Row(
            "{posts(orderBy: TITLE) {nodes {title}}}",
            ["Album", "Fledgling", "Kestrel", "Witness"],
            ["Album", "Fledgling", "Witness"],
        ),
        "edges of posts": Row(
            "{posts(last: 9, orderBy: TITLE) {edges {node {title}}}}",
            ["Album", "Fledgling", "Kestrel", "Witness"],
            ["Album", "Fledgling", "Witness"],
        ),
        "count of posts": Row("{posts {totalCount}}", 4, 3),
        "cursor of posts": Row("{posts(first: 3) {pageInfo {hasNextPage}}}", True, False),
        "posts of a tag": Row(
            '{posts(filter: {tag: {eq: "kestrel"}}) {nodes {title}}}', ["Kestrel"], []
        ),
        "posts with a block": Row(
            "{posts(filter: {hasBlock: [QUOTE]}) {nodes {title}}}", ["Kestrel"], []
        ),
        "posts of a blog": Row(
            '{page(path: "/library/") {... on BlogIndex {posts {nodes {title}}}}}', ["Kestrel"], []
        ),
        "count of posts of a blog": Row(
            '{route(path: "/library/") {... on BlogIndex {posts {totalCount}}}}', 1, 0
        ),
        "page": Row('{page(path: "/library/shelf/kestrel/") {title}}', "Kestrel", None),
        "route": Row(
            '{route(path: "/library/shelf/kestrel/") {... on Page {title} ... on Redirect {to}}}',
            "Kestrel",
            None,
        ),
        "redirect": Row('{route(path: "/old/") {... on Redirect {to}}}', PATH, None),
        "node": Row(NODE % ("Post", "title"), "Kestrel", None),
        "nodes": Row(NODES % ("Post", "title"), ["Kestrel"], [None]),
        "search": Row('{search(query: "kestrel") {nodes {title}}}', ["Kestrel"], []),
        "count of hits": Row('{search(query: "kestrel") {totalCount}}', 1, 0),
        "tips": Row(
            "{tips {nodes {title}}}",
            ["Witness tip", "Album tip", "Kestrel tip"],
            ["Witness tip", "Album tip"],
        ),
        "count of tips": Row("{tips {totalCount}}", 3, 2),
        "tips of a text": Row('{tips(filter: {text: "wings"}) {totalCount}}', 1, 0),
        "tips of a tag": Row(
            '{tips(filter: {tag: {eq: "kestrel"}}) {nodes {title}}}', ["Kestrel tip"], []
        ),
        "tags": Row("{tags {name}}", ["kestrel", "rest"], ["rest"]),
        "count of a category": Row('{category(slug: "raptors") {postCount}}', 2, 1),
        "counts of categories": Row("{categories {postCount}}", [2], [1]),
        "related posts": Row(
            in_witness(block("RelatedPostsBlock", "posts {title}")), [["Kestrel"]], [[]]
        ),
        "related posts as HTML": Row(
            in_witness(block("RelatedPostsBlock", "html")),
            [f'<nav class="related-posts"><ul><li><a href="{URL}">Kestrel</a></li></ul></nav>'],
            ['<nav class="related-posts"><ul></ul></nav>'],
        ),
        "related posts as text": Row(
            in_witness(block("RelatedPostsBlock", "plainText")), ["Kestrel"], [""]
        ),
        "page of a button": Row(
            in_witness(block("CallToActionBlock", "page {title}")), ["Kestrel"], [None]
        ),
        "target of a button": Row(in_witness(block("CallToActionBlock", "href")), [URL], [""]),
        "button as HTML": Row(
            in_witness(block("CallToActionBlock", "html")),
            [f'<p class="call-to-action"><a href="{URL}">Go</a></p>'],
            ['<p class="call-to-action">Go</p>'],
        ),
        "link as HTML": Row(
            in_witness(block("ParagraphBlock", "content {html}")), [LINK], [NO_LINK]
        ),
        "link as Markdown": Row(
            in_witness(block("ParagraphBlock", "content {markdown}")),
            [f"See [this]({URL})."],
            ["See this."],
        ),
        "link in the tree": Row(
            in_witness(block("ParagraphBlock", "content {ast}")),
            [
                tree(
                    words("See "),
                    {"type": "link", "url": URL, "children": [words("this")]},
                    words("."),
                )
            ],
            [tree(words("See "), words("this"), words("."))],
        ),
        "link in a block": Row(in_witness(block("ParagraphBlock", "html")), [LINK], [NO_LINK]),
        "link in a call-out": Row(
            in_witness(block("CalloutBlock", "content {html}")), [LINK], [NO_LINK]
        ),
        "link in an answer": Row(
            in_witness(block("FaqBlock", "items {answer {html}}")), [[LINK]], [[NO_LINK]]
        ),
        "link in a tip": Row(
            in_witness(block("TipsBlock", "tips {content {html}}")), [[LINK]], [[NO_LINK]]
        ),
        "link in the feed of tips": told("{tips {nodes {html content {html}}}}"),
        "link in a biography": Row('{author(slug: "ada") {bio {html}}}', LINK, NO_LINK),
        "link in the disclaimer": Row("{site {disclaimer {html}}}", LINK, NO_LINK),
        "menu": Row(
            "{site {mainMenu {title}}}",
            ["Kestrel", "More", "Deep", "Nook", "Witness"],
            ["More", "Deep", "Nook", "Witness"],
        ),
        "links in the menu": told("{site {mainMenu {url children {title url}}}}"),
    },
    "translation": {
        "post": Row('{post(slug: "cernicalo", locale: "es") {title}}', "Cernicalo", None),
        "posts": Row('{posts(locale: "es") {nodes {title}}}', ["Cernicalo"], []),
        "posts of the reader's language": Row(
            "{posts {nodes {title}}}", ["Cernicalo"], [], SPANISH
        ),
        "posts filtered": Row('{posts(filter: {locale: {in: ["es"]}}) {totalCount}}', 1, 0),
        "translations": Row(in_witness("translations {title}"), ["Cernicalo"], []),
        "page": Row('{page(path: "/es/blog/cernicalo/") {title}}', "Cernicalo", None),
        "route": Row(
            '{route(path: "/es/blog/cernicalo/") {... on Page {title}}}', "Cernicalo", None
        ),
        "node": Row(NODE % ("Post", "title"), "Cernicalo", None),
        "search": Row('{search(query: "cernicalo", locale: "es") {totalCount}}', 1, 0),
        "tips": Row('{tips(locale: "es") {nodes {title}}}', ["Witness tip"], []),
        "tags": Row('{tags(locale: "es") {name}}', ["rest"], []),
        "menu": told("{site {mainMenu {title url}}}", SPANISH),
    },
    "index": {
        "page": Row('{page(path: "/corner/") {title}}', "Nook", None),
        "route": Row('{route(path: "/corner/") {... on Page {title}}}', "Nook", None),
        "node": Row(NODE % ("BlogIndex", "title"), "Nook", None),
        "menu": told("{site {mainMenu {title}}}"),
    },
    "parent": {
        "breadcrumbs": Row(
            '{post(slug: "fledgling") {breadcrumbs {title}}}', ["Home", "Nook"], ["Home"]
        ),
        "parent": Row('{post(slug: "fledgling") {parent {title}}}', "Nook", None),
    },
    "spanish home": {
        "languages of the site": Row("{site {locales}}", ["en", "es"], ["en"]),
        "translations": Row('{page(path: "/") {... on Home {translations {title}}}}', ["Casa"], []),
        "page": Row('{page(path: "/es/") {title}}', "Casa", None),
        "node": Row(NODE % ("Home", "title"), "Casa", None),
    },
    "spanish blog": {
        "translations": Row(
            '{page(path: "/blog/") {... on BlogIndex {translations {title}}}}', ["Bitacora"], []
        ),
        "page": Row('{page(path: "/es/blog/") {title}}', "Bitacora", None),
        "node": Row(NODE % ("BlogIndex", "title"), "Bitacora", None),
    },
    "author": {
        "author": Row('{author(slug: "falconer") {name}}', "Falconer", None),
        "authors": Row("{authors {name}}", ["Ada", "Falconer"], ["Ada"]),
        "node": Row(NODE % ("Author", "name"), "Falconer", None),
        "byline": Row(in_witness("authors {name}"), ["Falconer", "Ada"], ["Ada"]),
        "reviewer": Row(in_witness("review {reviewer {name}}"), "Falconer", None),
        "structured data": told(in_witness("seo {jsonLd}")),
        "posts of an author": Row(
            '{posts(filter: {author: {eq: "falconer"}}) {nodes {title}}}', ["Witness"], []
        ),
        "posts of authors": Row('{posts(filter: {author: {in: ["falconer"]}}) {totalCount}}', 1, 0),
        "posts of an author in a blog": Row(
            '{page(path: "/blog/") {... on BlogIndex '
            '{posts(filter: {author: {eq: "falconer"}}) {totalCount}}}}',
            1,
            0,
        ),
    },
    "category": {
        "category": Row('{category(slug: "raptors") {name}}', "Raptors", None),
        "categories": Row("{categories {name}}", ["Raptors"], []),
        "node": Row(NODE % ("Category", "name"), "Raptors", None),
        "category of a post": Row(in_witness("category {name}"), "Raptors", None),
        "category of a tip's post": told("{tips {nodes {post {category {name}}}}}"),
        "posts of a category": Row(
            '{posts(filter: {category: {eq: "raptors"}}) {totalCount}}', 2, 0
        ),
        "posts of categories": Row(
            '{posts(filter: {category: {in: ["raptors"]}}) {totalCount}}', 2, 0
        ),
        "tips of a category": Row('{tips(filter: {category: {eq: "raptors"}}) {totalCount}}', 2, 0),
    },
    "contact": {
        "contact of the site": Row("{site {contact {name}}}", "Aerie", None),
        "node": Row(NODE % ("Contact", "name"), "Aerie", None),
        "contact in a block": Row(
            in_witness(block("ContactBlock", "contact {name}")), ["Aerie"], [None]
        ),
        "block as HTML": Row(
            in_witness(block("ContactBlock", "html")),
            ['<address class="contact"><strong>Aerie</strong></address>'],
            [""],
        ),
        "block as text": Row(in_witness(block("ContactBlock", "plainText")), ["Aerie"], [""]),
    },
    "spanish contact": {
        "contact of the site": Row("{site {contact {name}}}", "Nido", "Aerie", SPANISH),
        "node": Row(NODE % ("Contact", "name"), "Nido", None),
    },
    "line": {
        "help in a crisis": Row(
            "{site {crisisResources {name}}}", ["Lifeline", "Mobbing"], ["Lifeline"]
        ),
        "node": Row(NODE % ("CrisisResource", "name"), "Mobbing", None),
    },
    "image": {
        "node": Row(NODE % ("Image", "title"), "Plumage", None),
        "hero image": Row(in_album("heroImage {title}"), "Plumage", None),
        "hero image of the home page": Row(
            '{page(path: "/") {... on Home {heroImage {title}}}}', "Plumage", None
        ),
        "portrait": Row('{author(slug: "ada") {photo {title}}}', "Plumage", None),
        "picture for previews": told(in_album("seo {image {url}}")),
        "structured data": told(in_album("seo {jsonLd}")),
        "image block": Row(in_album(block("ImageBlock", IMAGE)), ["Plumage"], [None]),
        "alternative text": Row(in_album(block("ImageBlock", "alt")), ["Plumage seen"], [""]),
        "image block as HTML": told(in_album(block("ImageBlock", "html plainText"))),
        "gallery": Row(
            in_album(block("GalleryBlock", "images {image {title}}")), [["Plumage"]], [[None]]
        ),
        "gallery as HTML": told(in_album(block("GalleryBlock", "html plainText"))),
        "tip": Row(in_album(block("TipsBlock", "tips {image {title}}")), [["Plumage"]], [[None]]),
        "tips as HTML": told(in_album(block("TipsBlock", "html plainText"))),
        "feed of tips": told("{tips {nodes {html image {title}}}}"),
        "rich text as HTML": told(in_album(block("ParagraphBlock", "html content {html}"))),
        "rich text as Markdown": told(in_album(block("ParagraphBlock", "content {markdown}"))),
        "rich text as tree": told(in_album(block("ParagraphBlock", "content {ast}"))),
    },
    "document": {
        "node": Row(NODE % ("Document", "title"), "Fieldnotes", None),
        "document block": Row(
            in_album(block("DocumentBlock", "document {title}")), ["Fieldnotes"], [None]
        ),
        "document block as HTML": told(in_album(block("DocumentBlock", "html"))),
        "document block as text": Row(
            in_album(block("DocumentBlock", "plainText")), ["Fieldnotes"], [""]
        ),
        "link": told(in_album(block("CalloutBlock", "content {html}"))),
        "link as Markdown": told(in_album(block("CalloutBlock", "content {markdown}"))),
        "link in the tree": told(in_album(block("CalloutBlock", "content {ast}"))),
        "link in a block": told(in_album(block("CalloutBlock", "html"))),
    },
}
