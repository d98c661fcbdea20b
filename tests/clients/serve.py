"""A server of its own with the demo content, which the clients' tests command line by line.

Each line on standard input is a JSON list of a command and its arguments; each is answered by a
line of JSON. The commands are the functions of `Commands`. It ends with its standard input.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = {
    "DEBUG": "true",
    "SECRET_KEY": "not-a-secret-but-long-enough-to-start-with-clients-only",
    "HEARTH_RATE_POINTS": "0",
    "DJANGO_SETTINGS_MODULE": "cms.settings",
    "LOG_LEVEL": "ERROR",
}


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Commands:
    """What the tests can ask for."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Serve, anew and always at the same address; return the endpoint's."""
        self.kill()
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", address]
        command += ["--threads", "6", "--no-control-socket", "--log-level", "error"]
        # In a group of its own, so that the worker dies with its parent.
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=sys.stderr, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return f"http://{address}/graphql/"
            time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def kill(self) -> None:
        """End the server in the middle of whatever it does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def retitle(self, slug: str, title: str) -> None:
        """Publish a post with another title."""
        page = self._post(slug)
        page.title = title
        page.save_revision().publish()

    def add(self, slug: str, title: str) -> None:
        """Publish a post that is like the first one."""
        first = self._posts().filter(locale__language_code="en").first()
        copy = first.copy(update_attrs={"slug": slug, "title": title}, keep_live=False)
        copy.save_revision().publish()

    def unpublish(self, slug: str) -> None:
        """Take a post down."""
        self._post(slug).unpublish()

    def delete(self, slug: str) -> None:
        """Delete a post."""
        self._post(slug).delete()

    def phone(self, number: str) -> str:
        """Give the first contact another number; return its name."""
        from home.models import Contact

        contact = Contact.objects.filter(live=True).order_by("pk").first()
        assert contact is not None, "The demo has contacts."
        contact.phone = number
        contact.save_revision().publish()
        return str(contact.name)

    def forget(self) -> None:
        """Start the log anew, so that no cursor can be continued."""
        from api.models import LogState

        LogState.objects.update(epoch=os.urandom(8).hex())

    def slugs(self) -> list[str]:
        """Return the slugs of all posts that readers can see."""
        return sorted(self._posts().live().public().values_list("slug", flat=True))

    def _posts(self) -> Any:
        from blog.models import PostPage

        return PostPage.objects.order_by("pk")

    def _post(self, slug: str) -> Any:
        return self._posts().get(slug=slug, locale__language_code="en")


def main() -> None:
    """Make the content, and then do what is asked."""
    with tempfile.TemporaryDirectory(prefix="hearth-clients-") as folder:
        for name in [name for name in os.environ if name.startswith("HEARTH_")]:
            del os.environ[name]
        for name in ("DATABASE_URL", "CACHE_URL"):
            os.environ.pop(name, None)
        os.environ.update(SETTINGS, HEARTH_DATA_DIR=folder)

        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=sys.stderr)
        commands = Commands()
        try:
            for line in sys.stdin:
                name, *arguments = json.loads(line)
                try:
                    answer = {"result": getattr(commands, name)(*arguments)}
                except Exception as error:
                    answer = {"error": repr(error)}
                print(json.dumps(answer), flush=True)
        finally:
            commands.kill()


if __name__ == "__main__":
    main()
