"""Work that is done apart from requests: by a worker, or at once where there is none."""

from django_tasks import task

from home.links.checking import check_all


@task()
def check_links() -> dict[str, int]:
    """Check all links of the site; return how many there are, and how many do not work."""
    return check_all()
