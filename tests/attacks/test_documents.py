"""Documents and variables made to cost the server more than their sender.

Each attack is refused by a code of the closed list, or answered, within a budget of work that is
counted in calls and not by a clock. Afterwards the next request is served.
"""

import pytest
from graphql import get_introspection_query

from api.limits.values import limit
from tests import factories as make
from tests.attacks.work import Work
from tests.test_contract import COPIES

pytestmark = pytest.mark.django_db

TYPE = "application/graphql-response+json"
INTROSPECTION = get_introspection_query()


@pytest.fixture
def attack(graphql):
    """Post a document; return its status and the codes of the errors that it got."""

    def run(query, **variables):
        with Work():
            response = graphql.response(query, variables, {"Accept": TYPE})
        answer = response.json()
        assert all(len(error["message"]) <= 300 for error in answer.get("errors", ()))
        assert len(response.content) < 3_000_000
        assert graphql("{__typename}") == {"data": {"__typename": "Query"}}
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        return response.status_code, codes

    return run


LIMITED = 400, {"LIMIT_EXCEEDED"}
COMPLEX = 400, {"QUERY_TOO_COMPLEX"}
DEEP = 400, {"QUERY_TOO_DEEP"}
INVALID = 400, {"GRAPHQL_VALIDATION_FAILED"}
UNPARSED = 400, {"GRAPHQL_PARSE_FAILED"}
WRONG = 200, {"BAD_USER_INPUT"}
ANSWERED = 200, set()


def test_a_thousand_aliases(attack):
    """Wanted: one field resolved a thousand times by a short document. Got: a refusal."""
    query = "{site {" + " ".join(f"a{one}: name" for one in range(1000)) + "}}"
    assert attack(query) == LIMITED


def test_aliases_hidden_in_a_fragment_that_is_spread_often(attack):
    """Wanted: aliases that a count of the text does not see. Got: they count where spread."""
    fragment = "fragment F on Site {" + " ".join(f"a{one}: name" for one in range(50)) + "}"
    spreads = " ".join(f"site {{x{one}: mainMenu {{title}} ...F}}" for one in range(6))
    assert attack(f"{{{spreads}}} {fragment}") == LIMITED


def test_a_thousand_directives(attack):
    """Wanted: endless looks at @include. Got: a refusal before any is looked at."""
    assert attack("{__typename " + "@include(if: true)" * 500 + "}") == LIMITED


def test_directives_on_everything_but_fields(attack):
    """Wanted: directives where only fields are counted. Got: a refusal all the same."""
    spread = "... @include(if: true) {__typename} " * 150
    assert attack(f"query @skip(if: false) {{{spread}}}") == LIMITED


def test_one_field_with_a_selection_five_hundred_times(attack):
    """Wanted: a comparison of each pair of fields. Got: one answer, in a pass over the text."""
    assert attack("{" + "site {name} " * 500 + "}") == ANSWERED


def test_one_field_in_many_fragments_that_all_meet(attack):
    """Wanted: a comparison of each pair of fragments. Got: one answer."""
    spreads = " ".join(f"...F{one}" for one in range(150))
    fragments = " ".join(
        f"fragment F{one} on Query {{site {{mainMenu {{title}}}}}}" for one in range(150)
    )
    assert attack(f"{{{spreads}}} {fragments}") == ANSWERED


def test_fragments_that_double_each_other(attack):
    """Wanted: two to the power of 60 visits of a fragment. Got: each is visited once."""
    fragments = " ".join(
        f"fragment F{one} on Query {{...F{one + 1} ...F{one + 1}}}" for one in range(60)
    )
    assert attack(f"{{...F0}} {fragments} fragment F60 on Query {{__typename}}") == ANSWERED


def test_fragments_that_double_each_other_with_an_alias(attack):
    """Wanted: the same, where a limit counts. Got: the number is counted, not the visits."""
    fragments = " ".join(
        f"fragment F{one} on Query {{...F{one + 1} ...F{one + 1}}}" for one in range(100)
    )
    assert attack(f"{{...F0}} {fragments} fragment F100 on Query {{a: __typename}}") == LIMITED


def test_fragments_that_double_the_answer_at_each_level(attack):
    """Wanted: an answer of two to the power of 12 posts. Got: its 8,190 aliases are counted."""
    fragments = " ".join(
        f"fragment F{one} on Post {{t: translations {{...F{one + 1}}} "
        f"u: translations {{...F{one + 1}}}}}"
        for one in range(12)
    )
    query = f"{{posts {{nodes {{...F0}}}}}} {fragments} fragment F12 on Post {{title}}"
    assert attack(query) == LIMITED


