"""The safeguards of the core, and how each is taken away: the table of `mutations_near`."""

from typing import NamedTuple

ALWAYS = " OR attribute_not_exists(#nothing)"
"""Makes a condition of DynamoDB's hold for every item."""


class Safeguard(NamedTuple):
    """What `module`, a file of the package, would do wrong with `new` in the place of `old`."""

    name: str
    module: str
    old: str
    new: str


CLAIMS, DELIVERIES, IMPORTS = "ledger/claims.py", "ledger/deliveries.py", "ledger/imports.py"
CONTACTS, RECOGNITION = "ledger/contacts.py", "ledger/recognition.py"
CHAINS, RECORDS = "ledger/chains.py", "ledger/records.py"
LISTING, DAYS, BACKOFF = "ledger/listing.py", "ledger/days.py", "model/backoff.py"
SEARCH_KEYS, DESCRIBING = "identity/search_keys.py", "creation/describing.py"
OUTAGES, OUTAGE_RECORD = "ledger/outages.py", "ledger/outage_record.py"
KEY_CHECK = "ledger/key_check.py"
FORMS, FORM_RECORD = "ledger/forms.py", "ledger/form_record.py"
FORM_WATCH, UNREAD = "creation/form_watch.py", "mapping/unread_questions.py"
RELATION, SEALING = "identity/relation.py", "identity/sealing.py"
CREATION, FRESH_CLAIM, UPDATES = (
    "creation/creation.py",
    "creation/fresh_claim.py",
    "creation/updates.py",
)
COMPLETION, FIELDS = "creation/completion.py", "creation/completed_fields.py"
CORRECTIONS, UPDATE_LEASES = "operations/corrections.py", "ledger/update_leases.py"
POLICY, PROCESSING, WORKER = "creation/failure_policy.py", "creation/processing.py", "creation/worker.py"
CUSTOMER, UNMAPPED = "mapping/customer.py", "mapping/unmapped.py"
INTAKE, CROWD = "creation/intake.py", "creation/crowd.py"
LIMITS, PAUSES, PAUSE_RECORD = "ledger/limits.py", "ledger/pauses.py", "ledger/pause_record.py"
SPACING, PACER_RECORD, LAST_GRANT = "pacing/spacing.py", "pacing/pacer_record.py", "pacing/last_grant.py"
PACER_ITEM, WINNING, WRITTEN = "pacing/pacer_item.py", "pacing/winning.py", "pacing/written.py"
LEADING, LEAD, GRANTS = "pacing/leading.py", "pacing/lead.py", "pacing/grants.py"
SLOWING, DOOR = "pacing/slowing.py", "pacing/door.py"
IN_FLIGHT, DEAD_LETTERS = "look_up/in_flight.py", "operations/dead_letters.py"
KEEPER, WALK, LETTER = "operations/keeping.py", "operations/queue_walk.py", "operations/letter.py"
CARE, KEPT_QUEUES = "operations/care.py", "operations/kept_queues.py"

PLANNER = "imports/plan/planner.py"
PLAN_FILE, MEMORY = "imports/plan/plan_file.py", "imports/plan/memory.py"
NEW_FILE, CSV_RECORDS = "imports/new_file.py", "imports/readers/csv_records.py"
ROWS, VCARDS = "imports/readers/rows.py", "imports/readers/vcards.py"
SHEET_XML, BOOK_PARTS = "imports/readers/sheet_xml.py", "imports/readers/workbook_parts.py"
BOOK_TEXTS, BOOK_ROWS = "imports/readers/shared_texts.py", "imports/readers/workbook_rows.py"
BOOKS, READING = "imports/readers/workbooks.py", "imports/readers/reading.py"
REFUSED, KEEPING, RECEIVER = "operations/refused.py", "sources/keeping.py", "sources/receiver.py"
REFUSALS, COUNTING = "ledger/refusals.py", "sources/counting.py"
CLIENTS, TLS, WARM_UP = "aws/clients.py", "tls.py", "creation/warm_up.py"
LEAVING, CLIENT, KEPT = "leaving.py", "seventime/client.py", "kept_connections.py"
QUEUE = "queue.py"
STORED_SECRET, SOURCE_SECRETS = "aws/stored_secret.py", "operations/source_secrets.py"
VERSIONS, IMPORT_WORKER = "model/versions.py", "imports/import_worker.py"

