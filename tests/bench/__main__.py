"""``make bench``: the product's speed on this machine, beside the machine's own limits, on SQLite and PostgreSQL.

    python -m tests.bench [--cases N] [--tasks N] [--storm N] [--whole N] [--years N] [--backend sqlite|postgres]
                          [--checked N] [--only WHAT]

``--cases`` is the number of completions to sample for each length (default 600), ``--tasks`` the open tasks of the
inbox row (default 100000), ``--whole`` the whole cases of Tebing Tinggi (default 20), ``--years`` the cases of each
procedure in five years (default 1000), ``--checked`` the whole cases that are checked (default 60). ``--only`` leaves
out all but ``steps``, ``whole``, ``inbox``, ``browser``, ``replay``, ``years``, ``log``, ``verify``, ``draft`` or
``conformance``.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from engine.clock import SystemClock
from engine.runtime import Runtime
from engine.settings import Settings
from tests.bench import (
    checking,
    crowd,
    expressions,
    machine,
    practising,
    replaying,
    sealing,
    sight,
    verifying,
    views,
    wanted,
    whole,
    work,
    years,
)
from tests.support.diagrams import linear
from tests.support.offices import procedures
from tests.support.servers import browser, postgres, service

LENGTHS = (10, 30, 60)
ON_A_SITE = frozenset(wanted.PARTS) - {"years", "log", "verify", "draft", "conformance"}
MILLION = 1_000_000
COLUMNS = (56, 14, 14, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running installation on one kind of database, and what the machine can do with that database."""

    name: str
    installed: service.Installation
    token: str
    passwords: Mapping[str, str]
    runtime: Runtime
    commits: float
    people: Mapping[str, service.Client]


def main() -> None:
    """Measure and print everything."""
    options = wanted.read()
    _say(f"Load average before: {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors.")
    with tempfile.TemporaryDirectory(prefix="lbench") as folder:
        _row("fdatasync of 4 KB, a second", f"{machine.forced_writes(Path(folder)):.0f}", "", "")
        steps = _bare_steps() if "steps" in options.only else {}
        if "steps" in options.only:
            _expressions(options.storm)
        for backend in options.backend if ON_A_SITE & set(options.only) else ():
            with _site(backend, Path(folder) / backend) as site:
                each = f"{1000 / site.commits:.2f} ms each"
                _say(f"\n{site.name}: {site.commits:.0f} durable one-row commits a second ({each})")
                _row("", "measured", "to reach", "")
                if "whole" in options.only:
                    _whole(site, options.whole)
                if "steps" in options.only:
                    _measure(site, steps, options)
                if {"inbox", "browser"} & set(options.only):
                    _crowded(site, options)
        if "replay" in options.only:
            _replay()
        if "draft" in options.only:
            _draft(options.typed)
        if "years" in options.only:
            _years(Path(folder), options.years)
        if "verify" in options.only:
            _verify(Path(folder) / "verify", options.checked)
        if "conformance" in options.only:
            _conformance(Path(folder) / "conformance", options.checked)
        if "log" in options.only:
            _log(Path(folder) / "log", options.leaves)
    _say(f"Load average after: {os.getloadavg()[0]:.1f}.")


def _bare_steps() -> dict[int, machine.Step]:
    """Measure and print the library alone."""
    steps = {length: machine.bare_step(length) for length in LENGTHS}
    for length, step in steps.items():
        name = f"bare SpiffWorkflow, {length} tasks: step / load+step+save"
        _row(name, f"{step.in_memory:.2f} ms", f"{step.load_and_save:.2f} ms", "")
    return steps


def _whole(site: Site, count: int) -> None:
    """Print how whole cases of Tebing Tinggi went, one after the other; the first one only warms up."""
    whole.case(site.people)
    cases = [whole.case(site.people) for _ in range(count)]
    steps = [seconds for one in cases for seconds in one.completions]
    rate = count / sum(one.seconds for one in cases)
    _row("whole case, complaint and case management", f"{rate:.2f} a second", "", f"{len(cases[0].completions)} steps")
    _row("  complete a step of it, p50", _ms(statistics.median(steps)), "", f"n = {len(steps)}")
    _row("  complete a step of it, p99", _ms(_p99(steps)), "", "")


