"""``user`` and ``token``: who may sign in, with which roles, and which programs may call the interface."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from api import refusals
from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.services.people import tokens, users

LONGEST_DAYS = 3650
DAYS = 90
"""A token without a term would outlive the reason that it was made for."""


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    user = commands.add_parser("user", help="create users, grant and take roles").add_subparsers(required=True)
    create = _add(user, "create", shared, create_user, "username", "display_name")
    create.add_argument("--password-file", type=Path, help="file with the password; without it one is made and shown")
    for verb, run in (("grant", grant), ("revoke", revoke)):
        _add(user, verb, shared, run, "username", "agency", "role")
    _add(user, "list", shared, list_users)
    token = commands.add_parser("token", help="create and revoke bearer tokens").add_subparsers(required=True)
    new = _add(token, "create", shared, create_token, "username")
    new.add_argument("--name", default="cli", help="what the token is for")
    new.add_argument("--days", type=_days, default=DAYS, help=f"days until it expires (default {DAYS})")
    _add(token, "revoke", shared, revoke_token, "username", "name")


def create_user(context: Context, options: Namespace) -> Report:
    """Create a user; a password that was made is shown this once."""
    given = None if options.password_file is None else _password(options.password_file)
    with context.transaction() as tx:
        user, password = users.create(
            tx,
            username=options.username,
            display_name=options.display_name,
            password=given,
        )
    data: dict[str, Any] = {"id": user.id, "username": user.username, "password": None if given else password}
    lines = [f"Pengguna {user.username} dibuat."] + ([] if given else [f"Kata sandi (hanya tampil sekali): {password}"])
    return Report(data=data, lines=lines)


def grant(context: Context, options: Namespace) -> Report:
    """Give a user a role in an agency."""
    with context.transaction() as tx:
        users.grant(tx, username=options.username, agency=options.agency, role=options.role)
    return Report(data=_named(options), lines=(f"{options.username}: peran {options.role} di {options.agency}.",))


def revoke(context: Context, options: Namespace) -> Report:
    """Take a role from a user."""
    with context.transaction() as tx:
        users.revoke(tx, username=options.username, agency=options.agency, role=options.role)
    return Report(data=_named(options), lines=(f"{options.username}: tidak lagi {options.role} di {options.agency}.",))


def list_users(context: Context, _options: Namespace) -> Report:
    """List all users with their roles."""
    with context.transaction() as tx:
        found = users.search(tx)
    lines = [f"{one.username}\t{', '.join(f'{role}@{agency}' for agency, role in one.roles)}" for one in found]
    return Report(data=found, lines=lines)


def create_token(context: Context, options: Namespace) -> Report:
    """Create a bearer token and show it this once."""
    with context.transaction() as tx:
        token = tokens.create(tx, username=options.username, name=options.name, days=options.days)
    return Report(data={"token": token, "username": options.username, "name": options.name}, lines=(token,))


def revoke_token(context: Context, options: Namespace) -> Report:
    """Revoke the tokens of that name; fails when there is none, since a mistyped name would leave the token alive."""
    with context.transaction() as tx:
        count = tokens.revoke(tx, username=options.username, name=options.name)
    line = f"{count} token dicabut." if count else "Tidak ada token dengan nama itu. Tidak ada yang dicabut."
    return Report(data={"revoked": count}, lines=(line,), failed=not count)


def _password(file: Path) -> str:
    """Read a password; PathMissingError when there is no such file."""
    if not file.is_file():
        raise refusals.PathMissingError(path=str(file))
    return file.read_text().strip()


def _days(text: str) -> int:
    """Read a term in days: at least one, at most ten years."""
    days = int(text)
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError
    return days


def _add(commands: Commands, name: str, shared: ArgumentParser, run: Any, *places: str) -> ArgumentParser:
    """Add one command with its positional arguments."""
    one = commands.add_parser(name, parents=[shared], help=str(run.__doc__).splitlines()[0].lower())
    for place in places:
        one.add_argument(place)
    one.set_defaults(run=run)
    return one


def _named(options: Namespace) -> dict[str, str]:
    """Give what was granted or taken."""
    return {"username": options.username, "agency": options.agency, "role": options.role}
