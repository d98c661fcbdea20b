"""The ASGI application, for hosts that offer nothing else."""

import os

from django.core.asgi import get_asgi_application

from cms.content_types import guard_asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = guard_asgi(get_asgi_application())

from api.deliveries import running  # noqa: E402 - needs the applications

running.start()