def _years(folder: Path, count: int) -> None:
    """Print how five years went in each procedure."""
    _say(f"\nFive years, {count} cases a procedure that are left to their clocks, on SQLite")
    _row("", "measured", "timers fired", "memory after 1/10, at end")
    for procedure in years.PROCEDURES:
        home = folder / f"years_{procedure}"
        home.mkdir()
        went = years.pass_by(home, procedure, cases=count)
        _row(procedure, f"{went.seconds:.0f} s", str(went.timers), f"{went.early:.0f} MB, {went.late:.0f} MB")


def _draft(times: int) -> None:
    """Print how long the check of a draft takes while somebody types."""
    _say(f"\nThe check of a draft while somebody types, {times} times each")
    _row("", "p50 / p95, ms", "to reach", "processor; in the service; started anew")
    for one in checking.measured(times):
        took = f"{one.p50 * 1000:.0f} / {one.p95 * 1000:.0f}"
        told = f"{_ms(one.processor)}; {_ms(one.own)}; {_ms(one.cold)}, {one.cold / one.p50:.1f} x"
        _row(one.name, took, "p95 <= 800", told)


def _replay() -> None:
    """Print what the replay of a case weighs and costs."""
    found = replaying.measured()
    _say("\nReplay of a case, and of a history made from it")
    _row("", "measured", "to reach", "")
    _row(f"time line of {found.events} events, asked over loopback", _ms(found.milliseconds / 1000), "", "")
    for weight, jump in zip(found.weights, found.jumps, strict=True):
        parts = ", ".join(f"{name} {size / 1000:.1f}" for name, size in weight.parts.items())
        _row(f"{jump.events} events: page, compressed", f"{weight.whole / 1000:.1f} kB", "<= 60 kB", parts)
        for name, least, every, goal in (
            ("script of a jump", jump.script, jump.script_all, 4),
            ("jump until its frame", jump.frame, jump.frame_all, 16.7),
        ):
            share = f"of all tries p50 {every[0]:.1f}, p95 {every[1]:.1f}"
            _row(f"  {name}, p50 / p95", f"{least[0]:.1f} / {least[1]:.1f} ms", f"p95 <= {goal} ms", share)


def _log(folder: Path, count: int) -> None:
    """Print what the log costs, in processor time: its tree, and sealing and checking records on SQLite."""
    folder.mkdir()
    tree, log = sealing.tree(MILLION), sealing.log(folder, count)
    _say(f"\nThe log, processor time; {count} records on SQLite")
    _row("", "measured", "to reach", "")
    _row(
        "seal: 1,000,000 leaves in memory",
        f"{tree.seconds:.2f} s",
        "<= 3 s",
        f"{tree.megabytes:.2f} MB of tiles, <= 33",
    )
    _row("seal: a proof from tiles, made and checked", f"{tree.proof_us:.0f} us", "", "")
    _row("seal: all records that wait", f"{log.first:.2f} s", "", f"{log.first / count * 1e6:.0f} us a leaf")
    _row("seal: longest turn to write", _ms(log.longest), "", f"{sealing.LEAVES_AT_ONCE} leaves")
    _row("seal: a round that finds nothing", _ms(log.idle), "", "")
    _row("seal: a round that finds little", _ms(log.few), "", f"{sealing.FEW * sealing.PER_CHAIN} leaves")
    _row("seal: a look at all chains", _ms(log.whole), "", f"{2 * count // sealing.PER_CHAIN} chains")
    _row(
        "check of the log", f"{log.check:.2f} s", "<= 60 s a million", f"{log.check / count * MILLION:.0f} s a million"
    )


def _verify(folder: Path, count: int) -> None:
    """Print what checking the record costs."""
    folder.mkdir()
    found = verifying.measured(folder, cases=count)
    _say(f"\nThe check of the record, processor time; {count} whole cases of {verifying.SCENARIO} on SQLite")
    _row("", "measured", "to reach", "")
    for name, one, goal in (
        ("verify: records alone", found.records, "<= 60 s a million"),
        ("verify: executed again", found.executed, ""),
        ("verify: touched since the last night", found.increment, ""),
    ):
        told = f"{one.seconds_a_million:.0f} s a million events; {one.cases} cases, {one.events} events"
        _row(name, f"{one.seconds:.2f} s", goal, told)
    _row("reexecute: an input with all comparisons", f"{found.executed.ms_an_input:.2f} ms", "<= 1.8 ms", "")


