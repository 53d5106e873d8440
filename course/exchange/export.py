"""One export: the banks in, the file and its losses out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from course.exchange.formats import Format
from course.exchange.losses import Loss
from course.model.bank import Bank, load_bank


@dataclass(frozen=True)
class Made:
    """What an export gives.

    Attributes
    ----------
    data
        The file.
    losses
        What the format cannot carry.
    questions
        How many questions there were.
    """

    data: bytes
    losses: tuple[Loss, ...]
    questions: int


def make(form: Format, paths: Sequence[Path]) -> Made:
    """Export question files.

    Parameters
    ----------
    form
        What to make.
    paths
        Question files of lessons or assignments; one that is named twice counts once.

    Raises
    ------
    AuthorError
        If a file has a mistake.
    """
    files = list(dict.fromkeys(path.resolve() for path in paths))
    banks = [(name_of(bank, path), bank) for path, bank in ((p, load_bank(p)) for p in files)]
    questions = sum(len(bank.questions) for _, bank in banks)
    match form:
        case Format.MOODLE:
            from course.exchange.moodle import write
        case Format.GIFT:
            from course.exchange.gift import write
        case Format.QTI:
            from course.exchange.qti import write
        case Format.HANDOUT | Format.KEY:
            from course.exchange import pages

            if form is Format.KEY:
                return Made(pages.key(banks), (), questions)
            return Made(pages.handout(banks), tuple(pages.handout_losses(banks)), questions)
    data, losses = write(banks)
    return Made(data, tuple(losses), questions)


def name_of(bank: Bank, path: Path) -> str:
    """What a bank is called: its title, or the lesson or assignment that it belongs to."""
    return bank.title or bank.lesson or bank.assignment or path.stem