TESTS = {
    DESCRIBING: "creation/test_described.py",
    SEARCH_KEYS: "identity/test_search_keys.py",
    CLIENTS: "aws/test_clients.py",
    TLS: "http_client",
    WARM_UP: "creation/test_warm_up.py",
    LEAVING: "seventime/test_slots.py",
    CLIENT: "seventime/test_slots.py",
    KEPT: "http_client/test_threads.py",
    QUEUE: "test_queue.py",
    VERSIONS: "model/test_versions.py",
    IMPORT_WORKER: "imports/test_newer_version.py",
    PLANNER: "imports/test_planner.py",
    PLAN_FILE: "imports/test_steps.py",
    MEMORY: "imports/test_steps.py",
    NEW_FILE: "imports/test_new_file.py",
    CSV_RECORDS: "imports/test_large_rows.py",
    ROWS: "imports/test_large_rows.py",
    VCARDS: "imports/test_large_rows.py",
    SHEET_XML: "imports/test_hostile_workbooks.py",
    BOOK_PARTS: "imports/test_hostile_workbooks.py",
    BOOK_TEXTS: "imports/test_hostile_workbooks.py",
    BOOK_ROWS: "imports/test_workbook_marks.py",
    BOOKS: "imports/test_workbook_marks.py",
    READING: "imports/test_workbook_marks.py",
    CLAIMS: "ledger/test_claims.py",
    DELIVERIES: "ledger",
    IMPORTS: "ledger/test_imports.py",
    CONTACTS: "ledger/test_contacts.py",
    CHAINS: "ledger/test_chains.py",
    LISTING: "ledger/test_listing.py",
    DAYS: "ledger/test_listing.py",
    RECORDS: "ledger",
    KEY_CHECK: "ledger/test_key_check.py",
    FORMS: "ledger/test_forms.py",
    FORM_RECORD: "ledger/test_forms.py",
    FORM_WATCH: "creation/test_form_watch.py",
    UNREAD: "mapping/test_unread_questions.py",
    RECOGNITION: "ledger/test_claims.py",
    RELATION: "identity/test_relation.py",
    SEALING: "identity/test_sealing.py",
    CREATION: "creation/test_creation.py",
    FRESH_CLAIM: "creation/test_creation.py",
    UPDATES: "creation/test_pending_settings.py",
    COMPLETION: "creation/test_completion.py",
    FIELDS: "creation/test_completion.py",
    UPDATE_LEASES: "creation/test_completion.py",
    POLICY: "creation/test_failure_policy.py",
    PROCESSING: "creation/test_worker.py",
    WORKER: "creation/test_worker.py",
    INTAKE: "creation/test_intake.py",
    CROWD: "creation/test_intake.py",
    LIMITS: "ledger/test_limits.py",
    PAUSES: "ledger/test_pauses.py",
    PAUSE_RECORD: "ledger/test_pauses.py",
    CUSTOMER: "mapping/test_unmapped.py",
    UNMAPPED: "mapping/test_unmapped.py",
    **dict.fromkeys((PACER_ITEM, WINNING, WRITTEN, LAST_GRANT, LEADING, LEAD, GRANTS, SLOWING), "pacing"),
    DOOR: "pacing/test_door.py",
    SPACING: "pacing/test_spacing.py",
    PACER_RECORD: "pacing/test_spacing.py",
    IN_FLIGHT: "look_up/test_in_flight.py",
    CORRECTIONS: "operations/test_corrections.py",
    DEAD_LETTERS: "operations/test_dead_letters.py",
    REFUSED: "operations/test_refused.py",
    KEEPING: "sources/test_keeping.py",
    RECEIVER: "test_receiving.py",
    REFUSALS: "ledger/test_refusals.py",
    BACKOFF: "model/test_backoff.py",
    OUTAGES: "ledger/test_outages.py",
    OUTAGE_RECORD: "ledger/test_outages.py",
    COUNTING: "sources/test_counting.py",
    KEEPER: "operations/test_keeping.py",
    WALK: "operations/test_keeping.py",
    CARE: "operations/test_keeping.py",
    KEPT_QUEUES: "operations/test_keeping.py",
    LETTER: "operations/test_keeping.py",
    STORED_SECRET: "aws/test_stored_secret.py",
    SOURCE_SECRETS: "operations/test_source_secrets.py",
}
"""Module → its tests, below tests/unit."""


def _always(name: str, module: str, condition: str) -> Safeguard:
    """The condition at the end of a string holds always."""
    return Safeguard(name, module, f'{condition}"', f'{condition}{ALWAYS}"')


def _never(name: str, module: str, condition: str) -> Safeguard:
    """The check is never true."""
    return Safeguard(name, module, condition, "if False:")


def _gone(name: str, module: str, statement: str) -> Safeguard:
    return Safeguard(name, module, statement, "pass")


_WHOLE_TEXT = "self._parts.append(text)"
_YES = "if True:"
_LEFT = "                self._leaving = None\n"
_SEND = "        self.dead_letters.send(body, attributes)\n"
_RECORD = (
    "        if delivery.id:\n            self.processor.describer.describe_unread(delivery)\n"
    "            self.deliveries.reject(delivery, failure)\n"
)
_REPLAY = "            self._customers.send(message, without_death(letter.message.attributes))\n"
_DELETE = "            self.delete(letter.message)\n"
_COPY = (
    "        self._sent.add(self.queue.copies.send(message.body, attributes))\n"
    "        self._keep(described.id, message.body, dead_at)\n"
)
_RELEASE = "        self._customers.send_all(new)\n"
_FORGET = _DELETE.replace("    ", "", 1).replace("letter.", "refused.")
_KEEPING_FAILED = "except Exception as error:  # whatever"
_COUNTING_FAILED = "except Exception as error:\n            _log.warning"
_FAILED_OTHERWISE = "except MemoryError as error:\n            _log.warning"
_WRITTEN_FIRST = "        self._refusals.add(source, self._unwritten[source])\n"
_DROPPED_FIRST = "        self._refusals.add(source, self._unwritten.pop(source))\n"
_ANEW = "return Allowance(1_200, 300, now)"
_OWN_MODEL = "return _botocore_data().load_service_model(service_name, type_name, api_version)"
_OLD = "        self.queue.walk.delete(message)\n"
_DIGEST = 'hashlib.sha256(body.encode(errors="surrogatepass")).digest()'
_LOGGED = "        self.log(self.queue.announcement, **described.facts)\n"
_MARKED = "        self._replace(described, message, self.clock.time(), described.facts)\n"
_BEGIN = "self.deliveries.begin_update(self.brought.delivery, tried)"
_REJECTED = "return record.status == 'rejected' or record.final or"
_ALL = "for pk in record.customers"
_FULL = "contacts[who.delivery_key] = records.get(who.delivery_key, ContactRecord())"
_SHARED = "with_shared(frozenset())"
_CLEAR = "#asker = :asker AND attribute_not_exists(#waiting)"