def _conformance(folder: Path, count: int) -> None:
    """Print what the nightly pass over practice costs."""
    folder.mkdir()
    _say("\nThe pass over practice, processor time, on SQLite")
    _row("", "measured", "to reach", "")
    for cells in practising.measured(folder, cases=count).rows():
        _row(*cells)


def _expressions(count: int) -> None:
    """Print what FEEL and DMN cost beside a bare Python call, and how a storm of broken expressions ended."""
    bare = expressions.bare_call()
    rows = {
        f"FEEL: {expressions.CONDITION}": (expressions.evaluation(), "<= 3 us"),
        "FEEL: parse 40 characters": (expressions.parsing(), "<= 200 us"),
        "DMN: table of 30 rules": (expressions.table(), "<= 100 us"),
    }
    for name, (cost, goal) in rows.items():
        _row(name, f"{cost:.1f} us", goal, f"{cost / bare:.0f} x a Python call")
    ended = expressions.storm(count)
    _row(
        f"{count} broken expressions, slowest",
        f"{ended.slowest_ms:.1f} ms",
        "<= 50 ms",
        f"{ended.values} values, {ended.refusals} refused",
    )


@contextmanager
def _site(backend: str, folder: Path) -> Iterator[Site]:
    """Run a durable installation of this kind until the block ends."""
    folder.mkdir()
    with _database(backend, folder) as url:
        commits = machine.commits(url)
        installed = service.installation(folder / "data", database_url=url)
        installed.lindung("migrate")
        seeded = installed.lindung("seed")
        passwords = {one["username"]: one["password"] for one in seeded["users"]}
        for length in LENGTHS:
            installed.lindung("deploy", str(procedures.write(linear.files(length), folder=folder / str(length))))
        token = installed.lindung("token", "create", f"{linear.ROLE}.ttg")["token"]
        runtime = Runtime.build(Settings.from_environment(installed.environment), SystemClock())
        processes = ("serve",) if backend == "sqlite" else ("serve", "--processes", "2")
        with service.serving(installed, log=folder / "log", arguments=processes):
            yield Site(
                name=backend,
                installed=installed,
                token=token,
                passwords=passwords,
                runtime=runtime,
                commits=commits,
                people=whole.staff(installed, seeded),
            )
        runtime.close()


@contextmanager
def _database(backend: str, folder: Path) -> Iterator[str]:
    if backend == "sqlite":
        yield f"sqlite:///{folder / 'lindung.db'}"
        return
    with postgres.server(durable=True) as running:
        yield running.url(running.create())


