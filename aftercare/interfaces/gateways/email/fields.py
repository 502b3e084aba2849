"""What a mail account has to be told, for the form that sets it up."""

from django.utils.translation import gettext_lazy as _

from aftercare.kit.fields import FieldKind, SettingField

ADDRESS = r"[^@\s]+@[^@\s]+"
SECURITY = (
    ("starttls", _("STARTTLS")),
    ("tls", _("TLS from the beginning")),
    ("none", _("None: only inside our own network")),
)
TOKEN_SERVERS = (
    ("https://login.microsoftonline.com/common/oauth2/v2.0/token", _("Microsoft 365")),
    ("https://oauth2.googleapis.com/token", _("Google Workspace")),
)
PROVIDERS = (
    ("", _("None: sign in by password")),
    ("microsoft", _("Microsoft 365")),
    ("google", _("Google Workspace")),
    ("other", _("Another one")),
)
SENDING, RECEIVING = _("Sending (SMTP)"), _("Receiving (IMAP)")
OAUTH = _("Signing in by OAuth (Microsoft, Google)")

SENDING_FIELDS = (
    SettingField(
        name="smtp_host",
        label=_("Server"),
        group=SENDING,
        help=_("Such as smtp.office365.com or smtp.gmail.com."),
        is_required=True,
    ),
    SettingField(
        name="smtp_security",
        label=_("Security"),
        kind=FieldKind.CHOICE,
        group=SENDING,
        choices=SECURITY,
        default="starttls",
    ),
    SettingField(
        name="smtp_port",
        label=_("Port"),
        kind=FieldKind.NUMBER,
        group=SENDING,
        help=_("Empty: 587 with STARTTLS, 465 with TLS."),
    ),
    SettingField(name="smtp_user", label=_("User"), group=SENDING),
    SettingField(name="smtp_password", label=_("Password"), kind=FieldKind.SECRET, group=SENDING),
    SettingField(
        name="most_an_hour",
        label=_("Mails an hour at most"),
        kind=FieldKind.NUMBER,
        group=SENDING,
        help=_("What your provider allows; more than that waits its turn. Empty: no limit."),
    ),
)
RECEIVING_FIELDS = (
    SettingField(
        name="imap_host",
        label=_("Server"),
        group=RECEIVING,
        help=_("Empty where mail is delivered or forwarded to us by SMTP."),
    ),
    SettingField(
        name="imap_security",
        label=_("Security"),
        kind=FieldKind.CHOICE,
        group=RECEIVING,
        choices=SECURITY,
        default="tls",
    ),
    SettingField(
        name="imap_port",
        label=_("Port"),
        kind=FieldKind.NUMBER,
        group=RECEIVING,
        help=_("Empty: 993 with TLS, otherwise 143."),
    ),
    SettingField(name="imap_user", label=_("User"), group=RECEIVING, help=_("Empty: the address.")),
    SettingField(name="imap_password", label=_("Password"), kind=FieldKind.SECRET, group=RECEIVING),
    SettingField(name="imap_folder", label=_("Folder"), group=RECEIVING, default="INBOX"),
    SettingField(
        name="imap_days",
        label=_("Days of mail to fetch that lie there already"),
        kind=FieldKind.NUMBER,
        group=RECEIVING,
        help=_("Each becomes a case that waits for an answer. Empty: only what comes from now on."),
    ),
    SettingField(
        name="groups",
        label=_("Groups that bring mail here"),
        group=RECEIVING,
        help=_(
            "Addresses of Google Groups, Microsoft 365 groups or mailing lists whose mail is meant"
            " for you, separated by commas. Those of your own domain are known."
        ),
    ),
    SettingField(
        name="imap_keep",
        label=_("Leave mail in the mailbox after fetching it"),
        kind=FieldKind.FLAG,
        group=RECEIVING,
        default=True,
    ),
)
OAUTH_FIELDS = (
    SettingField(
        name="oauth_provider",
        label=_("Provider"),
        kind=FieldKind.CHOICE,
        group=OAUTH,
        choices=PROVIDERS,
        help=_("Register Aftercare there once, enter its client ID and secret, save, and connect."),
    ),
    SettingField(name="client_id", label=_("Client ID"), group=OAUTH),
    SettingField(
        name="client_secret", label=_("Client secret"), kind=FieldKind.SECRET, group=OAUTH
    ),
    SettingField(
        name="auth_url",
        label=_("Where people agree"),
        group=OAUTH,
        help=_("Only for another provider."),
        pattern=r"https?://\S+",
    ),
    SettingField(
        name="refresh_token",
        label=_("Refresh token"),
        kind=FieldKind.SECRET,
        group=OAUTH,
        help=_("Comes by itself when you connect. Without one, passwords are used."),
    ),
    SettingField(
        name="token_url",
        label=_("Where tokens are renewed"),
        group=OAUTH,
        help=_("Only for another provider."),
        suggestions=TOKEN_SERVERS,
        pattern=r"https?://\S+",
    ),
    SettingField(
        name="scope",
        label=_("What is asked for"),
        group=OAUTH,
        help=_("Scopes, with blanks between. Only for another provider."),
    ),
)
MAIL_FIELDS = (*SENDING_FIELDS, *RECEIVING_FIELDS, *OAUTH_FIELDS)
