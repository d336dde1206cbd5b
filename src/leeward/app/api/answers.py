"""What the API answers: the same as the command line."""

from dataclasses import dataclass

import msgspec

from leeward.app.commands import desk
from leeward.app.station import Station
from leeward.model.cases import State
from leeward.model.errors import UsageError
from leeward.model.findings import Json


@dataclass(frozen=True, slots=True)
class ApiCases:
    """Cases, for whoever has the token."""

    station: Station

    async def listed(self, state: str | None, most: int) -> Json:
        """Cases, the most urgent first. Raises: UsageError: there is no such state."""
        lines, number = await desk.listed(self.station, _states(state), None, most)
        told: list[Json] = msgspec.to_builtins(lines)
        return {"cases": told, "number": number}

    async def story(self, case: int) -> Json:
        """One case in words. Raises: CaseError: there is none."""
        return {"case": case, "story": [*await desk.story(self.station, case)]}

    async def verdict(self, case: int, verdict: str, person: str) -> Json:
        """Decide one. Raises: CaseError, UsageError: it cannot be decided so."""
        by = desk.person(person)
        match verdict:
            case "confirm":
                judged = await desk.confirm(self.station, case, by)
            case "release":
                judged = await desk.release(self.station, case, by)
            case _:
                raise UsageError("there is no such verdict", "confirm or release")
        told: Json = msgspec.to_builtins(judged)
        return told


def _states(given: str | None) -> tuple[State, ...]:
    if given is None:
        return ()
    if given not in set(State):
        raise UsageError("there is no such state", f"known: {', '.join(State)}")
    return (State(given),)