def _measure(site: Site, steps: dict[int, machine.Step], options: argparse.Namespace) -> None:
    _completions(site, steps, options.cases)
    counted = work.statements(site.runtime, site.token)
    _row("SQL statements a completion", str(counted.sql), "<= 12", "")
    _row("commits a completion", str(counted.commits), "1", "")
    throughput = work.together(site.installed, site.token, each=max(5, options.cases // 20))
    _row(
        "8 clients, completions a second", f"{throughput:.0f}", ">= 150", f"{throughput / site.commits:.2f} of commits"
    )
    _row("storage of a 60-task case", f"{_storage(site) / 1000:.1f} kB", "<= 60 kB", "")
    with _database(site.name, Path(tempfile.mkdtemp(prefix="lafter"))) as url:
        _say(f"{site.name}, after: {machine.commits(url):.0f} durable one-row commits a second")


def _crowded(site: Site, options: argparse.Namespace) -> None:
    """Fill the inbox, then print how it is drawn and what is seen of it."""
    client = site.installed.client(token=site.token)
    case = work.start(client, 10)
    client.close()  # the server would drop an idle connection meanwhile
    crowd.fill(site.runtime, instance_id=case["id"], count=options.tasks)
    if site.name == "postgres":
        _alone(site.runtime, "ANALYZE")  # as its own housekeeping would within minutes; SQLite has none
    _say(f"{site.name}, {options.tasks} open tasks")
    if "inbox" in options.only:
        list(work.look(client, times=5))
        pages = list(work.look(client, times=100))
        _row("interface, page 1 of 50, one role and risk, p50", _ms(statistics.median(pages)), "<= 15 ms", "")
        _views(site)
    client.close()
    if "browser" in options.only:
        _sights(site)


def _views(site: Site) -> None:
    """Print how long the server takes for the pages of the inbox, and what they weigh."""
    asked = [(one, "<= 15 ms") for one in views.times(site.runtime, site.passwords, views.PAGES)]
    asked += [(one, "<= 30 ms") for one in views.times(site.runtime, site.passwords, views.SEARCHES)]
    asked.append((views.asked_again(site.runtime, site.passwords), ""))
    for one, goal in asked:
        _row(f"page, {one.name}, p50", _ms(one.p50), goal, f"p95 {_ms(one.p95)}, processor {_ms(one.processor)}")
    weight = views.weight(site.runtime, site.passwords)
    whole = f"{(weight.page + weight.files) / 1000:.1f} kB"
    _row("first view as sent: page, styles, scripts", whole, "<= 60 kB", f"{weight.page / 1000:.1f} kB page")


def _sights(site: Site) -> None:
    """Print what a real browser shows and when."""
    met = browser.Site(address=f"http://127.0.0.1:{site.installed.port}", passwords=site.passwords)
    with sight.browser() as running:
        for one in sight.openings(running, met):
            seen = f"moved {one.moved:.3f}, {one.bytes / 1000:.0f} kB"
            _row(f"slow phone and line, {one.name}: largest paint", f"{one.largest / 1000:.2f} s", "<= 1.2 s", seen)
        for slower in (1, sight.SLOWER):
            for done in sight.interactions(running, met, slower=slower):
                name = f"{done.name}, until painted, processor 1/{slower}"
                _row(name, f"{done.answer:.0f} ms", "<= 100 ms" if slower == 1 else "", "")


def _completions(site: Site, steps: dict[int, machine.Step], sample: int) -> None:
    """Print the completions of each length."""
    client = site.installed.client(token=site.token)
    list(work.complete_case(client, 10, number=0))
    medians = {}
    for length in LENGTHS:
        durations = [
            seconds
            for number in range(max(1, sample // length))
            for seconds in work.complete_case(client, length, number=number)
        ]
        medians[length] = statistics.median(durations)
        bare, commit = steps[length], 1000 / site.commits
        limit = medians[length] * 1000 / (bare.load_and_save + commit)
        strict = medians[length] * 1000 / (bare.in_memory + commit)
        _row(f"complete a task, {length}-task case, p50", _ms(medians[length]), "<= 8 ms", "")
        _row(f"complete a task, {length}-task case, p99", _ms(_p99(durations)), "<= 30 ms", f"n = {len(durations)}")
        _row("  over (bare step in memory + commit)", f"{strict:.1f} x", "<= 3 x", "")
        _row("  over (bare load + step + save + commit)", f"{limit:.1f} x", "", "")
    _row("60-task case over 10-task case, p50", f"{medians[60] / medians[10]:.2f} x", "<= 1.5 x", "")
    client.close()


def _storage(site: Site) -> float:
    """Give the bytes that one more completed 60-task case takes, indexes and history included."""
    cases = 5
    before = _size(site.runtime)
    client = site.installed.client(token=site.token)
    for number in range(cases):
        list(work.complete_case(client, 60, number=1000 + number))
    client.close()
    return (_size(site.runtime) - before) / cases


def _size(runtime: Runtime) -> int:
    """Give the database's size in bytes without free space."""
    if runtime.database.dialect.name == "sqlite":
        _alone(runtime, "VACUUM")
        asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        _alone(runtime, "VACUUM FULL")
        asked = "SELECT pg_database_size(current_database())"
    with runtime.database.connect() as connection:
        return int(connection.scalar(text(asked)) or 0)


def _alone(runtime: Runtime, command: str) -> None:
    """Run a housekeeping command outside any transaction, on a connection that is thrown away afterwards."""
    pooled = runtime.database.raw_connection()
    if runtime.database.dialect.name != "sqlite":
        pooled.driver_connection.autocommit = True  # type: ignore[union-attr] # psycopg's own attribute
    pooled.cursor().execute(command)
    pooled.invalidate()


def _p99(durations: Sequence[float]) -> float:
    return statistics.quantiles(durations, n=100)[98]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _row(*cells: str) -> None:
    _say("".join(cell.ljust(width) for cell, width in zip(cells, COLUMNS, strict=True)).rstrip())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
