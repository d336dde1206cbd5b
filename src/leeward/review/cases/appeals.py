"""Appeals: what an author says against a verdict, sealed, and the case that asks about it again."""

from dataclasses import dataclass

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.pipeline.act.appealing import first_people
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.casework import appeals, cases
from leeward.store.casework.appeals import Filed
from leeward.store.desk.cases import verdicts
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal, seal

LONGEST = 10_000  # characters of what an author says


@dataclass(frozen=True, slots=True)
class Appeals:
    """Files appeals. They are judged like any case, by verdicts, and by somebody else."""

    ground: Ground

    async def file(self, visitor: Visitor, case: int, said: str) -> int:
        """Write an appeal down for the author of a decided case; gives its own case number.

        Raises: NotAllowed. CaseError: there is no such case for this visitor, nothing was decided against its
        author, or it was appealed already. UsageError: too much was said.
        """
        if not visitor.may(Right.CASES):
            raise NotAllowed("this is not yours to do", "ask whoever runs this desk for the role")
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            if await cases.one(connection, case) is None:
                raise CaseError(f"there is no case {case}", "look at the number again")
        return await self.file_as(visitor.name, case, said)

    async def file_as(self, by: str, case: int, said: str) -> int:
        """The same, for a command line. by: who wrote it down. Raises: as `file`."""
        words = said.strip()
        if len(words) > LONGEST:
            raise UsageError(f"this has {len(words)} characters", f"at most {LONGEST}: keep what matters")
        async with self.ground.store.transaction() as connection:
            number = await self.ground.verdicts().appeal(connection, case, by)
            filed = Filed(number, case, by, self.ground.clock(), self._sealed(number, words))
            await appeals.file(connection, filed)
            opened = await cases.one(connection, number)
            assert opened is not None, "it was just opened"
            first = await first_people(connection, opened)
            await verdicts.skip_known(connection, number, sorted(first), self.ground.clock())
        return number

    def words(self, filed: Filed) -> str:
        """What the author said. Raises: SealError: it was changed, or sealed with another key."""
        if filed.said is None:
            return ""
        return open_seal(filed.said, Purpose.PERSONAL, _context(filed.case), self.ground.key).decode()

    def _sealed(self, number: int, words: str) -> bytes | None:
        if not words:
            return None
        ground = self.ground
        return seal(words.encode(), Purpose.PERSONAL, _context(number), ground.key, ground.entropy)


def _context(case: int) -> str:
    return f"appeal {case}"
