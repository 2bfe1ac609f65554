"""What the command line shows while it works: one line a stage, with its time, and a spinner on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

REPEAT = 10.0  # seconds between two lines of a stage that goes on where there is no terminal


class Stages:
    """Prints stages to a console.

    Args:
        console: where to; standard output unless given.
    """

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)

    @contextmanager
    def stage(self, title: str) -> Iterator[Callable[[str], None]]:
        """Show a stage while the block runs; `yield`s a function that changes what is said about it."""
        began = time.monotonic()
        shown = _Shown(title)
        try:
            with self._spinner(shown):
                yield shown.say
        except BaseException:
            self._line("[red]✗[/red]", title, began)
            raise
        self._line("[green]✓[/green]", shown.text, began)

    def _line(self, mark: str, text: str, began: float) -> None:
        self.console.print(f"{mark} {text} [dim]({time.monotonic() - began:.1f} s)[/dim]", soft_wrap=True)

    @contextmanager
    def _spinner(self, shown: _Shown) -> Iterator[None]:
        if not self.console.is_terminal:
            shown.listen(self._repeating())
            yield
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task(shown.text, total=None)
            shown.listen(lambda text: progress.update(task, description=text))
            yield

    def _repeating(self) -> Callable[[str], None]:
        last = began = time.monotonic()

        def say(text: str) -> None:
            nonlocal last
            if time.monotonic() - last >= REPEAT:
                last = time.monotonic()
                self.console.print(f"… {text} ({last - began:.0f} s)", soft_wrap=True)

        return say


class _Shown:
    """The text of a stage, and who is told when it changes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tell: Callable[[str], None] = lambda _text: None

    def listen(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def say(self, text: str) -> None:
        self.text = text
        self._tell(text)
