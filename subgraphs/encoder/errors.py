"""What can stand between a command of an encoder and its work.

NodeError (subgraphs.sdk.errors)
└── ChangeRefused        records can't be erased or corrected as asked
    ├── StillThere       a record to be erased stands in the database
    └── NothingToCorrect a record to be corrected does not

What the unit refuses is in `protocol.errors`.
"""

from subgraphs.sdk.errors import NodeError


class ChangeRefused(NodeError):
    """Nothing was changed; the message says what to do first."""


class StillThere(ChangeRefused):
    """The database has records that are to be erased."""

    def __init__(self, records: int) -> None:
        super().__init__(
            f"{records} of the records stand in the agency's database. Delete them "
            "there first; erase takes out of the linkage what is no longer held."
        )


class NothingToCorrect(ChangeRefused):
    """The database lacks records that are to be corrected."""

    def __init__(self, records: int) -> None:
        super().__init__(
            f"{records} of the records are not in the agency's database. Correct them "
            "there first, or use `tautan erase` for what was deleted."
        )
