"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from cms.content_types import guard_wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = guard_wsgi(get_wsgi_application())

from api.deliveries import running  # noqa: E402 - needs the applications

running.start()
