"""What gunicorn must not do here, whoever starts it in this directory; README.md has the rest."""

# By default gunicorn takes the scheme, and even the path, from headers of any client on this
# machine, which a proxy that passes them on is. Whom to believe is HEARTH_TRUSTED_PROXIES' matter.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
