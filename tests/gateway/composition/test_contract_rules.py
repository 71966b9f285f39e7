"""Our rules for contracts, one small contract each."""

import pytest

from gateway.composition.compose import compose
from gateway.composition.diagnostics import Code
from gateway.composition.source import Composed, Rejected, SubgraphSource

NAMES = ("personal", "impersonal", "opens", "provider")
DEFINITIONS = {
    "personal": "(class: PersonalDataClass!, identifies: Boolean!,"
    " secret: Boolean! = false) on FIELD_DEFINITION",
    "impersonal": "on FIELD_DEFINITION | OBJECT | INTERFACE",
    "opens": "(as: String!) on FIELD_DEFINITION",
    "provider": "(agency: String!) on FIELD_DEFINITION | OBJECT",
}
GENERAL = "@personal(class: GENERAL, identifies: false)"
NAMED = "@personal(class: GENERAL, identifies: true)"
SPECIFIC = "@personal(class: SPECIFIC, identifies: false)"
HIDDEN = "@personal(class: GENERAL, identifies: false, secret: true)"


def contract(body, *, name="register", composed=NAMES, definitions=DEFINITIONS):
    imports = ", ".join(f'"@{n}"' for n in NAMES)
    composes = " ".join(f'@composeDirective(name: "@{n}")' for n in composed)
    directives = "\n".join(f"directive @{n} {d}" for n, d in definitions.items())
    return SubgraphSource(
        name,
        "http://register.example",
        f"""
        extend schema
          @link(url: "https://specs.apollo.dev/federation/v2.7",
                import: ["@key", "@shareable", "@external", "@requires",
                         "@composeDirective"])
          @link(url: "https://tautan.example/contract/v1.0", import: [{imports}])
          {composes}
        {directives}
        enum PersonalDataClass {{ GENERAL SPECIFIC }}
        scalar Sealed
        {body}
        """,
    )


def resident(fields, *, ref=True):
    reference = f"ref: ID {GENERAL}" if ref else ""
    return contract(
        f"""
        type Query {{ resident: Resident {GENERAL} }}
        type Resident @key(fields: "ticket") {{
          ticket: ID! {GENERAL}
          {reference}
          {fields}
        }}
        """
    )


def findings(*sources):
    result = compose(sources)
    return list(result.diagnostics) if isinstance(result, Rejected) else []


def only(code, *sources):
    found = findings(*sources)
    assert found, "composed"
    assert {d.code for d in found} == {code}
    return " ".join(d.message for d in found)


@pytest.mark.parametrize(
    "field",
    [
        f"sex: String {GENERAL}",
        "dataDate: String @impersonal",
        f'name: Sealed @opens(as: "String") {NAMED}',
        f'names: [Sealed!] @opens(as: "String") {NAMED}',
        f'religion: Sealed @opens(as: "String") {SPECIFIC}',
        f'listed: Sealed @opens(as: "Boolean") {HIDDEN}',
        f"sex(at: String): [String!] {GENERAL}",
    ],
)
def test_well_classified(field):
    assert not findings(resident(field))


def test_a_plain_subgraph_is_untouched():
    plain = "type Query { name: String! nik(nik: ID!): String! }"

    assert isinstance(compose([SubgraphSource("a", "http://a", plain)]), Composed)


class TestFieldNotClassified:
    def test_neither(self):
        found = only(Code.FIELD_NOT_CLASSIFIED, resident("occupation: String"))

        assert "Resident.occupation is neither" in found

    def test_both(self):
        found = only(
            Code.FIELD_NOT_CLASSIFIED, resident(f"sex: String @impersonal {GENERAL}")
        )

        assert "is both" in found

    def test_a_root_field_is_an_edge(self):
        only(Code.FIELD_NOT_CLASSIFIED, contract("type Query { total: Int }"))

    def test_an_interface_field(self):
        body = """
        type Query { record: Record @impersonal }
        interface Record { id: ID }
        type Birth implements Record { id: ID @impersonal }
        """
        assert "Record.id" in only(Code.FIELD_NOT_CLASSIFIED, contract(body))

    def test_a_structural_type_needs_none(self):
        body = """
        type Query { page: Page @impersonal }
        type Page @impersonal { items: [Int!]! next: String }
        """
        assert not findings(contract(body))

    def test_machinery_needs_none(self):
        body = """
        type Query { total: Int @impersonal _service: _Service! }
        type _Service { sdl: String }
        """
        assert not findings(contract(body))

    def test_two_contracts_that_disagree(self):
        first = resident(f"sex: String @shareable {GENERAL}")
        second = contract(
            f"""
            type Resident @key(fields: "ticket") {{
              ticket: ID! {GENERAL}
              sex: String @shareable @impersonal
            }}
            """,
            name="archive",
        )

        found = only(Code.FIELD_NOT_CLASSIFIED, first, second)

        assert "Resident.sex is classified otherwise" in found


