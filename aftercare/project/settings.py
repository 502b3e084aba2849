"""All settings, read from the environment once. There is no second settings file."""

import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from aftercare.project.configuration.reading import configuration
from aftercare.project.logs import logging_as
from aftercare.project.postgres import connection_to, pooled
from aftercare.project.storage import bucket

ROOT = Path(__file__).parents[1]

TOLD = configuration()

DEBUG = TOLD.debug
SECRET_KEY = TOLD.secret_key or get_random_secret_key()
ALLOWED_HOSTS = list(TOLD.allowed_hosts)
PUBLIC_URL = TOLD.public_url
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TOLD.needs_tls
SECURE_HSTS_SECONDS = 31_536_000 if TOLD.needs_tls else 0
# Anybody can send this header; only a proxy of ours overwrites what they say.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TOLD.trusted_proxies else None
CSRF_TRUSTED_ORIGINS = list(TOLD.trusted_origins or [PUBLIC_URL])

USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "aftercare.project.urls"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

LANGUAGE_CODE = "en"
# Django does not know Filipino; browsers may ask for it by the name of Tagalog.
LANG_INFO["fil"] = {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"}
LANG_INFO["tl"] = LANG_INFO["tl-ph"] = {"fallback": ["fil"]}
LANGUAGES = [
    ("en", _("English")),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("fil", "Filipino"),
]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "aftercare.project.formats"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "aftercare.base.journal",
    "aftercare.base.company",
    "aftercare.base.people",
    "aftercare.base.files",
    "aftercare.base.promises",
    "aftercare.base.search",
    "aftercare.base.spreadsheets",
    "aftercare.base.labels",
    "aftercare.domain.customers",
    "aftercare.domain.catalog",
    "aftercare.domain.units",
    "aftercare.domain.stock",
    "aftercare.domain.shipping",
    "aftercare.domain.conversations",
    "aftercare.domain.coverage",
    "aftercare.domain.orders",
    "aftercare.domain.cases",
    "aftercare.domain.repairs",
    "aftercare.domain.returns",
    "aftercare.domain.supply",
    "aftercare.domain.guidance",
    "aftercare.domain.planning",
    "aftercare.interfaces.ui",
    "aftercare.interfaces.workspace",
    "aftercare.interfaces.portal",
    "aftercare.interfaces.api",
    "aftercare.demo",
    # After ours, whose templates replace theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "aftercare.interfaces.ui.middleware.ActorMiddleware",
    "aftercare.interfaces.ui.middleware.PreferencesMiddleware",
    "aftercare.interfaces.ui.middleware.SignInAgainMiddleware",
    "aftercare.interfaces.ui.middleware.ToastMiddleware",
    "aftercare.interfaces.ui.middleware.RefusalMiddleware",
    "aftercare.interfaces.workspace.sign_in.gate.SecondFactorMiddleware",
    "aftercare.interfaces.portal.gate.CustomersPagesMiddleware",
    "aftercare.interfaces.ui.middleware.AddressMiddleware",
]

# Cotton and partials both want to install their loaders by themselves and overwrite each
# other; so their plain app configurations are used and the loaders are named here.
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "aftercare.interfaces.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "aftercare.interfaces.ui.templatetags.lookups",
                "aftercare.interfaces.ui.templatetags.ui",
                "aftercare.interfaces.ui.templatetags.marks",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "aftercare.interfaces.ui.forms.FormRenderer"
CSRF_FAILURE_VIEW = "aftercare.interfaces.ui.problems.csrf_failure"

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing from elsewhere, nothing inline, no eval. Bars of progress and charts set styles on
# elements; the kit draws ticks and arrows from `data:`.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = TOLD.home / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if (STATIC_ROOT / "staticfiles.json").exists() or "collectstatic" in sys.argv
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "files": {
        "BACKEND": "aftercare.project.storage.Folder",
        "OPTIONS": {"location": TOLD.home / "files"},
    },
    "staticfiles": {"BACKEND": _STORAGE},
}