def test_levels_that_never_merge_into_the_same(attack):
    """Wanted: as many groups of fields as there are ways to them. Got: a budget of steps."""
    depth = 12
    parts = [f'{{post(slug: "a") {{...F0}}}} fragment F{depth} on Post {{title}}']
    for at in range(depth):
        # Whoever goes this way takes a mark along to the end.
        marked = f"translations {{...F{at + 1} ...M{at}x{at + 1}}}"
        parts.append(f"fragment F{at} on Post {{{marked} parent {{... on Post {{...F{at + 1}}}}}}}")
        for level in range(at + 1, depth):
            on = f"...M{at}x{level + 1}"
            parts.append(
                f"fragment M{at}x{level} on Post "
                f"{{translations {{{on}}} parent {{... on Post {{{on}}}}}}}"
            )
        parts.append(f"fragment M{at}x{depth} on Post {{slug}}")
    assert attack(" ".join(parts)) == LIMITED


def test_fragments_in_a_circle(attack):
    """Wanted: a recursion without end. Got: validation's own message."""
    circle = " ".join(
        f"fragment F{one} on Query {{...F{(one + 1) % 50} site {{name}}}}" for one in range(50)
    )
    assert attack(f"{{...F0}} {circle}") == INVALID


def test_a_circle_through_a_field(attack):
    """Wanted: a depth without end that no text shows. Got: validation's own message."""
    circle = (
        "fragment F on Post {translations {...F} parent {...G}} "
        "fragment G on Page {... on Post {...F}}"
    )
    assert attack(f'{{post(slug: "a") {{...F}}}} {circle}') == INVALID


def test_a_chain_of_a_thousand_fragments(attack):
    """Wanted: a stack that overflows. Got: a refusal by the number of definitions."""
    chain = " ".join(f"fragment F{one} on Query {{...F{one + 1}}}" for one in range(500))
    assert attack(f"{{...F0}} {chain} fragment F500 on Query {{__typename}}") == LIMITED


def test_the_longest_chain_of_fragments_that_is_allowed(attack):
    """Wanted: a stack that overflows within the limits. Got: an answer or a clean refusal."""
    chain = " ".join(f"fragment F{one} on Query {{...F{one + 1}}}" for one in range(198))
    status, codes = attack(f"{{...F0}} {chain} fragment F198 on Query {{__typename}}")
    assert (status, codes) in (ANSWERED, INVALID)


def test_ten_turns_of_a_circle_in_the_schema(attack):
    """Wanted: posts of the blog of the posts of the blog … Got: too deep."""
    turn = "parent {... on BlogIndex {posts {nodes {"
    query = "{posts {nodes {" + turn * 10 + "title" + "}}}}" * 10 + "}}}"
    assert attack(query) == DEEP


def test_three_turns_of_a_circle_in_the_schema(attack):
    """Wanted: the same below the limit of depth: 160,000 posts. Got: too complex."""
    turn = "parent {... on BlogIndex {posts {nodes {"
    query = "{posts {nodes {" + turn * 3 + "title" + "}}}}" * 3 + "}}}"
    assert attack(query) == COMPLEX


def test_introspection_deeper_than_any_tool_asks(attack):
    """Wanted: types of fields of types of fields … Got: the rule on introspection's depth."""
    turn = "fields {type {"
    query = "{__schema {types {" + turn * 6 + "name" + "}}" * 6 + "}}}"
    assert attack(query) == INVALID


def test_introspection_that_wraps_types_without_end(attack):
    """Wanted: a depth that the rule on lists does not see. Got: too deep."""
    query = '{__type(name: "Post") {' + "ofType {" * 40 + "name" + "}" * 40 + "}}"
    assert attack(query) == DEEP


def test_sixty_introspections_by_alias(attack):
    """Wanted: the whole schema sixty times. Got: a refusal."""
    whole = INTROSPECTION.partition("__schema")[2]
    selection, _brace, fragments = whole.partition("fragment FullType")
    selection = selection.strip().removesuffix("}").strip()
    aliased = " ".join(f"a{one}: __schema {selection}" for one in range(60))
    status, codes = attack(f"{{{aliased}}} fragment FullType{fragments}")
    assert status == 400
    assert codes in ({"LIMIT_EXCEEDED"}, {"QUERY_TOO_COMPLEX"})


def test_a_few_introspections_by_alias(attack):
    """Wanted: the whole schema a few times, below the limits on text. Got: too complex."""
    whole = INTROSPECTION.partition("__schema")[2]
    selection, _brace, fragments = whole.partition("fragment FullType")
    selection = selection.strip().removesuffix("}").strip()
    aliased = " ".join(f"a{one}: __schema {selection}" for one in range(6))
    assert attack(f"{{{aliased}}} fragment FullType{fragments}") == COMPLEX


