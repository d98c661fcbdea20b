"""What docs/webhooks.md shows works: its samples verify what we send."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.deliveries.models import EventKind
from tests import factories as make
from tests.deliveries.conftest import deliver

pytestmark = pytest.mark.django_db

DOCS = (Path(__file__).resolve().parents[2] / "docs/webhooks.md").read_text()


def sample(language):
    return re.search(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)[1]


@pytest.fixture
def message(webhook, receiver):
    make.post("Sleep well")
    deliver()
    return receiver.messages[0]


@pytest.fixture
def in_python():
    names = {}
    exec(sample("python"), names)  # noqa: S102 - our own documentation
    return names["verified"]


def test_the_python_sample_takes_what_we_send(in_python, message, webhook):
    assert in_python(webhook.secret, message.headers, message.body) == message.event


def test_the_python_sample_refuses_what_is_not_ours(in_python, message, webhook):
    with pytest.raises(ValueError, match="Not signed"):
        in_python(webhook.secret, message.headers, message.body + b" ")


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
def test_the_node_sample_takes_what_we_send_and_nothing_else(message, webhook, tmp_path):
    (tmp_path / "verify.mjs").write_text(sample("js"))
    program = tmp_path / "run.mjs"
    given = json.dumps([webhook.secret, message.headers, message.body.decode()])
    program.write_text(
        f"""import {{ verified }} from "./verify.mjs";
        const [secret, headers, body] = {given};
        let refused = false;
        try {{ verified(secret, headers, body + " "); }} catch {{ refused = true; }}
        console.log(JSON.stringify([verified(secret, headers, body), refused]));"""
    )
    done = subprocess.run(["node", program], capture_output=True, text=True, check=True)  # noqa: S603, S607
    assert json.loads(done.stdout) == [message.event, True]


def test_all_events_are_named():
    assert all(f"`{kind.value}`" in DOCS for kind in EventKind)


def test_the_sample_of_a_message_has_all_names(message):
    assert json.loads(sample("json"))["data"].keys() == message.data.keys()
