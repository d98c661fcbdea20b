"""Documents as clients read them."""

import pytest

from api import ids
from tests import factories

pytestmark = pytest.mark.django_db

QUERY = "query ($id: ID!) { node(id: $id) { ... on Document { size } } }"


@pytest.fixture
def document():
    """One that code has saved: only forms note the size."""
    found = factories.document()
    assert found.file_size is None
    return found


def size_of(graphql, document):
    answer = graphql(QUERY, id=ids.encode("Document", str(document.pk)))
    return answer["data"]["node"]["size"]


def test_a_document_that_no_form_has_saved_has_a_size(graphql, document):
    assert size_of(graphql, document) == len(b"One line.")


def test_a_document_whose_file_is_lost_can_still_be_read(graphql, document):
    document.file.storage.delete(document.file.name)
    assert size_of(graphql, document) == 0
