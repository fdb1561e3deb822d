"""What is installed is what is in the checkout: names, version, files and locked dependencies."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import cli
import engine

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\$", re.MULTILINE)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def source_files(folder: str, *endings: str) -> set[str]:
    """Return the files under `folder` of the checkout that end in one of `endings`."""
    found = (path for path in (ROOT / folder).rglob("*") if path.name.endswith(endings))
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_import_names_belong_to_phasegate_alone() -> None:
    """`engine` and `cli` are common words: another distribution's files would mix with ours."""
    for package in (engine, cli):
        owners = set(packages_distributions().get(package.__name__, ["phasegate"]))
        assert owners == {"phasegate"}, f"{package.__name__} also comes from {owners}"


def test_the_installed_version_is_the_one_in_the_code() -> None:
    """The version has one place; what is installed must not lag behind it."""
    assert distribution("phasegate").version == engine.__version__


def test_the_command_is_installed() -> None:
    """People start Phasegate as `phasegate`."""
    scripts = distribution("phasegate").entry_points.select(group="console_scripts")
    assert {(script.name, script.value) for script in scripts} == {("phasegate", "cli.main:main")}


def test_the_wheel_holds_the_packages_and_the_workflows_and_nothing_else(wheel: Path) -> None:
    """Whoever installs the wheel gets all the code, its types and schemas, and every workflow."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    code = source_files("engine", ".py", ".json", ".yaml", "py.typed")
    code |= source_files("cli", ".py", ".json", "py.typed")
    workflows = source_files("workflows", "")
    assert names == code | {f"engine/_{path}" for path in workflows if (ROOT / path).is_file()}


def test_workflows_are_yaml() -> None:
    """A workflow file is data; nothing beside it may be code that someone could run."""
    visible = (path for path in (ROOT / "workflows").rglob("[!.]*") if path.is_file())
    assert {path.suffix for path in visible} <= {".yaml"}


def test_the_wheel_carries_its_licence_and_its_command(wheel: Path) -> None:
    """The licence must reach whoever receives the files."""
    info = f"phasegate-{engine.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        licence = archive.read(f"{info}/licenses/LICENSE")
        commands = archive.read(f"{info}/entry_points.txt")
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert commands == (
        b"[console_scripts]\nphasegate = cli.main:main\n\n"
        b"[pytest11]\nphasegate = engine.scenarios.pytest_plugin\n"
    )


def test_the_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """The workflows lie inside `engine`, where code that was only installed can find them."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    program = (
        "import engine, pathlib; print(engine.__version__, pathlib.Path(engine.__file__).parent)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.split() == [engine.__version__, str(tmp_path / "engine")]
    assert (tmp_path / "engine" / "_workflows").is_dir()


def test_every_locked_package_is_pinned_and_hashed() -> None:
    """An installation gets the very files that were tested, or fails."""
    entries = [entry for entry in re.split(r"\n(?! )", LOCK) if entry and entry[0] != "#"]
    assert len(entries) > 20
    for entry in entries:
        pin, *hashes = entry.strip().split("\n")
        assert PINS.match(pin), pin
        assert hashes
        assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)


def test_the_lock_names_no_place_to_download_from() -> None:
    """Where packages come from is for each machine's settings to say."""
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", LOCK)


def test_the_lock_says_how_to_update_it() -> None:
    """Whoever opens the file should not have to look for the command."""
    assert re.match(r"#.*\n# +make lock\b", LOCK)


def test_the_lock_satisfies_everything_the_project_asks_for() -> None:
    """A dependency added without `make lock` would be missing on the next machine."""
    pinned = {match["name"]: match["version"] for match in PINS.finditer(LOCK)}
    asked = [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["postgres"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    for text in asked:
        requirement = Requirement(text)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{text} is not in requirements.lock: run `make lock`"
        assert requirement.specifier.contains(version), f"{text}, but locked is {version}"