class TestPersonalNotSealed:
    @pytest.mark.parametrize("said", [NAMED, SPECIFIC, HIDDEN])
    def test_in_the_clear(self, said):
        found = only(Code.PERSONAL_NOT_SEALED, resident(f"value: String {said}"))

        assert "Resident.value" in found

    def test_a_specific_edge_is_no_object(self):
        body = f"""
        type Query {{ sentence: Sentence {SPECIFIC} }}
        type Sentence @impersonal {{ id: ID }}
        """
        only(Code.PERSONAL_NOT_SEALED, contract(body))

    def test_a_seal_without_need(self):
        only(
            Code.PERSONAL_NOT_SEALED,
            resident(f'sex: Sealed @opens(as: "String") {GENERAL}'),
        )

    @pytest.mark.parametrize("opens", ["", '@opens(as: " ")'])
    def test_a_seal_that_does_not_say_what_is_inside(self, opens):
        found = only(
            Code.PERSONAL_NOT_SEALED, resident(f"name: Sealed {opens} {NAMED}")
        )

        assert "what is inside" in found

    def test_opens_without_a_seal(self):
        only(
            Code.PERSONAL_NOT_SEALED,
            resident(f'sex: String @opens(as: "String") {GENERAL}'),
        )

    def test_a_seal_on_a_type_without_ref(self):
        field = f'name: Sealed @opens(as: "String") {NAMED}'

        assert "ref: ID" in only(Code.PERSONAL_NOT_SEALED, resident(field, ref=False))

    def test_a_list_is_no_ref(self):
        field = f'ref: [ID] {GENERAL} name: Sealed @opens(as: "String") {NAMED}'

        only(Code.PERSONAL_NOT_SEALED, resident(field, ref=False))


class TestClassifiedNonNull:
    @pytest.mark.parametrize(
        "field",
        [
            f"sex: String! {GENERAL}",
            f"homes: [String]! {GENERAL}",
            "dataDate: String! @impersonal",
            f'names: [Sealed!]! @opens(as: "String") {NAMED}',
        ],
    )
    def test_never_null(self, field):
        only(Code.CLASSIFIED_NON_NULL, resident(field))

    def test_personal_on_a_structural_type(self):
        body = f"""
        type Query {{ page: Page @impersonal }}
        type Page @impersonal {{ items: [Int!]! sex: String! {GENERAL} }}
        """
        assert "Page.sex" in only(Code.CLASSIFIED_NON_NULL, contract(body))


class TestPersonalInput:
    NIK = f'nik: Sealed @opens(as: "ID") {NAMED}'

    def test_a_sealed_key(self):
        body = f"""
        type Query {{ resident: Resident {GENERAL} }}
        type Resident @key(fields: "ticket") @key(fields: "nik") {{
          ticket: ID! {GENERAL}
          ref: ID {GENERAL}
          {self.NIK}
        }}
        """
        assert "@key on Resident" in only(Code.PERSONAL_INPUT, contract(body))

    def test_a_requirement_of_what_another_contract_seals(self):
        second = contract(
            f"""
            type Resident @key(fields: "ticket") {{
              ticket: ID! {GENERAL}
              nik: Sealed @external
              valid: Boolean @requires(fields: "nik") @impersonal
            }}
            """,
            name="archive",
        )
        found = only(Code.PERSONAL_INPUT, resident(self.NIK), second)

        assert "@requires on Resident.valid" in found

    def test_a_business_key_is_allowed(self):
        body = f"""
        type Query {{ case: Case {GENERAL} }}
        type Case @key(fields: "number") {{ number: ID {GENERAL} }}
        """
        assert not findings(contract(body))

    @pytest.mark.parametrize("argument", ["nik: ID", "value: Sealed", "v: [Sealed!]"])
    def test_arguments(self, argument):
        field = f"{self.NIK} valid({argument}): Boolean @impersonal"

        assert "Resident.valid(" in only(Code.PERSONAL_INPUT, resident(field))

    def test_input_fields(self):
        body = f"""
        type Query {{ resident(by: By): Resident {GENERAL} }}
        input By {{ year: Int nik: ID }}
        type Resident {{ ref: ID {GENERAL} {self.NIK} }}
        """
        assert "By.nik" in only(Code.PERSONAL_INPUT, contract(body))


class TestSpecification:
    def test_what_is_not_composed_would_be_lost(self):
        source = contract(
            f"type Query {{ total: Int {GENERAL} }}",
            composed=("impersonal", "opens", "provider"),
        )

        assert '"@personal"' in findings(source)[0].advice
        assert findings(source)[0].code is Code.DIRECTIVE_COMPOSITION_ERROR

    def test_another_default_would_turn_silence_into_a_statement(self):
        lax = DEFINITIONS["personal"].replace("Boolean!,", "Boolean! = false,")
        source = contract(
            "type Query { total: Int @impersonal }",
            definitions={**DEFINITIONS, "personal": lax},
        )

        only(Code.DIRECTIVE_DEFINITION_INVALID, source)

    def test_a_renamed_directive_is_the_same_directive(self):
        source = resident("name: String @personal(class: GENERAL, identifies: true)")
        renamed = SubgraphSource(
            source.name,
            source.url,
            source.sdl.replace(
                'import: ["@personal"', 'import: [{name: "@personal", as: "@pd"}'
            )
            .replace("@personal(", "@pd(")
            .replace('(name: "@personal")', '(name: "@pd")')
            .replace("directive @personal", "directive @pd"),
        )
        assert "@pd(" in renamed.sdl

        only(Code.PERSONAL_NOT_SEALED, renamed)