SAFEGUARDS = (
    # Claims on customers
    _always("a contact is nobody's yet", CONTACTS, "attribute_not_exists(pk)"),
    _always("a contact is as it was read", CONTACTS, "#version = :read"),
    _always("a contact of version 0.1 is as it was read", CONTACTS, "#customer = :before"),
    Safeguard("a gone customer is dropped", CONTACTS, "for pk in record.customers if pk in there", _ALL),
    _gone("a full contact finds the delivery again", CONTACTS, _FULL),
    Safeguard("version 0.1 may have known no contact", CONTACTS, "who.by_delivery or ", ""),
    Safeguard("a contact that was full does so, too", RECORDS, "or self.version >= MOST_CUSTOMERS - 1", ""),
    _never("nobody writes into a chain", CONTACTS, "if found.is_changing:"),
    Safeguard("a broken chain is nobody's", CONTACTS, "and each.lease <= now]", "and False]"),
    Safeguard("a chain breaks with its lease", CONTACTS, "and each.lease <= now]", "]"),
    Safeguard(
        "old keys are read consistently",
        CONTACTS,
        "list(who.old_keys))",
        "list(who.old_keys), consistent=False)",
    ),
    Safeguard(
        "old keys are read for a new customer", CONTACTS, "if who.old_keys and self", "if False and self"
    ),
    Safeguard(
        "somebody is not seen cheaply",
        CONTACTS,
        "or self._table.get_many(list(who.keys), consistent=False)",
        "",
    ),
    Safeguard("the last contact is not full", CONTACTS, "(not each[1].is_full, each[0])", "each[0]"),
    Safeguard("a key of its own", CHAINS, '"attribute_not_exists(pk)")', '"")'),
    Safeguard("a chain ends with its last contact", CHAINS, "contacts[-1].pk", "contacts[0].pk"),
    _gone("a chain that fails is ended", CHAINS, 'self.end(pk, values["token"])'),
    _gone("a broken chain is ended first", CHAINS, "self.end(each.pk, each.token)"),
    _always("ending only what was read", CHAINS, "#token = :read"),
    Safeguard(
        "an own customer is known again", CHAINS, 'if conflict.item.get("token") != values["token"]:', _YES
    ),
    Safeguard("an own contact is known again", CHAINS, "if customer not in written.customers:", _YES),
    Safeguard("a chain is of one claim", RECORDS, 'if token == item["token"] and item', "if item"),
    Safeguard("a cheap read is not repeated", CLAIMS, "if number == 1 else", "if number else"),
    _always("a customer is as it was read", CLAIMS, "#version = :read"),
    Safeguard("keeping contacts that come again", CLAIMS, "KEEP_CUSTOMER / 2", "KEEP_CUSTOMER * -1"),
    _never(
        "a similar customer is created first",
        CLAIMS,
        "if any(self._may_be_created(each, claim) for each in others):",
    ),
    Safeguard("the older request is resolved first", CLAIMS, "(is_older or claim.lost_at is None)", "True"),
    Safeguard("a lost request of others ends", CLAIMS, "customer.lost_at < _LOST_FOR_GOOD", "0 < 1"),
    Safeguard("workers that meet part again", CLAIMS, "_PAUSE * number", "0"),
    _never("a held claim keeps others out", CLAIMS, "if left > 0:"),
    _always("taking over", CLAIMS, "#token = :old"),
    _always("a claim that was taken over is lost", CLAIMS, "#token = :mine"),
    _gone("a lost request is remembered", CLAIMS, "claim.lost_at = self._clock.time()"),
    Safeguard("a dead worker may have sent", CLAIMS, "return customer.lease - LEASE / 2", "return None"),
    Safeguard("resolving only what one can find", CLAIMS, "and not _can_resolve(", "and not ("),
    Safeguard("sending within half of the lease", CLAIMS, "LEASE / 2 - 15.0", "LEASE / 2"),
    Safeguard("a claim becomes too old", CLAIMS, "claim.claimed_at > SEND_WITHIN", "claim.claimed_at > 1e9"),
    # A newer botocore
    _gone("a missing service is botocore's own", CLIENTS, _OWN_MODEL),
    _gone("a missing file is botocore's own", CLIENTS, "return _botocore_data().load_data_with_path(name)"),
    Safeguard("data that cannot be read is botocore's own", CLIENTS, "if not _DATA.is_dir():", "if True:"),
    # Rollbacks
    _never("a newer version is waited for", VERSIONS, "if isinstance(version, int) and version > VERSION:"),
    Safeguard(
        "a newer word is waited for", VERSIONS, "except ValueError as error:", "except KeyError as error:"
    ),
    Safeguard("a newer version costs no attempt", VERSIONS, ", retry_after=WAIT", ""),
    _never(
        "a newer step is requeued",
        IMPORT_WORKER,
        "if failure.reason is Reason.NEWER_VERSION and message.receives >= REQUEUE_AFTER_RECEIVES:",
    ),
    # What became of deliveries
    _always("a final delivery stays", DELIVERIES, "attribute_not_exists(#settled)"),
    _always("a row is counted once", DELIVERIES, "attribute_not_exists(#counted)"),
    _always("a replayed row moves once", DELIVERIES, "#counted = :before"),
    Safeguard("a dead letter begins anew", DELIVERIES, '"replay", "tries")', '"replay")'),
    # The list of deliveries
    Safeguard("a delivery lists itself", DELIVERIES, "list_of(record.received_at) if record", "'' if record"),
    Safeguard(
        "a rejection is in the list",
        DELIVERIES,
        '(*_LISTED, "replay", "tries")',
        '(*_OUTCOME, "replay", "tries")',
    ),
    Safeguard("a wait is in the list", DELIVERIES, '(*_LISTED, "replay", "b', '(*_OUTCOME, "replay", "b'),
    Safeguard("a batch is listed", DELIVERIES, "if finished:", "if False:"),
    Safeguard(
        "another worker's outcome is listed",
        DELIVERIES,
        "self.ensure_listed(delivery.id, self.find(delivery.id))",
        "pass",
    ),
    Safeguard(
        "only what is final is listed for another worker",
        DELIVERIES,
        "if record.final and listed",
        "if listed",
    ),
    Safeguard("a batch that is not listed comes back", WORKER, "else keep_all(event)", "else kept"),
    _gone(
        "a worker that died is made up for", PROCESSING, "self.deliveries.ensure_listed(delivery.id, record)"
    ),
    # Searching for a person
    Safeguard("a delivery has everything that is looked for", SEARCH_KEYS, "held.issuperset(", "held & set("),
    Safeguard("nothing is looked for that is nothing", SEARCH_KEYS, "filter(None, groups)", "groups"),
    Safeguard("an address is no name", SEARCH_KEYS, 'if "@" in text:', "if False:"),
    Safeguard("two of one person look different", SEARCH_KEYS, "sealer.under(delivery)", 'sealer.under("")'),
    Safeguard("who is not the customer is found", SEARCH_KEYS, "*(each.userName for each in shares)", "*()"),
    Safeguard("a planned row's number is found", SEARCH_KEYS, "if text == sealed:", "if False:"),
    Safeguard(
        "nobody's address is found",
        SEARCH_KEYS,
        "contacts import address_key",
        "contacts import email as address_key",
    ),
    Safeguard(
        "what was known of a person stays",
        DELIVERIES,
        'if search_keys := self._search_keys.get(delivery):\n            values["search_keys"] = search_keys',
        'values["search_keys"] = self._search_keys.get(delivery, "")',
    ),
    Safeguard(
        "a customer of a batch is found",
        DELIVERIES,
        'search_keys = self._search_keys.get(delivery.id, "")',
        'search_keys = ""',
    ),
    Safeguard(
        "what cannot be read is found by its addresses",
        DESCRIBING,
        "keys = self.creation.search_keys_in(delivery.id, delivery.body)",
        'keys = ""',
    ),
    Safeguard(
        "what was read once is not forgotten",
        DESCRIBING,
        "if not self.deliveries.is_described(delivery.id):",
        "if True:",
    ),
    Safeguard(
        "what is rejected is found", DESCRIBING, "            if judged.mapped:", "            if False:"
    ),
    Safeguard("an entry is as short as it can be", LISTING, "{to_short(self.id)}", "{self.id}"),
    Safeguard("a delivery is counted once", LISTING, "and each.id not in seen", ""),
    Safeguard(
        "the days of a batch are apart", LISTING, "setdefault(list_of(each.received_at)", "setdefault(''"
    ),
    Safeguard("clocks that are ahead", DAYS, "UTC) + timedelta(days=1)", "UTC)"),
    Safeguard(
        "a copy discards no later replay",
        DELIVERIES,
        "if self.find(delivery.id).replay <= delivery.replay:",
        "if True:",
    ),
    Safeguard(
        "a discarded letter counts as such",
        DEAD_LETTERS,
        "if letter.delivery is not None:\n            self",
        "if False:\n            self",
    ),
    Safeguard(
        "the version before knows the status",
        RECORDS,
        "_STORED.get(self.status, self.status).value",
        "self.status.value",
    ),
    # Changes of forms
    Safeguard("one worker tells", FORMS, '"#version = :read"', f'"#version = :read{ALWAYS}"'),
    Safeguard("one worker begins", FORMS, '"attribute_not_exists(pk)"', '""'),
    _never("a delivery is compared once", FORMS, "if record.delivery == seen.delivery:"),
    Safeguard("a known form is not written", FORMS, "if after == record and", "if False and"),
    Safeguard("a form is kept while it is used", FORMS, "and record.expires > now + KEEP_FORM / 2", ""),
    Safeguard("few questions", FORM_RECORD, "not in self.unread)[:room]", "not in self.unread)"),
    Safeguard("the first delivery tells nothing", FORM_RECORD, "new if self.delivery else ()", "new"),
    Safeguard("an optional field stays one", FORM_RECORD, "in (_OPTIONAL, _EXPECTED)", "in (_EXPECTED,)"),
    Safeguard("a correction is no answer", FORM_WATCH, " or delivery.corrections:", ":"),
    _never("a question without digits", UNREAD, "if len(_DIGIT.findall(question)) > _MOST_DIGITS:"),
    _never("no e-mail address", UNREAD, 'if "@" in question:'),
    # Imports
    Safeguard("a later step wins", IMPORTS, '"#step < :', '"attribute_not_exists(#nothing) OR #step < :'),
    Safeguard(
        "a file is one import", IMPORTS, "attribute_not_exists(#phase)", "attribute_not_exists(#nothing)"
    ),
    Safeguard("a failed import begins anew", IMPORTS, "OR #phase = :failed", "OR #nothing = :failed"),
    # Who is the same customer
    Safeguard("its own claim is found again", RECOGNITION, "if delivery in each.claimants", "if False"),
    Safeguard(
        "what several have is nobody's own", RECOGNITION, "with_shared(found.shared_by(SEVERAL))", _SHARED
    ),
    Safeguard(
        "two numbers are two customers", RELATION, "!= number for sort, number", "!= sort for sort, number"
    ),
    Safeguard("one that fits", RELATION, "if len(fitting) == 1 else None", "if fitting else None"),
    Safeguard(
        "a name alone is no evidence",
        RELATION,
        "if not self.common:\n            return False",
        "if False:\n            return False",
    ),
    Safeguard("a name is sealed under its customer", SEALING, "{customer}:{kind}:{value}", "{kind}:{value}"),
    Safeguard("few keys", SEALING, "[: MOST_KEYS - len(set(numbers.values()))]", ""),
    _never("the ledger's own key", KEY_CHECK, "if self._stored_seal() != self._seal:"),
    Safeguard("the first key stays", KEY_CHECK, '"attribute_not_exists(pk)"', '""'),
    Safeguard("adopting no record of another", CREATION, "if each.id not in others", "if True"),
    # Creation
    Safeguard(
        "adopting no namesake",
        CREATION,
        "and set(theirs.keys) <= set(self.who.keys)",
        "",
    ),
    Safeguard(
        "the oldest that a lost request may have made",
        CREATION,
        "return min(ours, key",
        "return max(ours, key",
    ),
    Safeguard("adopting no old namesake", CREATION, "created > self.claim.since - CLOCKS_APART", "True"),
    _never("an absence too soon proves nothing", CREATION, "if wait > 0:"),
    Safeguard("waiting for both delays", CREATION, "RESOLVE_AFTER = LATE + LAG", "RESOLVE_AFTER = LATE"),
    _gone("a lost request is looked for", CREATION, "found = found or self._find()"),
    Safeguard("a lost answer is written down", CREATION, "and failure.unknown:", "and False:"),
    _never("the last attempt sends nothing", CREATION, "if self.order.last:"),
    _never("three refusals are enough", CREATION, "if self.claim.refusals >= REFUSALS:"),
    _gone(
        "the customer before its update",
        UPDATES,
        "deliveries.await_update(delivery, outcome, completing)",
    ),
    Safeguard("a passing refusal is not final", UPDATES, "attempt >= REFUSALS", "attempt >= 1"),
    # Completing a known customer
    _always("one worker updates a customer", UPDATE_LEASES, "OR #lease < :now"),
    _always("ending only one's own lease", UPDATE_LEASES, "#token = :mine"),
    Safeguard("a lost update may come late", COMPLETION, "and failure.unknown:", "and False:"),
    _gone("fields before their update", COMPLETION, _BEGIN),
    Safeguard("a message is added once", FIELDS, "if _has_lines(stored, entry):", "if False:"),
    _never("no text is cut", FIELDS, "if len(notes) > MOST_NOTES:"),
    Safeguard("a person's entry stays", FIELDS, "elif comparison.is_empty or", "elif True or"),
    _never("a part of an address completes nothing", FIELDS, "if _lacks_part(ours):"),
    _never("sending under a young claim only", FRESH_CLAIM, "if self.claims.is_stale(self.claim):"),
    # The worker
    Safeguard("dead-lettering before recording", WORKER, _SEND + _RECORD, _RECORD + _SEND),
    Safeguard("resolving before giving up", WORKER, "if not failure.unknown:", "if True:"),
    Safeguard("requeueing", WORKER, "if decision.requeue or is_in_the_way", "if is_in_the_way"),
    Safeguard("webhooks before rows", WORKER, "not arrival.is_webhook,", "arrival.is_webhook,"),
    _gone("notes hide personal numbers", CUSTOMER, "mask_personal_numbers(draft)"),
    _never("hidden fields are no notes", UNMAPPED, "if not submission.hidden.keys().isdisjoint(said.names):"),
    Safeguard("a rejection is not final", PROCESSING, "return record.final or", _REJECTED),
    Safeguard("no copy overtakes a correction", PROCESSING, "record.replay > delivery.replay", "False"),
    Safeguard(
        "requeue before SQS ends waiting: receives",
        POLICY,
        "receives >= REQUEUE_AFTER_RECEIVES or",
        "False or",
    ),
    Safeguard("requeue before SQS ends waiting: age", POLICY, "REQUEUE_AFTER = 7 *", "REQUEUE_AFTER = 14 *"),
    Safeguard("both attempts and age", POLICY, "ENOUGH_ATTEMPTS and age", "ENOUGH_ATTEMPTS or age"),
    # Limits and pauses of sources
    _always("a full window admits nobody else", LIMITS, "size(#ids) < :limit"),
    Safeguard("a delivery is counted once", LIMITS, "OR contains(#ids, :id) ", ""),
    _always("a pause is as it was read", PAUSES, "#version = :read"),
    _never("what waited is not counted", PAUSE_RECORD, "if received_at < self.lifted_at:"),
    Safeguard(
        "counting anew after a pause",
        PAUSE_RECORD,
        "max(received_at // HOUR * HOUR, self.lifted_at)",
        "received_at // HOUR * HOUR",
    ),
    _never("a paused source waits", INTAKE, "if pause.is_paused and not self._came_before(pause, delivery):"),
    _never("an operator's pause holds for all", INTAKE, "if pause.cause is not PauseCause.LIMIT:"),
    _never("before the flood nobody waits", INTAKE, "if delivery.received_at < pause.begin:"),
    Safeguard("what was worked on is not discarded", INTAKE, " or _was_worked_on(record):", ":"),
    Safeguard(
        "what was admitted is not discarded",
        INTAKE,
        "return not self.limits.was_admitted(Window(delivery.source, discard.begin), delivery.id)",
        "return True",
    ),
    Safeguard("room for hidden messages", CROWD, "return self._hidden >= MOST_HIDDEN", "return False"),
    # The pacer
    _always("one request in each slot", PACER_ITEM, "#v = :old"),
    Safeguard("a write whose response was lost", PACER_ITEM, 'item.get("id") != values["id"]', "True"),
    Safeguard("another's write is not ours", PACER_ITEM, 'item.get("id") != values["id"]', "False"),
    Safeguard("a lead gets new numbers", PACER_ITEM, "bool(self.more) or self.leads", "False"),
    Safeguard("a late request counts from when it left", PACER_ITEM, "v == self._ours and", "False and"),
    Safeguard("overtaking no lane ahead", WINNING, "condition=line.nobody_came()", 'condition=""'),
    Safeguard("nobody overtakes those who wait", WINNING, "line.must_announce or", ""),
    Safeguard("a gift that is seen late is not used", WINNING, "leaves > until", "False"),
    Safeguard("a gift is used by its owner", WINNING, "gift.ticket != line.ticket", "False"),
    Safeguard("winning a late grant again", WRITTEN, ">= LATE:", ">= LATE + 1e9:"),
    _gone("no request leaves before its slot", WRITTEN, "sleep_until(spacing.leaves, clock)"),
    _never("a leader that was overtaken", LEADING, "if seen.v != lead.v:"),
    Safeguard("the leader looks", LEADING, "seen = self._item.look()", "seen = self._item.last()"),
    Safeguard("the lease ends", LEADING, "or leaves + NEAR_END > lead.until", ""),
    Safeguard("the last one ends the lead", LEADING, "if sum(waiting.values()) > 1 else {}", ""),
    Safeguard("a look-up gets a gift", LEADING, "ahead[0] is Lane.LOOK_UP", "False"),
    Safeguard("an import ends for a webhook", LEADING, "{} if ahead else waiting", "waiting"),
    Safeguard("a gift counts to its end", LEADING, "self._clock.monotonic() + gift.until", "0.0"),
    _gone("a lead ends with its invocation", GRANTS, "self.leader.end()"),
    Safeguard("a late leader counts from when it left", LEAD, "max(left, self.lefts[0])", "self.lefts[0]"),
    Safeguard("stale news", LAST_GRANT, "and began < self._looked:", "and False:"),
    Safeguard("a gift counts from its first sight", LAST_GRANT, "max(left, now + record.gift.until)", "left"),
    Safeguard("a 429 halves the rate", SLOWING, "(rate / 2, 1.0)", "(1e9, 1.0)"),
    Safeguard("only a lone 429 slows little", SLOWING, "if is_lone else", "if True else"),
    Safeguard("another integration gets a slot", SLOWING, "(_LONE_FACTOR * rate, 1 / rate)", "(rate, 0.0)"),
    Safeguard("counting together", SPACING, "(len(ages) + 1) * gap - ages[-1]", "0.0"),
    Safeguard("a least gap", SPACING, "max(least * gap,", "max(0.0,"),
    Safeguard("a leader counts to its end", SPACING, "if self.until else self", "if False else self"),
    Safeguard("the version before counts together", SPACING, "max(extra, number * gap - age)", "extra"),
    Safeguard("the version before is near", PACER_RECORD, "OLD_GAP / rate", "1.0"),
    Safeguard("a slow-down follows at once", PACER_RECORD, "0.0 if self.slowed == self.v else ", ""),
    Safeguard("the version before pauses", PACER_RECORD, "(OLD_LATE, self.pause)", "(OLD_LATE, 0.0)"),
    Safeguard("a lead at another rate", PACER_RECORD, "if is_old else (self.after, self.rest)", ""),
    _never(
        "a clock that stood still",
        LAST_GRANT,
        "if self._is_new(record) and record.tick + apart < self._looked - STOOD_STILL:",
    ),
    Safeguard("lanes in order", DOOR, "(_LANES.index(self.lane), self.number)", "(0, self.number)"),
    Safeguard("one at a time", DOOR, "if self._leaving is None:", "if True:"),
    Safeguard("a cap on the unanswered", DOOR, ">= MOST_UNANSWERED", ">= 1e9"),
    Safeguard("nobody waits for what may leave no more", DOOR, "self._leaves_until + UNHEARD", "1e12"),
    Safeguard("who leaves wakes the next", DOOR, f"{_LEFT}        self._wake(self._waiting[:1])\n", _LEFT),
    # Look-ups that share a request
    _always("one caller asks", IN_FLIGHT, "OR #until < :now"),
    Safeguard("replacing a dead asker", IN_FLIGHT, "OR #until < :now", "OR #nothing < :now"),
    Safeguard("a response for those who wait", IN_FLIGHT, " AND attribute_not_exists(#waiting)", ""),
    Safeguard("only the asker clears", IN_FLIGHT, _CLEAR, f"{_CLEAR} OR attribute_not_exists(#waiting)"),
    _always("only the asker answers", IN_FLIGHT, 'values, "#asker = :me'),
    _always("only the asker ends without a response", IN_FLIGHT, '}, "#asker = :me'),
    Safeguard(
        "waiting for one asker", IN_FLIGHT, ':asker")\n        except', f':asker{ALWAYS}")\n        except'
    ),
    Safeguard("the asker changed", IN_FLIGHT, " != asker or ", " != asker and False or "),
    _always("leaving", IN_FLIGHT, '"DELETE #waiting :me", values, "#asker = :asker'),
    _gone("the last to leave clears", IN_FLIGHT, "self._clear(asker)"),
    # Rows of files
    Safeguard("a defect while a row is read", PLANNER, "self._read_or_report(row", "self._read(row"),
    Safeguard("a defect while a row is decided", PLANNER, "return self._reported(read.row, error)", "raise"),
    Safeguard(
        "a failure that is no row's",
        PLANNER,
        "(Unavailable, Unreadable, OSError, sqlite3.Error)",
        "()",
    ),
    # Steps that plan a file
    _never("a file that stands still is given up", PLAN_FILE, "if idle >= MOST_IDLE:"),
    Safeguard("a new chunk is progress", PLAN_FILE, ", idle=0)", ")"),
    _gone("reading goes on at a mark", PLAN_FILE, "work.reading.remember(batch, plan.rows + 1)"),
    Safeguard("no memory of another format", MEMORY, "if format_ == FORMAT and", "if"),
    Safeguard("no memory of a later run", MEMORY, "chunks <= most", "True"),
    # The first look at a file
    _never("a file that S3 does not send", NEW_FILE, "if seconds_left() < NEEDED:"),
    _never("the end of a file that is too large", NEW_FILE, "if size > formats.LARGEST:"),
    # Rows that are larger than any customer
    Safeguard("the size of a row", ROWS, "sum(map(_size, filled)) <= LARGEST_ROW", "True"),
    Safeguard("the number of a row's cells", ROWS, "len(filled) <= MOST_CELLS", "True"),
    Safeguard("values within a cell", ROWS, "+ _NESTED *", "+ 0 *"),
    _never("a record without an end", CSV_RECORDS, "if length > LONGEST_LINE:"),
    Safeguard("phones without an end", VCARDS, " and len(before) < LONGEST", ""),
    # Workbooks
    Safeguard("a row's height is not kept", SHEET_XML, '{"r": attributes["r"]} if "r" in', "attributes if"),
    Safeguard("what has no end", SHEET_XML, "        parser.check_size()\n", ""),
    _gone("no entities", BOOK_PARTS, "parser.StartDoctypeDeclHandler = _refuse_entities"),
    _gone("no entities in parts that are read whole", BOOK_PARTS, "parser_of_xml().Parse(content, True)"),
    Safeguard(
        "a table of contents", BOOK_PARTS, "super().__init__(_Bounded(file))", "super().__init__(file)"
    ),
    Safeguard("ways of packing", BOOK_PARTS, "part.compress_type not in", "() and part.compress_type not in"),
    _never("elements of texts", BOOK_TEXTS, "if self._elements > workbook_parts.MOST_ELEMENTS:"),
    Safeguard("the end of a long text", BOOK_TEXTS, "self._parts.append(text[: self._left])", _WHOLE_TEXT),
    Safeguard("a number that a row does not have", BOOK_ROWS, "parser.row_counter = line", "pass"),
    Safeguard("what came before counts", BOOKS, "archive.counts = place.counts", "pass"),
    Safeguard("no mark before other sheets", BOOKS, "record._replace(place=None)", "record"),
    Safeguard("the version before begins with row 1", READING, "number, mark = 1,", "number, mark = number,"),
    # Dead letters
    Safeguard("a correction is never left out", CORRECTIONS, "if _leaves_out(warning, corrected) or", "if"),
    Safeguard("a rejection that remains", CORRECTIONS, "(is_strict and cannot_be_used(warning))", "False"),
    _never("an unknown field", CORRECTIONS, "if field not in KNOWN_FIELDS:"),
    Safeguard("a value that says nothing", CORRECTIONS, "elif says_nothing(", "elif False and ("),
    Safeguard(
        "a corrected body can be checked",
        CORRECTIONS,
        "if failure := problem_of(delivery, source):",
        "if False:",
    ),
    Safeguard(
        "a corrected body is what is checked", CORRECTIONS, "delivery = replace(delivery, body=body)", "pass"
    ),
    Safeguard(
        "a corrected body is what is sent", DEAD_LETTERS, "dict(corrections), body)", "dict(corrections))"
    ),
    Safeguard(
        "who replays is written down",
        DEAD_LETTERS,
        "            self._deliveries.note_replay(letter.id, self._who())\n",
        "",
    ),
    Safeguard(
        "who discards is written down",
        DEAD_LETTERS,
        "discard_letter(letter.delivery, self._who())",
        "discard_letter(letter.delivery)",
    ),
    Safeguard("replaying before discarding", DEAD_LETTERS, _REPLAY, _DELETE + _REPLAY),
    # Refused deliveries
    _gone("verifying before a release", REFUSED, "verify(delivery.request, source, secrets)"),
    _never("releasing only what verifies", REFUSED, "if not refused.messages:"),
    Safeguard("releasing before deleting", REFUSED, _RELEASE, _FORGET + _RELEASE),
    Safeguard("today's sources", REFUSED, "if source is None:", "if False:"),
    Safeguard("no room for what has no proof", KEEPING, 'return "header" in', 'return True or "header" in'),
    _never("a part of a flood", KEEPING, "if not self._can_afford(request, source):"),
    Safeguard("room for another address", KEEPING, "(source, network(address))", '(source, "")'),
    Safeguard("a limit for many addresses", KEEPING, "return self._sources[source]", _ANEW),
    Safeguard("a flood slows down", KEEPING, "// CROWDED", "// 10**9"),
    Safeguard(
        "keeping never changes the response", RECEIVER, _KEEPING_FAILED, "except MemoryError as error:  #"
    ),
    Safeguard("counting never changes the response", RECEIVER, _COUNTING_FAILED, _FAILED_OTHERWISE),
    Safeguard("what verified is not counted", RECEIVER, "if reason is not Reason.QUEUE_UNAVAILABLE:", _YES),
    Safeguard("a flood costs few writes", COUNTING, "or not self._writes.covers(1, now)", ""),
    Safeguard("a ledger that fails is left alone", COUNTING, "now - self._failed_at < REST or", ""),
    Safeguard("what a flood brought is counted later", COUNTING, "self._unwritten[source])", "1)"),
    Safeguard("what could not be written is kept", COUNTING, _WRITTEN_FIRST, _DROPPED_FIRST),
    Safeguard("counts are added up", REFUSALS, " ADD #count :count", ", #count = :count"),
    _never(
        "unknown sources are not kept", RECEIVER, "if endpoint is None or not endpoint.is_delivery(request):"
    ),
    # Outages of Seven Time
    _never("only what every delivery meets is an outage", OUTAGES, "if reason not in OF_SEVEN_TIME:"),
    Safeguard("one write a minute", OUTAGES, "if self._is_due():", _YES),
    Safeguard(
        "another outage at once",
        OUTAGES,
        "NOTED_EVERY if self._pauses.outage() else ANOTHER_AFTER",
        "NOTED_EVERY",
    ),
    Safeguard("an outage begins once", OUTAGES, "if_not_exists(#outage_since, :now)", ":now"),
    Safeguard(
        "a later failure of its own", OUTAGES, "max(outage.noted_at, self._failed_at)", "outage.noted_at"
    ),
    _always("a later failure elsewhere", OUTAGES, "#outage_noted_at < :succeeded_at"),
    Safeguard("noting never fails a delivery", OUTAGES, "with suppress(Unavailable):", _YES),
    Safeguard("ending never fails a batch", OUTAGES, "suppress(Unavailable, Conflict)", "suppress(Conflict)"),
    Safeguard("an old outage is forgotten", OUTAGE_RECORD, "now - self.noted_at < QUIET_AFTER and", ""),
    Safeguard("a moment without slots is none", OUTAGE_RECORD, "_SHORTEST.get(self.reason, 0.0)", "0.0"),
    _gone("a failure is noted", WORKER, "self.outages.failed(failure.reason)"),
    _gone("a success is noted", WORKER, "self.outages.end_batch()"),
    Safeguard("no wait beyond six hours", BACKOFF, "20), _LONGEST_TIMES)", "20), 2.0**20)"),
    # Keeping dead letters
    Safeguard("a copy before the old is deleted", KEEPER, _COPY + _OLD, _OLD + _COPY),
    Safeguard("announcing before marking", KEEPER, _LOGGED + _MARKED, _MARKED + _LOGGED),
    Safeguard("renewing before SQS deletes", CARE, "AFTER = RETENTION / 2", "AFTER = RETENTION"),
    Safeguard(
        "90 days since the first death", LETTER, "min(known.timestamp(), message.sent_at)", "message.sent_at"
    ),
    Safeguard("no end before its time", LETTER, "min(known.timestamp(), message.sent_at)", "0"),
    _never("a copy of this run is no surplus", KEEPER, "if message.id in self._sent:"),
    _never("surplus copies are deleted", KEEPER, "if self._is_surplus(described.id, message):"),
    Safeguard("a copy has the same body", KEEPER, _DIGEST, 'b""'),
    Safeguard("what cannot be read has no copies", KEEPER, 'id_ != "" and', ""),
    Safeguard("the copy that is kept longest", KEEPER, "dead_at >= int(first_at(message))", "dead_at > 0"),
    Safeguard(
        "one failure is not everybody's",
        KEEPER,
        "except Unavailable as failure:",
        "except KeyError as failure:",
    ),
    _never("what told of an earlier death", WALK, 'if "DeadLetterQueueSourceArn" in message["Attributes"]:'),
    Safeguard("hidden for longer than a run", KEPT_QUEUES, "HOLD = 90", "HOLD = 0"),
    Safeguard(
        "what was opened before the slot sends",
        TLS,
        "super().is_connected or (",
        "super().is_connected and (",
    ),
    Safeguard("what was closed sends nothing", TLS, "connection.recv(1)", "raise ssl.SSLWantReadError"),
    _gone("asking right before the first byte", LEAVING, "watcher().still_mine()"),
    _gone("telling after the last byte", LEAVING, "watcher().sent()"),
    _gone("a request that is over counts no more", CLIENT, "self._pace.answered()"),
    Safeguard("a batch at the same time", QUEUE, "ThreadPoolExecutor(MOST_AT_ONCE,", "ThreadPoolExecutor(1,"),
    Safeguard("one thread ends no other", QUEUE, "error is None and call.result()", "call.result()"),
    Safeguard("a batch ends with its last thread", QUEUE, "[_answer(call) for", "[call.done() for"),
    Safeguard("a pace for each message", CLIENT, "client = copy(self)", "client = self"),
    Safeguard("a thread has what it has opened", KEPT, "self._take_opened() or super()", "super()"),
    Safeguard("threads share the certificates", TLS, "with _reading:", "if True:"),
    Safeguard("what is not needed is given back", KEPT, "if connection := self._take_opened():", "if False:"),
    Safeguard("what idled for too long sends nothing", KEPT, "if idle > MAX_IDLE_SECONDS or", "if"),
    Safeguard("a process starts whatever fails", WARM_UP, "with suppress(Exception):", "if True:"),
    Safeguard(
        "a secret is prepared before it is current",
        STORED_SECRET,
        "VersionStages=[_PREPARED]",
        "VersionStages=[_CURRENT]",
    ),
    Safeguard(
        "a secret replaces only the one it was made of",
        STORED_SECRET,
        '{"RemoveFromVersionId": instead_of}',
        '{"RemoveFromVersionId": self.version()}',
    ),
    Safeguard("the secrets of others stay", SOURCE_SECRETS, "entries | {source:", "{source:"),
    Safeguard(
        "what cannot be read is not written over",
        SOURCE_SECRETS,
        'raise Rejected(Reason.SECRETS_MALFORMED, "What is stored is no JSON object")',
        "return {}",
    ),
    Safeguard("an old secret that stays is accepted", SOURCE_SECRETS, "others if keep_old else ()", "()"),
)
