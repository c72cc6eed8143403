"""Settings from the environment alone; each is told in docs/settings.md.

Without what production needs the program refuses to start and says what is missing.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from punos.config.environment import flag, mail_settings, missing_for_production, words
from punos.people.strong.door import read_doors

HOME = Path(os.environ.get("PUNOS_HOME", ".")).resolve()
VAR = HOME / "var"
ROOMS = Path(__file__).resolve().parent.parent

DEMO = flag("PUNOS_DEMO")
PRODUCTION = flag("PUNOS_PRODUCTION")
if problems := missing_for_production(os.environ, demo=DEMO, production=PRODUCTION):
    raise ImproperlyConfigured("\n".join(problems))

DEBUG = False
SECRET_KEY = os.environ.get("PUNOS_SECRET_KEY", "only-for-development-and-tests-" + "x" * 32)
# Keys of before: what they signed is still known, so that the key can be changed by day.
SECRET_KEY_FALLBACKS = words("PUNOS_SECRET_KEY_FALLBACKS")
# The first one seals, all of them open (people.seal).
SEAL_KEYS = words("PUNOS_SEAL_KEYS", "only-for-development-and-tests")
# The key that hashes identity codes is apart from SECRET_KEY, so that one can be changed alone.
IDENTITY_KEY = os.environ.get("PUNOS_IDENTITY_KEY", "only-for-development-and-tests")
ALLOWED_HOSTS = os.environ.get("PUNOS_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
BASE_URL = os.environ.get("PUNOS_BASE_URL", "")
PORT = int(os.environ.get("PORT") or 8000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Carries the exchange with OIDC doors; its tables stay empty (people.strong).
    "allauth.socialaccount",
    "django_htmx",
    "template_partials",
    "punos.trace",
    "punos.directory",
    "punos.people",
    "punos.access",
    "punos.notices",
    "punos.practice",
    "punos.network",
    "punos.plan",
    "punos.meetings",
    "punos.course",
    "punos.web",
    "punos.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages pack to a quarter; Django pads each answer, so its length tells no secret (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "punos.web.middleware.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # For old browsers; newer ones are told by `frame-ancestors` below.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "punos.people.middleware.actor",
    "punos.people.middleware.remember",
    "punos.people.middleware.language",
    "punos.people.middleware.idle_sign_out",
    "punos.people.middleware.SignInFirst",
    "django_htmx.middleware.HtmxMiddleware",
    "punos.trace.middleware.TraceRefusals",
    "punos.web.middleware.SayNo",
    "punos.web.middleware.KeepRoom",
    "punos.web.drafts.TellSaved",
]

ROOT_URLCONF = "punos.config.urls"
ASGI_APPLICATION = "punos.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "punos.web.navigation.shell",
            ],
            "builtins": ["template_partials.templatetags.partials", "django.templatetags.i18n"],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("PUNOS_DATABASE", f"sqlite:///{VAR / 'punos.sqlite3'}"),
        conn_max_age=0,
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "punos.config.sqlite"
    # FULL: an acknowledged entry outlives a power cut (TRUST.md fault 2).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Those who wait for the lock are not served in turn, so 5 s let one of 20 writers starve.
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

# Limits of tries are shared by all processes, so they are kept in the database (TRUST 6.3.1).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "punos_cache",
        # So many that nobody pushes his own count out by trying names that do not exist.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# The heads of the log's chains, outside the database; "" writes none. Best on another machine.
HEADS = os.environ.get("PUNOS_HEADS", str(VAR / "heads.jsonl"))

# Room on the disk under var/ that new texts do not take (people.space).
RESERVE_MB = int(os.environ.get("PUNOS_RESERVE_MB", "32"))

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"punos.people.passwords.{name}"}
    for name in ("Long", "NotCommon", "NotOwn", "NotLocal")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "punos.people.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "punos.web.errors.csrf_failed"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-punos", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    # Whether a connection is sealed is told by a proxy of ours alone (PUNOS_PROXIES, cli.serve).
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^terve/$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Browsers' preload list is for the owner of the whole domain to ask for, not for one program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# Source strings are Finnish, so Finnish can never be the one that is missing (ADR 0005).
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LOCALE_PATHS = [ROOMS / "locale"]
FORMAT_MODULE_PATH = ["punos.config.formats"]
USE_I18N = True
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "punos.web.storage.StaticFiles"},
}
WHITENOISE_MAX_AGE = 365 * 24 * 3600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "punos.people.doors.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Who may try how often is counted in people.limits; these are walls behind them.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "5/5m/key"}
MFA_ADAPTER = "punos.people.doors.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Punos"

# Mail and text messages leave only where a site has named its servers (people.post).
MAIL = os.environ.get("PUNOS_MAIL", "")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(mail_settings(MAIL))
DEFAULT_FROM_EMAIL = os.environ.get("PUNOS_MAIL_FROM", "")
SMS_URL = os.environ.get("PUNOS_SMS_URL", "")
SMS_TOKEN = os.environ.get("PUNOS_SMS_TOKEN", "")
SMS_FROM = os.environ.get("PUNOS_SMS_FROM", "Punos")
# Only these may tell for whom they ask by X-Forwarded-For; from others it changes nothing.
PROXIES = words("PUNOS_PROXIES", "127.0.0.1" if PRODUCTION else "")

# Doors that others guard: organisations, brokers of strong identification, Suomi.fi.
STRONG_DOORS, problems = read_doors(os.environ, production=PRODUCTION)
if problems:
    raise ImproperlyConfigured("\n".join(problems))
SOCIALACCOUNT_ADAPTER = "punos.people.strong.openid.Adapter"

# Idle minutes before a professional is signed out (TRUST.md 7.1.1); typing puts it off.
IDLE_MINUTES = int(os.environ.get("PUNOS_IDLE_MINUTES", "30"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "punos.config.logs.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
