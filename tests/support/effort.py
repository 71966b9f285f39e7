"""How many examples the random tests make; many with
`pytest -p tests.support.effort --hypothesis-profile=long`.
"""

from hypothesis import Phase, settings

USUAL = 100
LONG = "long"
settings.register_profile(LONG, max_examples=50 * USUAL)


def examples(usual: int) -> int:
    """Return how many examples a test makes under the profile that is in force."""
    return usual * settings.default.max_examples // USUAL


def seeds(usual: int) -> settings:
    """Return the settings of a test whose only input of weight is a random seed."""
    return settings(
        max_examples=examples(usual),
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a seed can't be shrunk
    )
