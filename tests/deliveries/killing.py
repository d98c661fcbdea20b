"""Editors who change posts and workers who deliver, all killed at random; run as a program.

Takes a seed and seconds. Nobody is asked to end: whoever is killed gets SIGKILL, wherever it is.
Prints what there was to be told, as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress

import django

django.setup()

from django.db import DatabaseError, connections  # noqa: E402 - needs the settings

from api.changes import log  # noqa: E402
from api.deliveries import lanes, running, webhooks  # noqa: E402
from api.deliveries.events import events  # noqa: E402
from api.deliveries.models import Delivery, DeliveryState, Webhook  # noqa: E402
from api.models import Change  # noqa: E402
from blog.models import PostPage  # noqa: E402
from tests import factories as make  # noqa: E402

POSTS = 3
#: How many changes there shall be.
ENOUGH = 30
# What was refused waits, while the receiver is spoken to of other things soon.
lanes.FIRST_DELAY, lanes.LONGEST_DELAY, lanes.LONGEST_REST = 0.4, 0.5, 0.05


def edit(seed):
    """Change posts, in every way that changes what readers see."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    while True:
        with suppress(DatabaseError, PostPage.DoesNotExist):
            change(chance)
        time.sleep(chance.uniform(0, 0.05))


def change(chance):
    posts = list(PostPage.objects.order_by("pk"))
    if len(posts) < POSTS:
        make.post(f"Post {chance.getrandbits(60)}")
        return
    post = chance.choice(posts)
    action = chance.choice(["edit", "edit", "rename", "publish", "hide", "delete"])
    if action == "delete":
        post.delete()
    elif action == "hide":
        post.unpublish()
    elif action == "edit":
        PostPage.objects.filter(pk=post.pk).update(intro=f"Intro {chance.getrandbits(60)}")
    else:
        if action == "rename":
            post.slug = f"slug-{chance.getrandbits(60)}"
        post.save_revision().publish()


def deliver(_seed):
    """Deliver as `manage.py deliver` does."""
    running.Runner(interval=0.05, threads=2).run()


def spawn(work, seed):
    pid = os.fork()
    if pid == 0:
        try:
            work(seed)
        finally:
            os._exit(1)
    return pid


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def run(seed, seconds):
    """Let editors and workers live and die; return how many died."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    alive = {spawn(work, chance.getrandbits(60)): work for work in (edit, edit, deliver, deliver)}
    start, killed = time.monotonic(), 0
    while not is_over(time.monotonic() - start, seconds):
        time.sleep(chance.uniform(0.05, 0.9))
        pid = chance.choice(list(alive))
        work = alive.pop(pid)
        kill(pid)
        killed += 1
        alive[spawn(work, chance.getrandbits(60))] = work
    for pid in alive:
        kill(pid)
    return killed


def is_over(elapsed, seconds):
    """Whether there was time enough, and on a slow machine also enough to tell."""
    if elapsed < seconds or elapsed > seconds + 12:
        return elapsed > seconds
    enough = log.position().number > ENOUGH
    # What is open would be shared with those who are yet to be born.
    connections.close_all()
    return enough


def finish(patience):
    """Deliver until nothing waits; raise if that takes longer than so many seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        running.run_once()
        if not Delivery.objects.filter(state=DeliveryState.WAITING).exists():
            return
        time.sleep(0.05)
    raise TimeoutError("There was more to deliver than time.")


def main():
    seed, seconds = int(sys.argv[1]), float(sys.argv[2])
    make.blog()
    webhook = Webhook.objects.create(name="Site", url=os.environ["RECEIVER"], types=["Post"])
    running.run_once()
    connections.close_all()
    killed = run(seed, seconds)
    finish(60 + 3 * seconds)
    changes = Change.objects.filter(at__gt=webhook.since).order_by("number")
    sys.stdout.write(
        json.dumps(
            {
                "killed": killed,
                "position": log.position().number,
                "live": [post.pk for post in PostPage.objects.live()],
                "events": [
                    {
                        "number": change.number,
                        "id": webhooks.event_id(change, log.position().epoch, webhook.pk),
                        "key": change.key,
                        "kind": event.kind.value,
                        "path": event.body["data"]["path"],
                        "at": change.at.timestamp(),
                    }
                    for change, event in events(changes)
                    if event.type_name == "Post"
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
