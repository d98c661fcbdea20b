"""What the demo's posts are sorted by."""

from blog.models import Category


def make_categories() -> dict[str, Category]:
    """Publish the categories, by slug."""
    categories = {category.slug: category for category in _categories()}
    for category in categories.values():
        category.live = False
        category.full_clean()
        category.save()
        category.save_revision().publish()
    return categories


def _categories() -> list[Category]:
    return [
        Category(
            name="Young people",
            slug="young-people",
            description="School, friends, phones and growing up, for teenagers and their families.",
        ),
        Category(
            name="Anxiety and stress",
            slug="anxiety-and-stress",
            description="When worry takes up too much room, and what makes it smaller.",
        ),
        Category(
            name="Everyday health",
            slug="everyday-health",
            description="Sleep, movement and habits: the ground that the rest stands on.",
        ),
        Category(
            name="Therapy, plainly",
            slug="therapy-plainly",
            description="How therapy and medicines work, and what to expect of them.",
        ),
        Category(
            name="Family and loss",
            slug="family-and-loss",
            description="Caring for one another, and going on when somebody is gone.",
        ),
    ]
