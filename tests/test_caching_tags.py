"""An answer ends with whatever it depends on, found or looked for in vain."""

import pytest
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from api import ids
from blog.models import PostPage
from blog.reviews import record, withdraw
from home.models import Contact
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True


@pytest.fixture
def turns(graphql):
    """A callable that tells whether a change makes another answer of what was kept."""

    def turn(query, change):
        before = graphql(query)
        assert graphql(query) == before
        assert "errors" not in before
        change()
        return graphql(query) != before

    return turn


def edit(thing, **values):
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()


def test_an_object_that_was_asked_for_by_its_id(turns):
    contact = make.contact()
    query = f'{{node(id: "{ids.encode("Contact", contact.pk)}") {{... on Contact {{name}}}}}}'
    assert turns(query, lambda: edit(contact, name="Reception"))


def test_an_object_that_was_hidden(turns):
    contact = make.contact(live=False)
    query = f'{{node(id: "{ids.encode("Contact", contact.pk)}") {{id}}}}'
    assert turns(query, lambda: edit(contact, live=True))


def test_a_slug_that_nothing_had(turns):
    make.blog()
    assert turns('{post(slug: "sleep-well") {title}}', lambda: make.post("Sleep well"))


def test_a_slug_that_something_had(turns):
    post = make.post("Sleep well")
    assert turns('{post(slug: "sleep-well") {title}}', lambda: edit(post, slug="other"))


def test_what_a_list_of_all_authors_says(turns):
    author = make.author()
    assert turns("{authors {name}}", lambda: edit(author, name="Bea"))


def test_a_list_that_gets_another_entry(turns):
    make.post("One")
    assert turns("{posts {nodes {title}}}", lambda: make.post("Two"))


def test_an_entry_of_a_list(turns):
    post = make.post("One")
    assert turns("{posts {nodes {intro}}}", lambda: edit(post, intro="Another."))


def test_the_order_of_the_last_publication(turns):
    first, _second = make.post("One"), make.post("Two")
    query = "{posts(orderBy: RECENTLY_UPDATED) {nodes {title}}}"
    assert turns(query, lambda: first.save_revision().publish())


def test_the_first_of_those_that_were_published_last(turns):
    first, _second = make.post("One"), make.post("Two")
    query = "{posts(orderBy: RECENTLY_UPDATED, first: 1) {nodes {title}}}"
    assert turns(query, lambda: first.save_revision().publish())


def test_a_filter_by_a_category_that_is_renamed(turns):
    category = make.category("Sleep")
    make.post("One", category=category)
    query = '{posts(filter: {category: {eq: "calm"}}) {totalCount}}'
    assert turns(query, lambda: edit(category, slug="calm"))


def test_a_filter_by_a_tag_that_is_renamed(turns):
    make.post("One", tags=["rest"])
    query = '{posts(filter: {tag: {eq: "calm"}}) {totalCount}}'
    assert turns(query, lambda: edit(Tag.objects.get(), slug="calm"))


def test_a_filter_by_the_state_of_a_review_that_takes_place(turns):
    post, reviewer = make.post("One"), make.author()
    query = "{posts(filter: {reviewState: {eq: CURRENT}}) {totalCount}}"
    assert turns(query, lambda: record(post, reviewer, None))


def test_a_filter_by_the_state_of_a_review_that_is_withdrawn(turns):
    post = make.post("One")
    record(post, make.author(), None)
    query = "{posts(filter: {reviewState: {in: [WITHDRAWN, DUE_SOON]}}) {nodes {title}}}"
    assert turns(query, lambda: withdraw(post, None, "Not so."))


def test_a_filter_by_the_state_of_a_review_whose_reviewer_is_deleted(turns):
    post, reviewer = make.post("One"), make.author()
    record(post, reviewer, None)
    query = "{posts(filter: {reviewState: {eq: NEVER_REVIEWED}}) {totalCount}}"
    assert turns(query, reviewer.delete)


def test_a_filter_by_an_author_who_is_unpublished(turns):
    author = make.author("Ada")
    make.post("One", authors=[author])
    query = '{posts(filter: {author: {eq: "ada"}}) {totalCount}}'
    assert turns(query, author.unpublish)


def test_a_page_that_a_body_links_to(turns):
    target = make.post("Two")
    link = f'<p><a linktype="page" id="{target.pk}">two</a></p>'
    make.post("One", body=[("paragraph", link)])
    query = '{post(slug: "one") {body {html}}}'
    assert turns(query, lambda: edit(target, slug="other"))


def test_a_page_that_a_body_links_to_and_that_was_hidden(turns):
    target = make.post("Two", live=False)
    link = f'<p><a linktype="page" id="{target.pk}">two</a></p>'
    make.post("One", body=[("paragraph", link)])
    query = '{post(slug: "one") {body {html}}}'
    assert turns(query, lambda: edit(target, live=True))


