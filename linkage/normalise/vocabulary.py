"""Lists of words that normalisers know.

A list stands as plain text, words between spaces, so that a clerk can read it.
"""


def word_list(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


MUHAMMADS = word_list("""
    MUHAMMAD MUHAMAD MUHAMMED MUHAMAT MOHAMMAD MOHAMAD MOHAMMED MOHAMED MOHAMAT
    MOCHAMAD MOCHAMMAD MUCHAMAD MUCHAMMAD MOKHAMAD MOKHAMMAD MUKHAMAD MUKHAMMAD
    MUH MOH MOCH MUCH MOKH MUKH MHD MHMD MOHD MUHD MD M
""")
"""Spellings and abbreviations of one name that men in millions bear first."""

TITLES = word_list("""
    H HJ HAJI HAJJAH KH KYAI KIAI USTADZ USTAD
    DR DRS DRA DRG DRH IR PROF ST
    R RA RR RD RADEN RNGT TB TUBAGUS GUSTI I NI SI GEDE
    TN NY NN SDR SDRI ALM ALMH MR MRS MS FNU LNU
""")
"""Titles, honorifics, birth-order particles that come and go, and what visas put
where a name is missing (first, last name unknown)."""

DOUBLE_TITLES = frozenset({("ANAK", "AGUNG"), ("IDA", "BAGUS"), ("IDA", "AYU")})
"""Two words that are a title together; AGUNG alone is a name."""

PATRONYMICS = word_list("BIN BINTI BINT BT BTE BTI B ANAK AL AP")
"""What stands between a name and the father's name."""

DEGREES = word_list("""
    SH SE ST SPD SAG SKOM SSOS SIP SSI SKM SP SPT SKED SPSI SIKOM SSTP SSN SKEP SFARM
    SHI SEI SPDI SDS SST AMD AMK BA BSC MH MM MSI MPD MT MKOM MAG MSC MA MBA MKES MHUM
    MAP MED LLM CN PHD SPOG SPA SPB
""")
"""Academic degrees without their dots."""

PLACE_KINDS = word_list("""
    KOTA KAB KABUPATEN KODYA KOTAMADYA KOTIF ADM ADMINISTRASI DAERAH TINGKAT DATI II
    KEC KECAMATAN PROV PROPINSI PROVINSI DKI DI DIY
""")
"""Words that say what kind of place it is, not which."""
