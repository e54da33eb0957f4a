"""The house has a fixed plan: whoever adds a room changes this list, and says why in docs/decisions."""

from tests.support.house import sources

TOP = {"pyproject.toml", "uv.lock", "Makefile", "README.md", "workflows", "engine", "tasks", "api", "tests", "docs"}


def _tops() -> set[str]:
    return {path.relative_to(sources.ROOT).parts[0] for path in sources.files()}


def test_the_top_level_is_fixed() -> None:
    assert {name for name in _tops() if not name.startswith(".")} == TOP


def test_procedures_hold_no_python() -> None:
    python = [path for path in sources.files() if path.suffix == ".py" and "workflows" in path.parts]

    assert [path for path in python if path.is_relative_to(sources.ROOT / "workflows")] == []


def test_tests_mirror_the_house() -> None:
    areas = {path.name for path in (sources.ROOT / "tests").iterdir() if path.is_dir() and path.name[0] not in "._"}

    expected = {"unit", "integration", "workflows", "browser", "house", "bench", "support"}
    assert expected <= areas


def test_a_room_of_services_holds_two_to_eleven_files() -> None:
    rooms = [path for path in (sources.ROOT / "engine" / "services").iterdir() if (path / "__init__.py").is_file()]
    sizes = {room.name: len([path for path in room.rglob("*.py") if path.name != "__init__.py"]) for room in rooms}

    assert len(sizes) > 2
    assert {name: size for name, size in sizes.items() if not 2 <= size <= 11} == {}