def test_five_thousand_inline_fragments(attack):
    """Wanted: a check of each against each type. Got: a refusal by the number of tokens."""
    assert attack("{" + "... {__typename} " * 5000 + "}") == LIMITED


def test_as_many_inline_fragments_as_are_allowed(attack):
    """Wanted: the same within the limits. Got: one answer."""
    blocks = "... on TipsBlock {title} ... on FaqBlock {title} " * 300
    assert attack(f"{{posts {{nodes {{body {{{blocks}}}}}}}}}") == ANSWERED


def test_five_thousand_variables(attack):
    """Wanted: each variable looked for in each use. Got: a refusal by the number of tokens."""
    declared = " ".join(f"$v{one}: Int" for one in range(5000))
    assert attack(f"query({declared}) {{__typename}}") == LIMITED


def test_many_operations_that_share_many_fragments(attack):
    """Wanted: each fragment validated for each operation. Got: a refusal."""
    operations = " ".join(f"query Q{one} {{...F}}" for one in range(600))
    assert attack(f"{operations} fragment F on Query {{__typename}}") == (
        400,
        {"LIMIT_EXCEEDED"},
    )


def test_two_thousand_operations(attack):
    """Wanted: a document that is all names. Got: a refusal."""
    assert attack(" ".join(f"query Q{one} {{a}}" for one in range(2000))) == LIMITED


def test_a_thousand_unused_fragments(attack):
    """Wanted: a search for each fragment's uses. Got: a refusal."""
    fragments = " ".join(f"fragment F{one} on Query {{__typename}}" for one in range(1000))
    assert attack("{__typename} " + fragments) == LIMITED


def test_as_many_unused_fragments_as_are_allowed(attack):
    """Wanted: an error for each. Got: some of the errors."""
    fragments = " ".join(f"fragment F{one} on Query {{__typename}}" for one in range(190))
    assert attack("{__typename} " + fragments) == INVALID


def test_ten_thousand_unknown_fields(attack):
    """Wanted: a search for names like each, and an error for each. Got: a refusal."""
    assert attack("{" + " ".join(f"sites{one}" for one in range(10_000)) + "}") == LIMITED


def test_as_many_unknown_fields_as_are_allowed(attack, settings):
    """Wanted: the same within the limits, even while DEBUG. Got: some of the errors."""
    settings.DEBUG = True
    assert attack("{site {" + " ".join(f"nam{one}" for one in range(3900)) + "}}") == INVALID


def test_a_list_of_fifty_thousand_in_the_text(attack):
    """Wanted: a list that is checked entry by entry. Got: a refusal by bytes."""
    assert attack(f"{{nodes(ids: [{'1 ' * 50_000}]) {{id}}}}") == LIMITED


def test_a_huge_list_of_ids_in_the_text(attack):
    """Wanted: thousands of objects looked up. Got: a refusal."""
    status, codes = attack(f"{{nodes(ids: [{'1 ' * 3000}]) {{id}}}}")
    assert (status, codes) in (COMPLEX, WRONG)


def test_a_huge_list_of_ids_in_the_variables(attack):
    """Wanted: the same by variables. Got: a refusal, by cost or by number."""
    query = "query($ids: [ID!]!) {nodes(ids: $ids) {... on Post {body {html plainText}}}}"
    assert attack(query, ids=["UG9zdDox"] * 4000) == COMPLEX


def test_a_megabyte_of_variables(attack):
    """Wanted: much to read and convert. Got: a refusal by bytes."""
    query = "query($ids: [ID!]!) {nodes(ids: $ids) {id}}"
    assert attack(query, ids=["UG9zdDox"] * 80_000) == LIMITED


