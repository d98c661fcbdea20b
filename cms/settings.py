"""Hearth's settings, read from the environment; README.md documents each variable."""

from datetime import timedelta
from pathlib import Path

import environ

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("HEARTH_DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Security. Outside debugging a secret key must be given; there is no default to forget.
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-debugging" if DEBUG else env.NOTSET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HEARTH_HTTPS", default=False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HEARTH_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Browsers ship the list of preloaded hosts, and to leave it takes months: nobody is put on it
# by default, so Django's reminder (W021) to ask for it is silenced.
SECURE_HSTS_PRELOAD = env.bool("HEARTH_HSTS_PRELOAD", default=False)
# The log-in says by itself that there were too many tries, so axes needs no middleware (W002).
SILENCED_SYSTEM_CHECKS = ["security.W021", "axes.W002"]
# HEARTH_BEHIND_PROXY is what one trusted proxy was called before they were counted.
HEARTH_TRUSTED_PROXIES = env.int(
    "HEARTH_TRUSTED_PROXIES", default=int(env.bool("HEARTH_BEHIND_PROXY", default=False))
)
if HEARTH_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What pages may do in a browser. SECURITY.md says why each exception is there.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
PERMISSIONS_POLICY = ", ".join(
    f"{ability}=()"
    for ability in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
        *("hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    )
)
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/graphql", "/images/", "/static/"],  # These answer no pages.
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        # The players of blog.embeds, which previews show.
        "frame-src": [
            "'self'",
            *("https://player.vimeo.com", "https://www.instagram.com"),
            *("https://www.tiktok.com", "https://www.youtube-nocookie.com"),
        ],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}

# Accounts. Wrong tries are counted for an account and an address together, in the database.
AUTH_USER_MODEL = "home.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
SESSION_COOKIE_AGE = round(env.float("HEARTH_SESSION_HOURS", default=12) * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
PASSWORD_RESET_TIMEOUT = 3600 * 4
HEARTH_REQUIRE_2FA = env.bool("HEARTH_REQUIRE_2FA", default=False)
HEARTH_LOGIN_TRIES = env.int("HEARTH_LOGIN_TRIES", default=10)
HEARTH_LOGIN_LOCK_MINUTES = env.int("HEARTH_LOGIN_LOCK_MINUTES", default=15)
AXES_FAILURE_LIMIT = HEARTH_LOGIN_TRIES
AXES_COOLOFF_TIME = timedelta(minutes=HEARTH_LOGIN_LOCK_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "home.clients.address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["code", "csrfmiddlewaretoken", "username"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
OTP_TOTP_ISSUER = "Hearth"

# The parts.
INSTALLED_APPS = [
    "api",
    "reader",
    "transfer",
    "blog",
    "home",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.locales",
    "home.accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_filters",
    "corsheaders",
    "strawberry_django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "api.request_ids.RequestIdMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "api.endpoint.EndpointMiddleware",
    "home.headers.PageHeadersMiddleware",
    "home.headers.PagePolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.compression.ApiCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "home.accounts.middleware.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "home.editing.refusals.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.editing.receipts.ReceiptsMiddleware",
    "home.editing.turns.OneSaveAtATimeMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # The last has triggers see the rows that a REPLACE drives out.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA recursive_triggers=ON",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# To open a file of SQLite anew takes longer than most answers do.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Seconds: a Redis that does not answer is as good as none.
    patience = {"socket_connect_timeout": 1, "socket_timeout": 2}
    CACHES["default"]["OPTIONS"] = {**patience, **CACHES["default"].get("OPTIONS", {})}
# What is done apart from requests: at once by default, or by workers of another backend, whose
# package is an app with tables of its own.
HEARTH_TASKS_BACKEND = env.str(
    "HEARTH_TASKS_BACKEND", default="django_tasks.backends.immediate.ImmediateBackend"
)
TASKS = {"default": {"BACKEND": HEARTH_TASKS_BACKEND}}
if not HEARTH_TASKS_BACKEND.startswith("django_tasks."):
    INSTALLED_APPS.append(HEARTH_TASKS_BACKEND.partition(".")[0])

# Mail: new passwords, and what Wagtail tells editors.
_MAIL = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
globals().update(_MAIL)
HEARTH_MAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_BACKEND = "home.mail.AfterCommitBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hearth@localhost")
EMAIL_TIMEOUT = 20

# Files.
# Forms of the admin have a field for each part of each block, and for each offer of an import.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("HEARTH_MEDIA_ROOT", default=str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "reader.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Languages.
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
WAGTAIL_I18N_ENABLED = True
HEARTH_LOCALE_FALLBACK = env.bool("HEARTH_LOCALE_FALLBACK", default=False)
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# Wagtail.
WAGTAIL_SITE_NAME = "Hearth"
WAGTAILADMIN_BASE_URL = env.str("HEARTH_BASE_URL", default="http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "home.Image"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("HEARTH_MAX_IMAGE_PIXELS", default=50_000_000)
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_DOCUMENT_MODEL = "home.Document"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # Every document is downloaded, none is shown.
WAGTAILADMIN_USER_LOGIN_FORM = "home.accounts.login.LoginForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Made by a migration of `api`: words of any language as they are, but without accents.
    WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"] = "hearth"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "blog.workflows.publish_approved"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Milliseconds that the preview waits once the editor has noticed a change and a pause after it.
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 50
TAGGIT_CASE_INSENSITIVE = True

# Hearth.
HEARTH_PHONE_REGION = env.str("HEARTH_PHONE_REGION", default="US")
HEARTH_COMPILED_EXECUTION = env.bool("HEARTH_COMPILED_EXECUTION", default=True)
HEARTH_QUERY_CACHE = env.int("HEARTH_QUERY_CACHE", default=400_000)
HEARTH_PLAN_CACHE = env.int("HEARTH_PLAN_CACHE", default=4_000_000)
# Links of the site are checked by `manage.py check_links`: how many seconds one host rests between
# two questions, and whether hosts of the own network may be asked.
HEARTH_LINKS_PAUSE = env.float("HEARTH_LINKS_PAUSE", default=1.0)
HEARTH_LINKS_PRIVATE = env.bool("HEARTH_LINKS_PRIVATE", default=False)
# Who tells others of changes (docs/webhooks.md): threads of the serving processes, or workers.
HEARTH_DELIVERIES = env.str("HEARTH_DELIVERIES", default="process")
# Seconds that a receiver has to answer, hours until it is given up, whether it may be in the own
# network, and days that the log of deliveries is kept.
HEARTH_WEBHOOK_TIMEOUT = env.float("HEARTH_WEBHOOK_TIMEOUT", default=10.0)
HEARTH_WEBHOOK_HOURS = env.float("HEARTH_WEBHOOK_HOURS", default=24.0)
HEARTH_WEBHOOK_PRIVATE = env.bool("HEARTH_WEBHOOK_PRIVATE", default=False)
HEARTH_WEBHOOK_DAYS = env.int("HEARTH_WEBHOOK_DAYS", default=30)
# Days that the change log is kept.
HEARTH_CHANGES_DAYS = env.int("HEARTH_CHANGES_DAYS", default=30)
# Caches before the front end, as Wagtail's documentation of WAGTAILFRONTENDCACHE says, as JSON.
WAGTAILFRONTENDCACHE = env.json("HEARTH_FRONTEND_CACHES", default={})
HEARTH_GRAPHIQL = env.bool("HEARTH_GRAPHIQL", default=DEBUG)
# The most bytes of a file that is uploaded to import posts.
HEARTH_IMPORT_BYTES = env.int("HEARTH_IMPORT_BYTES", default=256 * 1024**2)

# Months from a clinical review to the next, and days before it that it counts as due soon.
HEARTH_REVIEW_MONTHS = env.int("HEARTH_REVIEW_MONTHS", default=12)
HEARTH_REVIEW_MONTHS_SENSITIVE = env.int("HEARTH_REVIEW_MONTHS_SENSITIVE", default=6)
HEARTH_REVIEW_DUE_DAYS = env.int("HEARTH_REVIEW_DUE_DAYS", default=30)

# Limits of a request (docs/limits.md).
HEARTH_MAX_DOCUMENT_BYTES = env.int("HEARTH_MAX_DOCUMENT_BYTES", default=65_536)
HEARTH_MAX_TOKENS = env.int("HEARTH_MAX_TOKENS", default=4_000)
HEARTH_MAX_DEPTH = env.int("HEARTH_MAX_DEPTH", default=15)
HEARTH_MAX_ALIASES = env.int("HEARTH_MAX_ALIASES", default=250)
HEARTH_MAX_ROOT_FIELDS = env.int("HEARTH_MAX_ROOT_FIELDS", default=30)
HEARTH_MAX_DIRECTIVES = env.int("HEARTH_MAX_DIRECTIVES", default=100)
HEARTH_MAX_VARIABLES_BYTES = env.int("HEARTH_MAX_VARIABLES_BYTES", default=65_536)
HEARTH_LIVE_STREAMS = env.int("HEARTH_LIVE_STREAMS", default=2)
HEARTH_LIVE_STREAMS_PER_ADDRESS = env.int("HEARTH_LIVE_STREAMS_PER_ADDRESS", default=20)
HEARTH_LIVE_SECONDS = env.int("HEARTH_LIVE_SECONDS", default=300)
HEARTH_MAX_COST = env.int("HEARTH_MAX_COST", default=40_000)
HEARTH_TIME_LIMIT = env.float("HEARTH_TIME_LIMIT", default=10.0)
HEARTH_TRUSTED_DOCUMENTS = env.str("HEARTH_TRUSTED_DOCUMENTS", default="")

# For how many days an app without a connection may show contacts and help in a crisis.
HEARTH_REVALIDATE_DAYS = env.int("HEARTH_REVALIDATE_DAYS", default=7)

# Answers that are kept (docs/caching.md): whether, and in how many bytes of each process.
HEARTH_ANSWER_CACHE = env.bool("HEARTH_ANSWER_CACHE", default=True)
HEARTH_ANSWER_CACHE_BYTES = env.int("HEARTH_ANSWER_CACHE_BYTES", default=64 * 1024**2)
# What caches of others may do: seconds for browsers, for a CDN that is purged, and seconds for
# which either may show an old answer while it asks for the new one; the headers that name tags.
HEARTH_HTTP_MAX_AGE = env.int("HEARTH_HTTP_MAX_AGE", default=0)
HEARTH_HTTP_SHARED_MAX_AGE = env.int("HEARTH_HTTP_SHARED_MAX_AGE", default=0)
HEARTH_HTTP_STALE = env.int("HEARTH_HTTP_STALE", default=0)
HEARTH_HTTP_TAGS = env.list("HEARTH_HTTP_TAGS", default=["Surrogate-Key", "Cache-Tag"])

# How much a client may ask, in points that operations cost, in a window of seconds.
HEARTH_RATE_POINTS = env.int("HEARTH_RATE_POINTS", default=100_000)
HEARTH_RATE_TOKEN_POINTS = env.int("HEARTH_RATE_TOKEN_POINTS", default=10 * HEARTH_RATE_POINTS)
HEARTH_RATE_WINDOW = env.int("HEARTH_RATE_WINDOW", default=60)

# Who asks: how long a preview token works, and where front ends take it; how long a grant works for
# a page with a password or for a file of a restricted collection; how many wrong passwords an
# address may send in 10 minutes.
HEARTH_PREVIEW_MINUTES = env.int("HEARTH_PREVIEW_MINUTES", default=60)
HEARTH_PREVIEW_PATH = env.str("HEARTH_PREVIEW_PATH", default="/preview/")
HEARTH_PREVIEWS = "api.handover.keep"
HEARTH_GRANT_MINUTES = env.int("HEARTH_GRANT_MINUTES", default=60)
HEARTH_UNLOCK_TRIES = env.int("HEARTH_UNLOCK_TRIES", default=10)

# Browsers on other origins. Credentials are never allowed: the API reads no cookies.
CORS_ALLOWED_ORIGINS = env.list("HEARTH_CORS_ORIGINS", default=[])
CORS_ALLOW_ALL_ORIGINS = CORS_ALLOWED_ORIGINS == ["*"]
if CORS_ALLOW_ALL_ORIGINS:
    CORS_ALLOWED_ORIGINS = []
CORS_URLS_REGEX = r"^/graphql(/changes)?/?$"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [
    *("accept", "accept-language", "authorization", "content-type", "if-none-match"),
    *("graphql-cost", "page-grant", "last-event-id", "preview-token", "x-request-id"),
    # What Apollo's clients add to every request.
    *("apollo-require-preflight", "apollographql-client-name", "apollographql-client-version"),
    "x-apollo-operation-name",
]
CORS_EXPOSE_HEADERS = [
    # By the `Date`, apps know that their device's clock is behind.
    *("Date", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After"),
    *("WWW-Authenticate", "X-Request-ID"),
]
CORS_PREFLIGHT_MAX_AGE = 86_400

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "api.request_ids.RequestIdFilter"},
        "without_query": {"()": "api.request_ids.WithoutQueryFilter"},
    },
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} [{request_id}] {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    "loggers": {
        # Not Django's own handlers, which mail whole requests and log them twice while DEBUG.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {
            "handlers": ["console"],
            "filters": ["without_query"],
            "level": "INFO",
            "propagate": False,
        },
        # Strangers try hosts all day; each would be a page of the log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django_tasks": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
