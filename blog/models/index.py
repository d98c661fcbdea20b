"""What is looked up inside bodies: derived from a post whenever it is saved, never edited."""

from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver

from blog.models.posts import PostPage


class PostBlock(models.Model):
    """A kind of block that the body of a post holds at its top level."""

    post = models.ForeignKey(PostPage, on_delete=models.CASCADE, related_name="block_index")
    kind = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "post"], name="blog_post_block_once")
        ]

    def __str__(self) -> str:
        return self.kind


class PostTip(models.Model):
    """A tip in the body of a post, with its position and its raw value."""

    post = models.ForeignKey(PostPage, on_delete=models.CASCADE, related_name="tip_index")
    position = models.PositiveIntegerField()
    item_id = models.CharField(max_length=80)
    text = models.TextField()
    value = models.JSONField()

    class Meta:
        ordering = ["post", "position"]
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="blog_post_tip_position")
        ]

    def __str__(self) -> str:
        return str(self.value.get("title", ""))


@receiver(post_save, sender=PostPage)
def index_post(sender: type[PostPage], instance: PostPage, **kwargs: Any) -> None:
    """Renew what is looked up inside the body of `instance`."""
    if kwargs.get("raw"):
        return
    only = kwargs.get("update_fields")
    if only is not None and "body" not in only:
        return
    instance.block_index.all().delete()
    instance.tip_index.all().delete()
    kinds = dict.fromkeys(block.block_type for block in instance.body)
    PostBlock.objects.bulk_create(PostBlock(post=instance, kind=kind) for kind in kinds)
    tips = [tip for block in instance.body if block.block_type == "tips" for tip in _tips(block)]
    PostTip.objects.bulk_create(
        PostTip(post=instance, position=position, **tip) for position, tip in enumerate(tips)
    )


def _tips(block: Any) -> list[dict[str, Any]]:
    tip_block = block.block.child_blocks["tips"].child_block
    return [
        {
            "item_id": tip.id,
            "text": " ".join(map(str, tip_block.get_searchable_content(tip.value))),
            "value": tip_block.get_prep_value(tip.value),
        }
        for tip in block.value["tips"].bound_blocks
    ]