def tip(content):
    return [("tips", {"title": "", "tips": [{"title": "Tip", "content": content}]})]


def test_the_words_of_a_tip(turns):
    post = make.post("One", body=tip("<p>Rest.</p>"))
    query = "{tips {nodes {content {plainText}}}}"
    assert turns(query, lambda: edit(post, body=make.stream(tip("<p>Breathe.</p>"))))


def test_a_path_at_which_there_was_nothing(turns):
    make.blog()
    query = '{route(path: "/blog/sleep-well/") {__typename}}'
    assert turns(query, lambda: make.post("Sleep well"))


def test_a_path_that_is_redirected(turns):
    post = make.post("Sleep well")
    query = '{route(path: "/old/") {... on Redirect {to}}}'
    assert turns(query, lambda: Redirect.objects.create(old_path="/old", redirect_page=post))


def test_a_path_that_needs_more_rights(turns):
    post = make.post("Sleep well")
    query = '{route(path: "/blog/sleep-well/") {__typename}}'
    create = PageViewRestriction.objects.create
    assert turns(query, lambda: create(page=post.get_parent(), restriction_type="login"))


def test_a_page_above(turns):
    post = make.post("Sleep well")
    query = '{post(slug: "sleep-well") {breadcrumbs {title}}}'
    blog = post.get_parent().specific
    assert turns(query, lambda: edit(blog, title="Advice"))


def test_a_page_above_that_was_hidden(turns):
    blog = make.blog(live=False)
    make.post("Sleep well", under=blog)
    query = '{post(slug: "sleep-well") {breadcrumbs {title}}}'
    assert turns(query, lambda: edit(blog, live=True))


def test_a_translation(turns):
    post = make.post("Sleep well")
    for page in (make.home(), post.get_parent().specific):
        make.spanish(page)
    query = '{post(slug: "sleep-well") {translations {path}}}'
    assert turns(query, lambda: make.spanish(post))


def test_an_author_who_was_hidden(turns):
    author = make.author(live=False)
    make.post("One", authors=[author])
    query = '{post(slug: "one") {authors {name}}}'
    assert turns(query, lambda: edit(author, live=True))


def test_a_category_that_was_hidden(turns):
    category = make.category(live=False)
    make.post("One", category=category)
    assert turns("{posts {nodes {category {name}}}}", lambda: edit(category, live=True))


def test_a_count_of_posts(turns):
    category = make.category()
    query = "{categories {postCount}}"
    make.blog()
    assert turns(query, lambda: make.post("One", category=category))


def test_the_tags_in_use(turns):
    make.post("One", tags=["rest"])
    assert turns("{tags {name}}", lambda: edit(Tag.objects.get(), name="sleep"))


def test_a_tag_whose_last_post_is_restricted(turns):
    post = make.post("One", tags=["rest"])
    query = f'{{node(id: "{ids.encode("Tag", Tag.objects.get().pk)}") {{id}}}}'
    create = PageViewRestriction.objects.create
    assert turns(query, lambda: create(page=post, restriction_type="login"))


def test_the_settings_of_the_site(turns):
    settings = make.site_settings(name="Hearth")
    assert turns("{site {name}}", lambda: edit(settings, name="Another"))


def test_the_name_of_the_site(turns):
    site = Site.objects.get(is_default_site=True)
    assert turns("{site {name}}", lambda: edit(site, site_name="Another"))


def test_the_contact_of_the_site_in_another_language(client, graphql):
    contact = make.contact()
    make.site_settings(contact=contact)
    make.spanish(make.home())
    body = {"query": "{site {contact {name}}}"}

    def name():
        response = graphql.response(body["query"], headers={"Accept-Language": "es"})
        return response.json()["data"]["site"]["contact"]["name"]

    assert name() == "Front desk"
    edit(make.spanish(contact), name="Recepción")
    assert name() == "Recepción"
    assert Contact.objects.count() == 2


def test_a_word_that_is_searched_for(turns):
    post = make.post("One")
    query = '{search(query: "wonderful") {totalCount}}'
    assert turns(query, lambda: edit(post, intro="Wonderful."))


def test_help_in_a_crisis(turns):
    line = make.crisis_resource()
    make.post("One", body=[("crisis", {"title": "", "resources": []})])
    query = '{post(slug: "one") {body {html}}}'
    assert turns(query, lambda: edit(line, phone="911"))


def test_a_block_that_was_not_there(turns):
    post = make.post("One")
    query = "{posts(filter: {hasBlock: [TIPS]}) {totalCount}}"
    assert turns(query, lambda: edit(post, body=make.stream(tip("<p>Rest.</p>"))))


def test_a_post_that_was_deleted_in_one_statement(turns):
    make.post("One")
    assert turns("{posts {totalCount}}", lambda: PostPage.objects.all().delete())
