from datetime import date

from subgraphs.population.rows import Resident

ANALYST = ("kemendagri.dukcapil", ("dukcapil.analyst",), ("REGISTER_UPDATE",))

RESIDENT = Resident(
    handle="AAAAAAAAAAAAAAAAAAAAAAAAA1",
    nik="3273014107900001",
    legacy_niks=("3204014107900001",),
    family_card_number=None,
    name="SITI CONTOH",
    sex="F",
    birth_place="BANDUNG",
    birth_date="1990-07-01",
    birth_date_precision="YEAR",
    birth_date_imputed=True,
    citizenship_status="WNI",
    citizenship_basis="BIRTH",
    citizenship_decision_number=None,
    citizenship_decision_date=None,
    citizenship_effective_from=date(1990, 7, 1),
    citizenship_effective_to=None,
    citizenship_recorded_on=date(2010, 1, 5),
    citizenship_asserted_by="kemendagri.dukcapil",
    identity_card="CITIZEN",
    foreign_document_number=None,
    mother_nik=None,
    mother_name="AMINAH CONTOH",
    region_code="327301",
    region_list_version="2025",
    marital_status="MARRIED",
    religion="ISLAM",
    birth_deed_number=None,
    register_state="ACTIVE",
    disability=None,
    fingerprint_reference=None,
)

PAGE = """{ residents(filter: {registerState: ACTIVE}, first: 10) {
  nodes { ticket ref nik birthDate legacyNiks disability region { code }
          citizenship { status recordedOn } identityCard }
  pageInfo { hasNextPage endCursor } } }"""


async def test_own_residents_arrive_sealed(federation, officer) -> None:
    analyst = officer(*ANALYST)
    async with federation.node("dukcapil", [RESIDENT]) as node:
        reply = await federation.ask(node, analyst, PAGE)
    assert reply.body.get("errors") is None
    (found,) = reply.data["residents"]["nodes"]
    ref = found["ref"]
    assert "SITI" not in str(reply.body)
    assert RESIDENT.nik not in str(reply.body)

    def opened(name):
        return federation.opened(analyst, reply, found[name], f"Resident.{name}", ref)

    assert opened("nik") == RESIDENT.nik
    assert opened("legacyNiks") == ["3204014107900001"]
    assert opened("disability") is None
    assert opened("birthDate") == {
        "value": "1990-07-01",
        "precision": "YEAR",
        "imputed": True,
    }
    assert found["region"] == {"code": "327301"}
    assert found["citizenship"] == {"status": "WNI", "recordedOn": "2010-01-05"}
