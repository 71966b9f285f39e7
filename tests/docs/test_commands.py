"""Every command has its lines in the reference: each argument, each option, no more."""

import re
from pathlib import Path

import pytest

from tautan.__main__ import COMMANDS, load

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text(
    "utf-8"
)


def leaves(command, words):
    """Each command with its words, through groups."""
    children = getattr(command, "commands", None)
    if not children:
        yield words, command
        return
    for name, child in children.items():
        yield from leaves(child, f"{words} {name}")


def is_ours(parameter):
    return parameter.name != "help"


def spelled(parameter):
    """As the page writes it: an argument in capitals, an option as it is typed."""
    if parameter.param_type_name == "argument":
        return parameter.name.upper()
    return next(one for one in parameter.opts if one.startswith("--"))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_described(name):
    for words, command in leaves(load(name), f"tautan {name}"):
        _, heading, section = PAGE.partition(f"## `{words}`")
        assert heading, words
        section = section.partition("\n## ")[0]
        described = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
        assert described == [spelled(one) for one in command.params if is_ours(one)]
