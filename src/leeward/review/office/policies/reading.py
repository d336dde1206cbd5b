"""A policy from its files, with all that belongs to it; or the default that Leeward brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from leeward.config import Config
from leeward.model.errors import ConfigError, PolicyError
from leeward.policy.parse import parse_bundle, parse_parts
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle, from_text
from leeward.policy.source.inline import Result, run
from leeward.review.office.policies.finding import Found, files_of, is_shipped
from leeward.store.policies.versions import Origin


@dataclass(frozen=True, slots=True)
class Reading:
    """A policy as it was read. bundle: all of its files. file: None: the default.

    on_disk: the names of those files that stand beside each other on the disk; the others Leeward brings.
    """

    policy: Policy
    bundle: Bundle
    origin: Origin
    file: Path | None
    on_disk: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """All of it, as a version keeps it."""
        return self.bundle.to_text()


def configured(config: Config) -> Reading:
    """The policy that the configuration names, else the default; its own tests pass.

    Raises: ConfigError: it cannot be read, or fails a test. PolicyError: it is none.
    """
    file = config.live.policy
    return default() if file is None else passing(read(file))


def default() -> Reading:
    """What holds without a policy of one's own."""
    text = resources.files("leeward.policy.source").joinpath("default.toml").read_text("utf-8")
    bundle = Bundle("default.toml", {"default.toml": text})
    return Reading(parse_bundle(bundle), bundle, Origin.DEFAULT, None)


def read(file: Path) -> Reading:
    """The policy in a file, with what it extends and with the private files beside it.

    What it extends is looked for in the folder of the file, then among what Leeward brings.
    Raises: ConfigError: a file cannot be read. PolicyError: they are none.
    """
    found = files_of(file)
    names = frozenset(found.bundle.files) - found.shipped
    try:
        policy = parse_bundle(found.bundle)
    except PolicyError as error:
        raise _placed(error, found) from error
    return Reading(policy, found.bundle, Origin.FILE, file.expanduser(), names)


def passing(reading: Reading) -> Reading:
    """The same, once all of its tests passed. Raises: ConfigError: one fails."""
    for result in results(reading.bundle):
        if not result.has_passed:
            message = f"{reading.file}: its own test {result.test.name!r} fails"
            raise ConfigError(message, f"see: leeward policy test {reading.file}")
    return reading


def results(bundle: Bundle) -> tuple[Result, ...]:
    """How its tests went; those of extended files are asked of these alone. Raises: PolicyError."""
    return tuple(result for policy in parse_parts(bundle) for result in run(policy))


def parsed(text: str) -> Policy:
    """A policy that was kept. Raises: PolicyError: this program cannot read it: a newer one kept it."""
    return parse_bundle(from_text(text))


def to_write(text: str, file: Path) -> Mapping[str, str]:
    """The files of a kept policy that have to stand beside this one, by name. Raises: PolicyError."""
    bundle, folder = from_text(text), file.expanduser().resolve().parent
    own = {
        name: told
        for name, told in bundle.files.items()
        if name != bundle.main and ((folder / name).exists() or not is_shipped(name, told))
    }
    return {file.expanduser().resolve().name: bundle.files[bundle.main], **own}


def _placed(error: PolicyError, found: Found) -> PolicyError:
    """The same, with paths that an editor opens."""
    names = frozenset(found.bundle.files) - found.shipped
    told = ((line.partition(":")[0], line) for line in error.message.split("\n"))
    lines = (str(found.folder / line) if name in names else line for name, line in told)
    return PolicyError("\n".join(lines), error.hint)
