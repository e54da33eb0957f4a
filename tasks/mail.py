"""The only way out for mail: one message to one officer's address, encrypted or on this machine, bounded in time.

Nothing that a server answers is read beyond its number: no text of theirs, and no address, reaches a log.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from engine.services.notifying.mail_queue import REFUSED
from engine.services.notifying.mail_texts import Envelope
from engine.settings import MailServer
from tasks import ending

SECONDS = 30.0
"""How long handing a mail over may last as a whole; well below the time for which its job is taken."""

READY, PERMANENT = 220, 500


class _Client(smtplib.SMTP):
    """A client that connects only when told to, so that even the greeting has an end."""

    def __init__(self, server: MailServer, *, seconds: float) -> None:
        """Take the name that the server's certificate must bear."""
        super().__init__(timeout=seconds, local_hostname=server.sender.rpartition("@")[2])
        self._host = server.host


class _EncryptedClient(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, server: MailServer, *, seconds: float) -> None:
        """Take the name that the server's certificate must bear."""
        context = ssl.create_default_context()
        super().__init__(timeout=seconds, local_hostname=server.sender.rpartition("@")[2], context=context)
        self._host = server.host


def send(envelope: Envelope, server: MailServer | None, *, seconds: float = SECONDS) -> str | None:
    """Hand a mail over and give None when the server took it, else why not, as a stable code.

    ``mail_unset`` no server is set any more, ``mail_refused`` the server will never take it, ``mail_sign_in_refused``
    it does not know us, ``mail_unencrypted`` it cannot keep a secret, ``mail_postponed`` not now,
    ``mail_unreachable`` no answer in time or none that is SMTP.
    """
    if server is None:
        return "mail_unset"
    kind = _EncryptedClient if server.encryption == "implicit" else _Client
    client = kind(server, seconds=seconds)
    try:
        with ending.within(client, seconds):
            _hand_over(client, envelope, server)
    except smtplib.SMTPRecipientsRefused as refusal:
        return _refused(max(code for code, _ in refusal.recipients.values()))
    except smtplib.SMTPAuthenticationError:
        return "mail_sign_in_refused"
    except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected):  # it refuses to talk to us, whatever we bring
        return "mail_unreachable"
    except smtplib.SMTPResponseException as refusal:
        return _refused(refusal.smtp_code)
    except smtplib.SMTPException:  # it does not offer what we need: encryption, or a way to sign in that we know
        missing_encryption = server.encryption == "starttls" and not isinstance(client.sock, ssl.SSLSocket)
        return "mail_unencrypted" if missing_encryption else "mail_sign_in_refused"
    except ssl.SSLError:
        return "mail_unencrypted"
    except (OSError, ValueError):
        return "mail_unreachable"
    finally:
        client.close()
    return None


def _hand_over(client: smtplib.SMTP, envelope: Envelope, server: MailServer) -> None:
    code, _ = client.connect(server.host, server.port)
    if code != READY:
        raise smtplib.SMTPConnectError(code, b"")
    if server.encryption == "starttls":
        client.starttls(context=ssl.create_default_context())
    if server.user is not None:
        client.login(server.user, server.password or "")
    client.send_message(_message(envelope, sender=server.sender))
    client.putcmd("quit")  # the mail is theirs now: how they say goodbye must not make us send it again


def _message(envelope: Envelope, *, sender: str) -> EmailMessage:
    """Give the mail itself: plain text, nothing that is fetched, the same name at every attempt."""
    message = EmailMessage()
    message["From"] = f"Lindung <{sender}>"
    message["To"] = envelope.to
    message["Subject"] = envelope.subject
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.text)
    return message


def _refused(code: int) -> str:
    return REFUSED if code >= PERMANENT else "mail_postponed"
