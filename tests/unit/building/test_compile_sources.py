import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from bridge.model.source import Completion, CustomerNumber, Source
from bridge.sources import registry
from bridge.sources.providers import NAMES
from building.compile_sources import InvalidSources, main, parse, write

WRITTEN = Path(__file__).parents[3] / "sources.yaml"
SHOP = "kind: shop, provider: shopify"
FORM = "kind: form, provider: typeform"


def problems(text):
    with pytest.raises(InvalidSources) as caught:
        parse(text)
    return caught.value.problems


def test_what_is_written_in_yaml_is_what_the_functions_read(tmp_path):
    text = """
my-shop: {kind: shop, provider: woocommerce}
my-form:
  kind: form
  provider: standard_webhooks
  fields: {organizationNumber: answers.org_nr, billingSettings.isROTCustomer: 'answers."rot-avdrag"'}
  defaults: {paymentDays: 20}
  include_topics: [contact.created]
  existing: ledger_only
  customer_number: {reserved: {prefix: W, first: 1000}}
  person_numbers: keep
  validation: strict
  unmapped: ignore
  existing_customers: {update: [phone, email]}
  oldest_update: 90
  limit: 60
filled: {kind: shop, provider: shopify, existing_customers: fill}
reported: {kind: shop, provider: shopify, existing_customers: report, unmapped: notes}
"""
    built = tmp_path / "sources.json"
    write(built, parse(text))
    sources = registry.load(built)
    assert sources["my-shop"] == Source("my-shop", "shop", "woocommerce")
    assert sources["my-form"] == Source(
        id="my-form",
        kind="form",
        provider="standard-webhooks",
        fields={
            "organizationNumber": "answers.org_nr",
            "billingSettings.isROTCustomer": 'answers."rot-avdrag"',
        },
        defaults={"paymentDays": 20},
        include_topics=("contact.created",),
        existing="ledger_only",
        customer_number=CustomerNumber("W", 1000),
        person_numbers="keep",
        validation="strict",
        unmapped="ignore",
        existing_customers=Completion(("phone", "email")),
        oldest_update=90,
        limit=60,
    )
    assert sources["filled"].existing_customers == Completion()
    assert sources["reported"] == Source("reported", "shop", "shopify")
    assert list(registry.load(built, kind="form")) == ["my-form"]
    assert registry.load_shared_contacts(built) == ()


def test_shared_contacts_are_compiled_to_what_is_compared(tmp_path):
    text = """
shared_contacts: [Order@Firman.se, "@Byrån.SE", 08-123 45 00, "+46812345 00", order@firman.se]
my-shop: {kind: shop, provider: shopify}
"""
    built = tmp_path / "sources.json"
    write(built, parse(text))
    assert registry.load_shared_contacts(built) == ("order@firman.se", "@byrån.se", "+4681234500")
    assert list(registry.load(built)) == ["my-shop"]


def test_the_sources_of_this_deployment_are_right_and_built():
    built = {name: asdict(source) for name, source in registry.load().items()}
    assert built.keys() == parse(WRITTEN.read_text(encoding="utf-8")).keys()


