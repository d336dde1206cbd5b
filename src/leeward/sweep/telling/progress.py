"""How far a scan is, on a terminal: rate and time left."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from leeward.model.errors import LeewardError

_STRIDE = 1000  # files counted between two looks at whether anybody still wants the number


class _Rate(ProgressColumn):
    """Files a second."""

    def render(self, task: Task) -> Text:
        """Nothing until there is something to say."""
        return Text(f"{task.speed:,.0f} a second" if task.speed else "")


@contextmanager
def shown(
    console: Console, files: Callable[[], Iterable[object]] | None, hidden: bool
) -> Iterator[Callable[[int], None]]:
    """Give what is to be called with every number of files done.

    Nothing is shown if hidden, or where the console is no terminal.
    files: walks the places once more, to count; None: they can be walked only once, so no time left is told.
    """
    if hidden or not console.is_terminal:
        yield lambda number: None
        return
    columns = (TextColumn("{task.completed:,.0f} files"), BarColumn(), _Rate(), TimeRemainingColumn())
    done = threading.Event()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        if files:
            arguments = (files(), done, lambda total: bar.update(task, total=total))
            threading.Thread(target=_count, args=arguments, daemon=True).start()
        try:
            yield lambda number: bar.advance(task, number)
        finally:
            done.set()


def _count(files: Iterable[object], done: threading.Event, tell: Callable[[int], None]) -> None:
    total = 0
    try:
        for _ in files:
            total += 1
            if total % _STRIDE == 0 and done.is_set():
                return
    except LeewardError:
        return  # the scan itself meets the same trouble, and says so
    tell(total)
