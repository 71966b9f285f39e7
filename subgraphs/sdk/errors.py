"""What can be wrong with a node before it answers anyone.

NodeError                the operator or maintainer has to act
├── ContractUnreadable   the contract's file is missing or not SDL
├── ContractMismatch     the Python types are not the contract's
├── MappingInvalid       a field names a column that its table lacks
└── SettingsInvalid      the settings file can't be used

What a caller can meet is in `protocol.errors`.
"""


class NodeError(Exception):
    """A node that can't start; the message says what to change."""


class ContractUnreadable(NodeError):
    """The contract's file is missing or not SDL."""


class ContractMismatch(NodeError):
    """The types of a node differ from its contract.

    Args:
        agency: The node's agency.
        difference: A unified diff from the contract to the types.
    """

    def __init__(self, agency: str, difference: str) -> None:
        super().__init__(
            f"The types in subgraphs/{agency}/schema.py differ from the contract "
            f"schema/subgraphs/{agency}.graphql. Change the types; the contract "
            f"changes by review alone.\n{difference}"
        )
        self.agency = agency
        self.difference = difference


class MappingInvalid(NodeError):
    """A field has no column to read."""


class SettingsInvalid(NodeError):
    """A setting is missing or wrong; the message names file, line and key."""
