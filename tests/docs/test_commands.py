"""Every command and every option has its line in the reference."""

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


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_described(name):
    for words, command in leaves(load(name), f"tautan {name}"):
        _, heading, section = PAGE.partition(f"## `{words}`")
        assert heading, words
        section = section.partition("\n## ")[0]
        for option in command.params:
            if option.param_type_name == "option" and option.name != "help":
                assert any(f"`{spelling}" in section for spelling in option.opts), (
                    words,
                    option.opts,
                )
