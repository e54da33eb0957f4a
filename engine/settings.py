"""What the installation decides: built once from the environment and passed on; nobody else reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
# The most instances of one multi-instance activity, and the most processor seconds that one step may take.
MOST_INSTANCES = 100
STEP_SECONDS = 5.0
MAIL_PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail to officers is handed over. ``encryption`` is ``implicit`` (smtps), ``starttls``, or ``none``, which
    is allowed on this machine alone; ``sender`` is the address that mails come from.
    """

    host: str
    port: int
    encryption: str
    user: str | None
    password: str | None = field(repr=False)
    sender: str

    @classmethod
    def parse(cls, url: str, *, sender: str) -> "MailServer":
        """Read ``smtp://user:password@host:port`` or ``smtps://``; ValueError, which never repeats the URL."""
        try:
            found = urlsplit(url)
            host, port = found.hostname, found.port
        except ValueError:
            host, port = None, None
        if host is None or found.scheme not in MAIL_PORTS or "@" not in sender:
            raise ValueError("LINDUNG_SMTP_URL must be smtp[s]://[user:password@]host[:port], with LINDUNG_MAIL_FROM")
        encryption = "implicit" if found.scheme == "smtps" else "none" if host in LOOPBACK else "starttls"
        return cls(
            host=host,
            port=port or MAIL_PORTS[found.scheme],
            encryption=encryption,
            user=None if found.username is None else unquote(found.username),
            password=None if found.password is None else unquote(found.password),
            sender=sender,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation.

    ``data_dir`` holds the database file, keys and logs of a single PC; ``redis_url`` is None when jobs run
    inside the web process. ``public_url`` is the address under which outsiders reach the service: letters carry it.
    ``mail`` is None when no mail is sent.
    ``public_reports`` opens the page on which people without an account report. ``behind_proxy`` believes the last
    address of X-Forwarded-For: only right where a proxy of one's own writes it.
    """

    data_dir: Path
    database_url: str
    redis_url: str | None
    host: str
    port: int
    workflows_dir: Path
    secure_cookies: bool
    public_url: str
    mail: MailServer | None
    public_reports: bool
    behind_proxy: bool
    most_instances: int  # the most instances of one multi-instance activity
    step_seconds: float  # the most processor time that one step of a case may take
    log_origin: str  # the name of this installation's log, by which it is known outside for ever
    log_mail: str  # addresses outside that get each evening's checkpoint, with spaces between
    log_witnesses: str  # neighbours that cosign it: ``key,url`` each
    log_witnessed: str  # keys of the logs of neighbours that are cosigned here

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Build from ``LINDUNG_*`` names; each has a default that suits one PC. ValueError for a port or bound that
        is no number, or a mail server that cannot be understood.
        """
        port = int(environment.get("LINDUNG_PORT", "8000"))
        smtp_url = environment.get("LINDUNG_SMTP_URL")
        public_url = environment.get("LINDUNG_PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
        data_dir = Path(environment.get("LINDUNG_DATA_DIR", str(ROOT / "var"))).resolve()
        return cls(
            data_dir=data_dir,
            database_url=environment.get("LINDUNG_DATABASE_URL", f"sqlite:///{data_dir / 'lindung.db'}"),
            redis_url=environment.get("LINDUNG_REDIS_URL") or None,
            host=environment.get("LINDUNG_HOST", "127.0.0.1"),
            port=port,
            workflows_dir=Path(environment.get("LINDUNG_WORKFLOWS_DIR", str(ROOT / "workflows"))).resolve(),
            secure_cookies=environment.get("LINDUNG_SECURE_COOKIES", "0") == "1",
            public_url=public_url,
            mail=MailServer.parse(smtp_url, sender=environment.get("LINDUNG_MAIL_FROM", "")) if smtp_url else None,
            public_reports=environment.get("LINDUNG_PUBLIC_REPORTS", "1") == "1",
            behind_proxy=environment.get("LINDUNG_BEHIND_PROXY", "0") == "1",
            most_instances=int(environment.get("LINDUNG_MOST_INSTANCES", str(MOST_INSTANCES))),
            step_seconds=float(environment.get("LINDUNG_STEP_SECONDS", str(STEP_SECONDS))),
            log_origin=environment.get("LINDUNG_LOG_ORIGIN") or _origin(public_url),
            log_mail=environment.get("LINDUNG_LOG_MAIL", ""),
            log_witnesses=environment.get("LINDUNG_LOG_WITNESSES", ""),
            log_witnessed=environment.get("LINDUNG_LOG_WITNESSED", ""),
        )


def _origin(public_url: str) -> str:
    """Give the log's name where none is set: that of the host at which outsiders reach the service."""
    return f"lindung.{urlsplit(public_url).hostname or 'localhost'}/lindung"


def from_process() -> Settings:
    """Build from this process's environment."""
    return Settings.from_environment(os.environ)  # noqa: TID251 - the one reading that the ban points to
