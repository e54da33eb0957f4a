"""Who keeps our checkpoints outside, and whose logs we cosign: addresses for mail, witnesses, logs of neighbours."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from engine import errors
from engine.domain.log import signed_note
from engine.domain.log.signed_note import PublicKey

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class KeepersInvalidError(errors.LindungError):
    """The settings of keepers and witnesses of the log cannot be used. Check the addresses and keys that are set.

    ``name`` is that of the setting.
    """

    code = "keepers_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A neighbour who cosigns our checkpoints: its key, and the address below which it takes them."""

    key: PublicKey
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepers:
    """Everybody outside who has to do with a log; ``logs`` are those that we cosign, by origin."""

    addresses: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    logs: tuple[PublicKey, ...] = ()

    @classmethod
    def parse(cls, *, mail: str, witnesses: str, witnessed: str) -> "Keepers":
        """Read the settings: addresses, ``key,url`` pairs and keys, each with spaces between. KeepersInvalidError.

        A key that is no key of its kind is KeyTextInvalidError.
        """
        return cls(
            addresses=tuple(map(_address, mail.split())),
            witnesses=tuple(map(_witness, witnesses.split())),
            logs=tuple(_key(one, signed_note.ED25519, "LINDUNG_LOG_WITNESSED") for one in witnessed.split()),
        )

    def log(self, origin: str) -> PublicKey | None:
        """Give the key of a log that we cosign; None for any other."""
        return next((one for one in self.logs if one.name == origin), None)


def _address(text: str) -> str:
    name, _, host = text.partition("@")
    if not name or not host or "@" in host:
        raise KeepersInvalidError(name="LINDUNG_LOG_MAIL")
    return text


def _witness(text: str) -> Witness:
    """Read ``key,url``; what goes there is no secret, but who answers must be who was meant."""
    vkey, _, url = text.partition(",")
    target = urlsplit(url)
    if target.scheme != "https" and not (target.scheme == "http" and target.hostname in LOOPBACK):
        raise KeepersInvalidError(name="LINDUNG_LOG_WITNESSES")
    return Witness(key=_key(vkey, signed_note.COSIGNATURE, "LINDUNG_LOG_WITNESSES"), url=url.rstrip("/"))


def _key(vkey: str, kind: int, name: str) -> PublicKey:
    key = PublicKey.parse(vkey)
    if key.kind != kind:
        raise KeepersInvalidError(name=name)
    return key