LARGEST_FILE = TOLD.largest_file_mb * 2**20
if TOLD.s3_bucket:
    STORAGES["files"] = bucket(
        TOLD.s3_bucket, endpoint=TOLD.s3_endpoint, region=TOLD.s3_region, prefix=TOLD.s3_prefix
    )

# Signing in: by e-mail and password or a passkey, with a second factor where somebody has set
# one up, or by the company's own identity provider. Nobody signs up; people are invited.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_COOKIE_HTTPONLY = True
ALLAUTH_TRUSTED_PROXY_COUNT = TOLD.trusted_proxies
ACCOUNT_ADAPTER = "aftercare.interfaces.workspace.sign_in.adapters.Accounts"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.partition(":")[0]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
# Customers come in with a code by mail, good for a quarter of an hour and five tries.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_FORMS = {
    "request_login_code": "aftercare.interfaces.portal.sign_in.AskCodeForm",
    "confirm_login_code": "aftercare.interfaces.portal.sign_in.ConfirmCodeForm",
}
MFA_ADAPTER = "aftercare.interfaces.workspace.sign_in.adapters.SecondFactors"
MFA_FORMS = {
    "add_webauthn": "aftercare.interfaces.workspace.sign_in.forms.AddKeyForm",
    "authenticate_webauthn": "aftercare.interfaces.workspace.sign_in.forms.KeyForm",
    "login_webauthn": "aftercare.interfaces.workspace.sign_in.forms.PasskeyForm",
    "reauthenticate_webauthn": "aftercare.interfaces.workspace.sign_in.forms.ConfirmForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Aftercare"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "aftercare.interfaces.workspace.sign_in.adapters.CompanyAccounts"
# A form that leads to the provider would be stopped by our policy; its answer is proven by `state`.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "company",
                "name": TOLD.oidc_name,
                "client_id": TOLD.oidc_client_id,
                "secret": TOLD.oidc_client_secret,
                "settings": {"server_url": TOLD.oidc_issuer},
            }
        ]
        if TOLD.oidc_issuer
        else [],
    }
}
# For providers of one company that do not say whether an address is proven, such as Entra.
OIDC_TRUSTS_ADDRESSES = TOLD.oidc_trusts_addresses
# Limits count for all processes, so they are kept where all processes look.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ui_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Mail of the system itself: invitations, forgotten passwords. Customers are written to by channels.
EMAIL_HOST = TOLD.mail_host
EMAIL_PORT = TOLD.mail_port
EMAIL_HOST_USER = TOLD.mail_user
EMAIL_HOST_PASSWORD = TOLD.mail_password
EMAIL_USE_SSL = TOLD.mail_security == "tls"
EMAIL_USE_TLS = TOLD.mail_security == "starttls"
EMAIL_TIMEOUT = 20
PASSWORD_RESET_TIMEOUT = 3600
DEFAULT_FROM_EMAIL = TOLD.mail_from

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]

DATABASES = {
    "default": pooled(
        connection_to(TOLD.database_url or "postgresql:///postgres"),
        connections=TOLD.database_connections,
    )
}

CHANNELS = {
    "email": "aftercare.interfaces.gateways.email.adapter.Email",
    "web_form": "aftercare.interfaces.gateways.webform.adapter.WebForm",
}

CARRIERS = {
    "manual": "aftercare.interfaces.gateways.carriers.manual.ManualCarrier",
    "easypost": "aftercare.interfaces.gateways.carriers.easypost.adapter.EasyPost",
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "delete_jobs": "successful",
    # A notice that comes while the worker looks for jobs is lost on it.
    "fetch_job_polling_interval": 0.5,
    "stalled_worker_timeout": 12,
    "update_heartbeat_interval": 3,
}

LOGGING = logging_as(TOLD.log_format)