def test_a_deep_list_in_the_variables(attack):
    """Wanted: a recursion as deep as the brackets. Got: a refusal."""
    deep = []
    for _one in range(400):
        deep = [deep]
    assert attack("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=deep) == LIMITED


def test_a_list_in_the_variables_as_deep_as_is_allowed(attack):
    """Wanted: the same within the limits. Got: an error in the variable."""
    deep = []
    for _one in range(95):
        deep = [deep]
    _status, codes = attack("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=deep)
    assert codes == {"BAD_USER_INPUT"}


def test_a_deep_list_in_the_text(attack):
    """Wanted: a parser that overflows its stack. Got: a refusal before it is asked."""
    assert attack("{nodes(ids: " + "[" * 30_000 + "]" * 30_000 + ") {id}}") == LIMITED


def test_deep_selections_in_the_text(attack):
    """Wanted: the same by braces. Got: the same."""
    assert attack("{a" * 1500 + "}" * 1500) == LIMITED


def test_a_list_of_variables_in_a_deep_object(attack):
    """Wanted: default values nested without end. Got: a refusal."""
    deep = "{a: " * 200 + "1" + "}" * 200
    assert attack(f"query($f: PostFilter = {deep}) {{posts(filter: $f) {{totalCount}}}}") == LIMITED


def test_a_number_of_ten_thousand_digits(attack):
    """Wanted: a conversion of quadratic cost, or its error. Got: a refusal by its digits."""
    assert attack(f"{{posts(first: {'9' * 10_000}) {{nodes {{id}}}}}}") == LIMITED


def test_a_page_of_two_billion(attack):
    """Wanted: as many posts as a number can say. Got: too complex."""
    assert attack("{posts(first: 2147483647) {nodes {id}}}") == COMPLEX


def test_a_page_of_two_billion_by_a_variable(attack):
    """Wanted: a cost that the text does not show. Got: it is counted with the variables."""
    query = "query($n: Int) {posts(first: $n) {nodes {id}}}"
    assert attack(query, n=2_147_483_647) == COMPLEX
    assert attack(query, n=10) == ANSWERED


def test_a_cheap_default_for_a_dear_variable(attack):
    """Wanted: the cost of the default, the work of the value. Got: the value counts."""
    query = "query($n: Int = 1) {posts(first: $n) {nodes {body {html}}}}"
    assert attack(query, n=10_000) == COMPLEX


def test_work_behind_an_include_that_a_variable_opens(attack):
    """Wanted: costs remembered from a request that skipped the work. Got: one cost for each."""
    body = "posts(first: 100) {nodes {body {html plainText} translations {body {html plainText}}}}"
    thrice = f"a: {body} b: {body} c: {body}"
    query = f"query($all: Boolean!) {{__typename ... @include(if: $all) {{{thrice}}}}}"
    assert attack(query, all=False) == ANSWERED
    assert attack(query, all=True) == COMPLEX
    assert attack(query, all=False) == ANSWERED


def test_a_picture_in_ten_thousand_widths(attack):
    """Wanted: a signature for each width, for each picture. Got: too complex."""
    widths = ", ".join(["320"] * 1900)
    query = f"{{posts(first: 100) {{nodes {{heroImage {{srcset(widths: [{widths}])}}}}}}}}"
    assert attack(query) == COMPLEX


def test_a_comment_of_a_megabyte(attack):
    """Wanted: text that is no token and passes every count. Got: a refusal by bytes."""
    assert attack("{__typename} #" + "x" * 900_000) == LIMITED


def test_thirty_thousand_comments(attack):
    """Wanted: as many comments as fit, each kept. Got: an answer, they are skipped."""
    assert attack("{__typename}" + "#\n" * 30_000) == ANSWERED


def test_a_string_that_never_ends(attack):
    """Wanted: a scan of the rest from each quotation mark. Got: a syntax error."""
    assert attack('{post(slug: """' + '\\"""' * 15_000 + ") {id}}") == UNPARSED


def test_the_dearest_leaves_under_many_aliases(attack):
    """Wanted: blocks rendered again for each alias, at no cost. Got: each costs its weight."""
    leaves = " ".join(f"h{one}: html p{one}: plainText" for one in range(20))
    assert attack(f"{{posts(first: 100) {{nodes {{body {{{leaves}}}}}}}}}") == COMPLEX


def test_an_abstract_type_that_hides_a_dear_one(attack):
    """Wanted: the cost of the cheapest type a node can have. Got: the dearest one counts."""
    dear = "... on BlogIndex {posts(first: 100) {nodes {body {html plainText}}}}"
    ids = ", ".join(['"UG9zdDox"'] * 50)
    assert attack(f"{{nodes(ids: [{ids}]) {{... on Tag {{name}} {dear}}}}}") == COMPLEX


def test_fragments_on_every_type_that_never_apply(attack):
    """Wanted: a look at each fragment for each possible type, again and again. Got: an answer."""
    kinds = ["TipsBlock", "FaqBlock", "QuoteBlock", "ImageBlock", "GalleryBlock"] * 20
    inner = " ".join(f"... on {kind} {{id}}" for kind in kinds)
    query = f"{{posts {{nodes {{body {{... on Tip {{id}} {inner}}}}}}}}}"
    status, codes = attack(query)
    assert (status, codes) in (ANSWERED, INVALID)


def test_the_contract_is_served_after_all_of_it(attack):
    """Wanted: a server that is worn out. Got: the front page of the blog."""
    make.post()
    for _time in range(3):
        attack("{" + "... {__typename} " * 5000 + "}")
    assert attack((COPIES / "blog_list.graphql").read_text()) == ANSWERED
    assert limit("HEARTH_MAX_COST") > 0
