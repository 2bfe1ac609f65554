"""`candour`: hands each subcommand to its module, and turns what goes wrong into one line and an exit code.

0 done, 1 a clear error in one line, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from candour.errors import CandourError, UsageError

COMMANDS = (
    "up", "train", "doctor", "keys", "desk", "backup", "restore",
    "prepare", "serve", "bench", "demo-cases", "understand", "evaluate", "counts", "try",
    "flow", "onion", "catalogues",
)  # fmt: skip
_MODULES = {"try": "trying", "demo-cases": "demo_cases"}  # words that are no names of modules


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; those of this process unless given.

    Returns:
        The exit code.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = build_parser(words).parse_args(words)
    except SystemExit as exit_:  # argparse has said what is wrong, or printed the help
        return exit_.code if isinstance(exit_.code, int) else 2
    if options.traceback:
        return _run_with_traceback(options)
    return _run_in_one_line(options)


def build_parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Build the parser.

    Args:
        words: the command line. Only the modules of commands named in it are imported, for some take a second;
            when it names none, all are, so that help and errors list every command.
    """
    parser = argparse.ArgumentParser(
        prog="candour", description="An intake agent for reports of police corruption and abuse."
    )
    parser.add_argument("--version", action="version", version=f"candour {version('candour')}")
    parser.add_argument("--traceback", action="store_true", help="let an error through as a Python traceback")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in [command for command in COMMANDS if command in words] or COMMANDS:
        importlib.import_module(f"cli.{_MODULES.get(command, command)}").add_parser(subparsers)
    return parser


def _run_with_traceback(options: argparse.Namespace) -> int:
    try:
        return int(options.func(options))
    finally:
        sys.excepthook = sys.__excepthook__  # a command that logs has put its own there, which shows no traceback


def _run_in_one_line(options: argparse.Namespace) -> int:
    try:
        return int(options.func(options))
    except BrokenPipeError:  # `candour desk list | head`: the reader has gone, which is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:
        line, code = _explain(error)
        print(f"candour: {' '.join(line.split())}", file=sys.stderr)
        return code


def _explain(error: BaseException) -> tuple[str, int]:
    match error:
        case UsageError():
            return str(error), 2
        case CandourError():
            return str(error), 1
        case KeyboardInterrupt():
            return "interrupted", 130
        case OSError(filename=str() as file) if file:
            return f"{file}: {error.strerror}", 1
    # The text of any other error could hold what a reporter wrote, so only its type is shown.
    return f"unexpected {type(error).__name__}; `candour --traceback ...` shows where", 1


if __name__ == "__main__":
    sys.exit(main())
