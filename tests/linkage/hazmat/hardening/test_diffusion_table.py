import numpy as np
import pytest

from linkage.hazmat.hardening.diffusion import diffuse, draw_taps
from linkage.hazmat.hardening.diffusion_table import diffuse_words, diffusion_table


@pytest.mark.parametrize(("bits", "count"), [(64, 3), (128, 1), (1024, 8)])
def test_tables_give_what_planes_give(bits, count):
    taps = draw_taps(b"key", bits, count)
    filters = np.random.default_rng(1).integers(0, 256, (50, bits // 8), np.uint8)
    filters[0], filters[1] = 0, 255
    made = diffuse_words(filters.view("<u8").astype(np.uint64), diffusion_table(taps))
    assert (made.astype("<u8").view(np.uint8) == diffuse(filters, taps)).all()
