"""`candour catalogues`: brings the catalogues of other languages up to date with what is said in English."""

from __future__ import annotations

import argparse

from candour.errors import UsageError
from cli.places import ROOT
from interview.catalogues import catalogue_file, read_catalogue
from interview.languages import entries


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `catalogues` to the command line."""
    parser = subparsers.add_parser("catalogues", help="bring the wording in other languages up to date")
    parser.add_argument("--check", action="store_true", help="change nothing; say what is missing or wrong")
    parser.add_argument("--new", metavar="CODE", help="begin the catalogue of a language of interview/languages.yml")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour catalogues`: 1 if `--check` finds anything."""
    from cli.catalogues import files  # imports the gateway's wording, which no other command needs

    if options.new:
        print(files.begin(ROOT, _code(options.new)).relative_to(ROOT))
        return 0
    if not options.check:
        for file in files.bring_up_to_date(ROOT):
            print(file.relative_to(ROOT))
    wrong = list(_problems())
    print("\n".join(wrong) or "All catalogues are complete.")
    return 1 if wrong and options.check else 0


def _problems() -> list[str]:
    from cli.catalogues import files
    from cli.catalogues.problems import problems

    newest, found = files.template(ROOT), []
    for code in entries():
        file = catalogue_file(code)
        if file.is_file():
            found += [f"{code}: {problem}" for problem in problems(newest, read_catalogue(file))]
    return found


def _code(code: str) -> str:
    if code not in entries() or catalogue_file(code).is_file():
        raise UsageError(f"{code}: name a language of interview/languages.yml that has no catalogue yet")
    return code
