"""Every variable there is. `docs/configuration.md` is written from this file."""

from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from aftercare.project.configuration import kinds
from aftercare.project.configuration.kinds import Variable, variable

HERE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Configuration:
    """What this machine was told by its environment."""

    home: Path = variable(
        "AFTERCARE_HOME",
        kinds.folder,
        Path(".aftercare"),
        "The folder of this machine: our own database, files, the secret key, assets.",
    )
    database_url: str = variable(
        "DATABASE_URL",
        kinds.database,
        "",
        "A PostgreSQL server to use instead of our own.",
        is_secret=True,
        shown_default="our own server, in `AFTERCARE_HOME`",
    )
    database_connections: int = variable(
        "DATABASE_CONNECTIONS",
        kinds.whole_number(2, 500),
        20,
        "How many connections one process may hold.",
    )
    secret_key: str = variable(
        "SECRET_KEY",
        kinds.key,
        "",
        "Signs sessions and links and locks the passwords of channels. The same for all machines.",
        is_secret=True,
        shown_default="made once and kept in `AFTERCARE_HOME`",
    )
    public_url: str = variable(
        "PUBLIC_URL",
        kinds.web_address,
        "",
        "Where people reach us: links in mails lead there.",
        shown_default="`http://localhost:` and `PORT`",
    )
    host: str = variable(
        "HOST", kinds.text, "127.0.0.1", "The network address the web server listens on."
    )
    port: int = variable("PORT", kinds.port, 8000, "The port of the web server.")
    web_workers: int = variable(
        "WEB_WORKERS",
        kinds.whole_number(1, 64),
        1,
        "How many processes answer browsers. One takes up to 220 MB.",
    )
    smtp_host: str = variable(
        "SMTP_HOST", kinds.text, "127.0.0.1", "The network address mail is taken in on."
    )
    smtp_port: int = variable("SMTP_PORT", kinds.port, 2525, "The port mail is taken in on.")
    smtp_certificate: Path | None = variable(
        "SMTP_CERTIFICATE",
        kinds.file,
        None,
        "The certificate (PEM, with its chain) under which mail is taken in encrypted (STARTTLS)."
        " It may be renewed at any time.",
        shown_default="none; mail comes in as it is",
    )
    smtp_key: Path | None = variable(
        "SMTP_KEY",
        kinds.file,
        None,
        "The private key for it.",
        shown_default="in the file of `SMTP_CERTIFICATE`",
    )
    hosts: tuple[str, ...] = variable(
        "HOSTS",
        kinds.hosts,
        (),
        "Names under which browsers may ask.",
        shown_default="the host of `PUBLIC_URL`, and this machine itself",
    )
    trusted_origins: tuple[str, ...] = variable(
        "TRUSTED_ORIGINS",
        kinds.web_addresses,
        (),
        "Other addresses whose forms are accepted.",
        shown_default="`PUBLIC_URL`",
    )
    trusted_proxies: int = variable(
        "TRUSTED_PROXIES",
        kinds.whole_number(0, 9),
        0,
        "How many proxies of ours stand before the web server. Without one, nothing that"
        " requests say about their origin (`X-Forwarded-…`) is believed.",
    )
    is_insecure: bool = variable(
        "AFTERCARE_INSECURE",
        kinds.switch,
        default=False,
        meaning="Allows `http://`, for a look on one's own machine. The demo sets it.",
    )
    debug: bool = variable(
        "DEBUG",
        kinds.switch,
        default=False,
        meaning="Shows errors with their insides. Only on a machine nobody else reaches.",
    )
    log_format: str = variable(
        "LOG_FORMAT",
        kinds.one_of("text", "json"),
        "text",
        "Lines to read, or one JSON object per line.",
    )
    largest_file_mb: int = variable(
        "FILES_LARGEST_MB", kinds.whole_number(1, 10_000), 100, "Larger files are refused."
    )
    s3_bucket: str = variable(
        "FILES_S3_BUCKET", kinds.text, "", "A bucket that keeps files instead of the folder."
    )
    s3_endpoint: str = variable(
        "FILES_S3_ENDPOINT", kinds.any_address, "", "Where it is, if it is not Amazon's."
    )
    s3_region: str = variable("FILES_S3_REGION", kinds.text, "", "Its region.")
    s3_prefix: str = variable("FILES_S3_PREFIX", kinds.text, "", "What our keys in it begin with.")
    mail_host: str = variable(
        "MAIL_HOST",
        kinds.text,
        "localhost",
        "The server for mails of the system itself: invitations, forgotten passwords.",
    )
    mail_port: int = variable("MAIL_PORT", kinds.port, 25, "Its port.")
    mail_security: str = variable(
        "MAIL_SECURITY", kinds.one_of("none", "starttls", "tls"), "none", "How it is spoken to."
    )
    mail_user: str = variable("MAIL_USER", kinds.text, "", "The name to sign in there with.")
    mail_password: str = variable(
        "MAIL_PASSWORD", kinds.text, "", "The password for it.", is_secret=True
    )
    mail_from: str = variable(
        "MAIL_FROM", kinds.text, "Aftercare <aftercare@localhost>", "The sender of these mails."
    )
    oidc_issuer: str = variable(
        "OIDC_ISSUER", kinds.any_address, "", "The identity provider of the company."
    )
    oidc_client_id: str = variable("OIDC_CLIENT_ID", kinds.text, "", "Our name there.")
    oidc_client_secret: str = variable(
        "OIDC_CLIENT_SECRET", kinds.text, "", "Our secret there.", is_secret=True
    )
    oidc_name: str = variable(
        "OIDC_NAME", kinds.text, "Company account", "What the button for it says."
    )
    oidc_trusts_addresses: bool = variable(
        "OIDC_TRUSTS_ADDRESSES",
        kinds.switch,
        default=False,
        meaning="For a provider of this company alone that does not say whether addresses are"
        " proven (Entra).",
    )

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        return self.hosts or tuple(dict.fromkeys([*self._public_host, *HERE]))

    @property
    def _public_host(self) -> list[str]:
        host = urlsplit(self.public_url).hostname
        return [host] if host else []

    @property
    def is_local(self) -> bool:
        """Whether nobody but this machine can reach us."""
        return self.host in HERE and all(host in HERE for host in self.allowed_hosts)

    @property
    def needs_tls(self) -> bool:
        """Whether browsers have to come by https. Only this machine itself may do without."""
        return not self.is_insecure and not self.is_local


VARIABLES: dict[str, Variable] = {
    each.name: each.metadata["variable"] for each in fields(Configuration)
}
"""The variables by the names of their fields."""
