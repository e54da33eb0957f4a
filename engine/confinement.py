"""What a child process may use when it reads what policy staff or a stranger wrote."""

import resource


def confine(*, seconds: float, megabytes: int) -> None:
    """Bound processor time and address space of this process for good, and let it write no file."""
    whole = int(seconds) + 1
    for kind, most, spare in ((resource.RLIMIT_CPU, whole, 1), (resource.RLIMIT_AS, megabytes * 1024 * 1024, 0)):
        _, hardest = resource.getrlimit(kind)
        bound = most if hardest == resource.RLIM_INFINITY else min(most, hardest - spare)
        # The soft limit of processor time ends the process by a signal that tells why; the hard one would not.
        resource.setrlimit(kind, (bound, bound + spare))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
