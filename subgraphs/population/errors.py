"""What can go wrong when a population is made.

PopulationError
├── PopulationSizeInvalid   the caller's: how many people
├── ModelInvalid            the author's of the variation model
└── OutputExists            the caller's: the directory already holds files
"""


class PopulationError(Exception):
    """Base of all errors of this package.

    Args:
        message: What is wrong and what to do next, for everyone to read.
    """

    code = "POPULATION"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PopulationSizeInvalid(PopulationError):
    """The number of people is out of range."""

    code = "POPULATION_SIZE_INVALID"


class ModelInvalid(PopulationError):
    """The variation model can't be read; its author has to mend it."""

    code = "POPULATION_MODEL_INVALID"


class OutputExists(PopulationError):
    """Files would be overwritten."""

    code = "POPULATION_OUTPUT_EXISTS"
