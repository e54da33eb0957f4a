"""Who acts: a person with roles in agencies, or a named system actor. No actor, no transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The doer of a transaction.

    ``id`` is the user's id, or ``system:<name>`` for a system actor; ``roles`` are (agency code, role key)
    pairs. The display name stays
    out: it is looked up where it is shown.
    """

    id: str
    roles: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_system(self) -> bool:
        """Tell whether this is a named system actor such as ``system:timers``."""
        return self.id.startswith("system:")

    @property
    def agencies(self) -> frozenset[str]:
        """Give the codes of the agencies in which this actor holds any role."""
        return frozenset(agency for agency, _ in self.roles)

    def holds(self, role: str, *, agency: str) -> bool:
        """Tell whether the actor holds the role in the agency."""
        return (agency, role) in self.roles


def system(name: str) -> Actor:
    """Give the named system actor, such as ``system("timers")``."""
    return Actor(id=f"system:{name}")