def test_without_sources_there_is_nothing_wrong():
    assert parse("# none yet\n") == {}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: {kind: shop, provider: shopfy}", (1, "a", "provider"), "did you mean 'shopify'?"),
        ("a: {kind: shop, provider: xyz}", (1, "a", "provider"), "known: bigcommerce, "),
        ("a:\n  kind: form\n  provider: shopify", (2, "a", "kind"), "shopify is a shop"),
        ("a:\n  kind: shop", (1, "a", "provider"), "is missing"),
        ("a: {kind: shp, provider: plain}", (1, "a", "kind"), "'shop' or 'form'"),
        (f"a: {{{FORM}, feilds: {{}}}}", (1, "a", "feilds"), "did you mean 'fields'?"),
        (f"a: {{{SHOP}, secret: x}}", (1, "a", "secret"), "never put a secret into this file"),
        (f"a: {{{SHOP}, api_key: x}}", (1, "a", "api_key"), "never put a secret into this file"),
        (f"a:\n  {{{FORM},\n  fields: {{\n    emial: answers.x}}}}", (4, "a", "fields.emial"), "'email'"),
        (f"a: {{{FORM}, fields: {{email: answers.e-post}}}}", (1, "a", "fields.email"), "need quotes"),
        (f"a: {{{FORM}, fields: {{email: ''}}}}", (1, "a", "fields.email"), "cannot be empty"),
        (f"a: {{{FORM}, fields: {{email: epost}}}}", (1, "a", "fields.email"), 'answers."epost"'),
        (
            f"a: {{{FORM}, fields: {{email: answer.x || raw.y}}}}",
            (1, "a", "fields.email"),
            "begin with answers",
        ),
        (f"a: {{{FORM}, fields: {{email: lower(raw.x)}}}}", (1, "a", "fields.email"), "Unknown function"),
        (f"a: {{{FORM}, fields: {{email: join(raw.x)}}}}", (1, "a", "fields.email"), "Expected 2 arguments"),
        (f"a: {{{FORM}, fields: {{email: 5}}}}", (1, "a", "fields.email"), "has to be a text"),
        (f"a: {{{FORM}, fields: }}", (1, "a", "fields"), "has to be a mapping, {name: value}"),
        (f"a: {{{FORM}, include_topics: x}}", (1, "a", "include_topics"), "has to be a list"),
        (
            f"a: {{{FORM}, customer_number: {{reserved: {{prefix: W, first: '1'}}}}}}",
            (1, "a", "customer_number.reserved.first"),
            "has to be a whole number, without quotes",
        ),
        (f"a: {{{FORM}, fields: {{createdByUser: raw.x}}}}", (1, "a", "fields.createdByUser"), "unknown"),
        (f"a: {{{FORM}, defaults: {{paymentDays: x}}}}", (1, "a", "defaults.paymentDays"), "whole number"),
        (f"a: {{{FORM}, oldest_update: '30'}}", (1, "a", "oldest_update"), "whole number"),
        (f"a: {{{FORM}, limit: '60'}}", (1, "a", "limit"), "whole number"),
        (f"a: {{{FORM}, limit: true}}", (1, "a", "limit"), "whole number"),
        (f"a: {{{FORM}, limit: 0}}", (1, "a", "limit"), "greater than or equal to 1"),
        (f"a: {{{FORM}, limit: 10001}}", (1, "a", "limit"), "less than or equal to 10000"),
        (f"a: {{{FORM}, oldest_update: 0}}", (1, "a", "oldest_update"), "greater than or equal to 1"),
        (f"a: {{{FORM}, defaults: {{typeOfCustomer: 30}}}}", (1, "a", "defaults.typeOfCustomer"), "Choose"),
        (f"a: {{{FORM}, defaults: {{zipCode: 1234}}}}", (1, "a", "defaults.zipCode"), "five digits"),
        (f"a: {{{FORM}, defaults: {{email: a@b.se}}}}", (1, "a", "defaults.email"), "every customer's"),
        (
            f"a: {{{FORM}, defaults: {{deliveryAddress.phone: 12}}}}",
            (1, "a", "defaults.deliveryAddress.phone"),
            "whole phone number",
        ),
        (
            f"a: {{{FORM}, defaults: {{billingSettings.housingSocietyNumber: 716416-3764}}}}",
            (1, "a", "defaults.billingSettings.housingSocietyNumber"),
            "check digit",
        ),
        (f"a: {{{FORM}, unmapped: note}}", (1, "a", "unmapped"), "'notes' or 'ignore'"),
        (f"a: {{{FORM}, unmaped: notes}}", (1, "a", "unmaped"), "did you mean 'unmapped'?"),
        (f"a: {{{FORM}, existing_customers: fil}}", (1, "a", "existing_customers"), "did you mean 'fill'?"),
        (
            f"a: {{{FORM}, existing_customers: true}}",
            (1, "a", "existing_customers"),
            "report, fill or {update",
        ),
        (
            f"a: {{{FORM}, existing_customers: {{}}}}",
            (1, "a", "existing_customers.update"),
            "a list of phone, email or address",
        ),
        (
            f"a: {{{FORM}, existing_customers: {{update: []}}}}",
            (1, "a", "existing_customers.update"),
            "is empty: write fill",
        ),
        (
            f"a:\n  {{{FORM}, existing_customers: {{update: [email,\n  phon]}}}}",
            (3, "a", "existing_customers.update.1"),
            "did you mean 'phone'?",
        ),
        (f"a: {{{FORM}, shared_contacts: []}}", (1, "a", "shared_contacts"), "but not in this place"),
        (f"shared_contacts: {{{FORM}}}", (1, "shared_contacts", ""), "cannot be a source's name"),
        ("shared_contacts: a@b.se", (1, "shared_contacts", ""), "has to be a list"),
        ("shared-contact: [a@b.se]", (1, "shared-contact", ""), "did you mean 'shared_contacts'?"),
        ("shared_contacts:\n- a@firman.se\n- firman.se", (3, "shared_contacts", "1"), "not 'firman.se'"),
        ("shared_contacts: ['@firman']", (1, "shared_contacts", "0"), "not '@firman'"),
        ("shared_contacts: ['12']", (1, "shared_contacts", "0"), "or a phone number"),
        ("shared_contacts: [Bo <bo@b.se>]", (1, "shared_contacts", "0"), "an e-mail address"),
        ("shared_contacts: [0701740605]", (1, "shared_contacts", "0"), "put the phone number in quotes"),
        ("shared_contacts: [true]", (1, "shared_contacts", "0"), "an e-mail address"),
        (f"a: {{{FORM}, existing: maybe}}", (1, "a", "existing"), "'look_up' or 'ledger_only'"),
        (f"a: {{{FORM}, customer_number: atuo}}", (1, "a", "customer_number"), "has to be auto or {reserved"),
        (
            f"a:\n  {FORM.replace(', ', chr(10) + '  ')}\n  customer_number:\n    reserved: {{prefix: W}}",
            (5, "a", "customer_number.reserved.first"),
            "is missing: the first number",
        ),
        (
            f"a: {{{FORM}, customer_number: {{reserved: {{prefix: 10, first: 1}}}}}}",
            (1, "a", "customer_number.reserved.prefix"),
            "has to be a text: put a number",
        ),
        (f"a: {{{SHOP}, include_topics: [order/create]}}", (1, "a", "include_topics.0"), "'orders/create'"),
        (
            "a: {kind: form, provider: plain, include_topics: [x]}",
            (1, "a", "include_topics.0"),
            "known: none",
        ),
        ("a: {kind: shop, provider: wix, options: {header: X-A}}", (1, "a", "options.header"), "known: none"),
        (
            "a: {kind: shop, provider: ecwid}",
            (1, "a", "options.store"),
            "is missing: the number of the store",
        ),
        (
            "a: {kind: shop, provider: ecwid, options: {store: shop}}",
            (1, "a", "options.store"),
            "has to be the number of the store",
        ),
        (
            "a: {kind: shop, provider: stripe, options: {tests: yes please}}",
            (1, "a", "options.tests"),
            "has to be keep",
        ),
        ("a: {kind: form, provider: plain, options: {header: 'X A'}}", (1, "a", "options.header"), "hyphens"),
        (
            "a: {kind: form, provider: hmac, options: {signed: '{timestamp}.{body}'}}",
            (1, "a", "options.timestamp"),
            "is missing: the header of the time",
        ),
        (f"Å: {{{SHOP}}}", (1, "Å", ""), "part of its URL"),
        (f"1: {{{SHOP}}}", (1, "1", ""), "part of its URL"),
        (f"a: {{{SHOP}}}\na: {{{FORM}}}", (2, "a", ""), "appears twice"),
        (
            f"a: {{{FORM}, fields: {{email: raw.x,\n  email: raw.y}}}}",
            (2, "a", "fields.email"),
            "appears twice",
        ),
        ("a: 5", (1, "a", ""), "has to be a mapping, such as {kind: shop"),
        ("a:\n", (1, "a", ""), "has to be a mapping, such as {kind: shop"),
        ("- a", (1, "", ""), "mapping"),
        ("a: [1\nb: 2", (2, "", ""), "not YAML"),
        ("a:\n  kind: 'shop\nb: 2", (3, "", ""), "that begins in line 2"),
        ("a:\n  kind: form\x07", (2, "", ""), "not YAML"),
        ("a: !!python/name:os.system x", (1, "", ""), "not YAML"),
    ],
)
def test_says_line_source_field_and_what_would_be_right(text, place, message):
    [problem] = problems(text)
    assert (problem.line, problem.source, problem.field) == place
    assert message in problem.message


