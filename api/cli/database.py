"""``migrate`` and ``seed``: bringing an installation to where it can serve."""

from argparse import ArgumentParser, Namespace

from api.cli import demo, report
from api.cli.context import Commands, Context
from api.cli.report import Report
from engine.services.conformance import gathering
from engine.services.incidents import standstill
from engine.services.policy import seed as seeding
from engine.services.running import due_moments
from engine.services.verification import runs


def add(commands: Commands, shared: ArgumentParser) -> None:
    """Add this group's commands."""
    one = commands.add_parser("migrate", parents=[shared], help="bring the database to this release's tables")
    one.set_defaults(run=migrate)
    two = commands.add_parser("seed", parents=[shared], help="load agencies, calendars, procedures and demo users")
    two.set_defaults(run=seed)
    demo.add_options(two)


def migrate(context: Context, _options: Namespace) -> Report:
    """Migrate the database, and promise what it derives under a new rule; harmless when it is up to date."""
    revision = context.runtime.migrate()
    with context.transaction() as tx:
        due_moments.promise_once(tx)
        standstill.promise_once(tx)
        runs.promise_night(tx)
        gathering.promise_night(tx)
    return Report(data={"revision": revision}, lines=(f"Basis data pada versi {revision}.",))


def seed(context: Context, options: Namespace) -> Report:
    """Load what the workflows folder says, and one demo user a role in every agency; passwords are shown this once."""
    if options.demo:
        return demo.fill(context, options)
    with context.transaction() as tx:
        definitions = seeding.install(tx, workflows_dir=context.settings.workflows_dir)
        users = seeding.demo_users(tx)
    lines = [f"Prosedur {one.key} versi {one.version}." for one in definitions if not one.unchanged]
    return Report(data={"definitions": definitions, "users": users}, lines=[*lines, *report.passwords(users)])