@pytest.mark.parametrize(
    "expression",
    [
        "answers.a",
        'labels."A/b" || hidden.c',
        "join(' ', [answers.a, answers.b][?@])",
        "raw.attributes[?name=='a'].value | [0]",
        "sort_by(raw.items, &name)[0].name",
        "raw.*.a[]",
        "(raw.a == `1`) && submission_id",
        "{a: raw.b}.a",
        "[0:2]",
        "'Sverige'",
    ],
)
def test_takes_any_expression_that_begins_with_something_of_a_submission(expression):
    assert parse(json.dumps({"a": {"kind": "form", "provider": "plain", "fields": {"name": expression}}}))


def test_reads_a_default_as_one_of_its_country():
    assert parse(f"a: {{{FORM}, defaults: {{zipCode: '0150', country: Norge}}}}")
    assert parse(f"a: {{{FORM}, defaults: {{deliveryAddress.zipCode: 10115, deliveryAddress.country: DE}}}}")


def test_says_everything_at_once():
    text = f"a: {{kind: x, provider: y}}\nb: {{{FORM}, fields: {{x: a-b}}}}\nc: {{{SHOP}}}\n"
    assert [problem.line for problem in problems(text)] == [1, 1, 2, 2]


def test_the_command_checks_and_builds(tmp_path, capsys):
    built = tmp_path / "sources.json"
    assert main([str(WRITTEN), str(built)]) == 0
    assert registry.load(built) == registry.load()
    bad = tmp_path / "bad.yaml"
    bad.write_text("a: {kind: shop, provider: shopfy}\n")
    assert main([str(bad), str(built)]) == 1
    printed = capsys.readouterr().err
    assert printed == f"{bad}: line 1: a: provider: unknown provider 'shopfy'; did you mean 'shopify'?\n"
    assert registry.load(built) == registry.load()


def test_says_what_is_no_utf_8_and_takes_what_notepad_puts_before_it(tmp_path, capsys):
    file = tmp_path / "sources.yaml"
    file.write_bytes(f"a: {{{SHOP}}}\n# Trädgård".encode("cp1252"))
    assert main([str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: line 2: not UTF-8: save the file as UTF-8\n"
    file.write_bytes(f"a: {{{SHOP}}}\n# Trädgård".encode("utf-8-sig"))
    assert main([str(file)]) == 0


PAGES = [WRITTEN.parent / "docs" / "sources.md", *(WRITTEN.parent / "docs" / "senders").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_the_documentation_are_right(page):
    examples = re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    assert all(parse(example) for example in examples)


def test_every_provider_has_its_page_and_its_row():
    table = PAGES[0].read_text(encoding="utf-8")
    for name in NAMES:
        assert f"| `{name}` |" in table
        assert f"(senders/{name}.md)" in table
        assert (WRITTEN.parent / "docs" / "senders" / f"{name}.md").exists()
