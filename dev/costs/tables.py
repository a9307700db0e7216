"""The tables of docs/cost.md."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bridge.model.source import Existing
from dev.costs import elsewhere, files, floods, idle, webhooks
from dev.costs.counted import KINDS, KNOWN, count
from dev.costs.prices import MILLION, Prices, sources
from dev.costs.webhooks import Webhook, When

Lines = list[str]

ROWS, BUDGET = 10_000, 4.0


def markdown(lines: Iterable[Sequence[str]]) -> Lines:
    """Return the lines of a Markdown table; the first one is its head."""
    head, *rest = lines
    rule = ["---"] * len(head)
    return [f"| {' | '.join(line)} |" for line in (head, rule, *rest)]


def price_list(prices: Prices) -> Lines:
    """What one unit costs, and where that was read."""
    lines = [["", "what", "unit", "dollars", "read in"]]
    for each in sources():
        dollars = f"{getattr(prices, each.letter):.10f}".rstrip("0").rstrip(".")
        lines.append([f"*{each.letter}*", f"[{each.what}]({each.page})", each.unit, dollars, each.read])
    return markdown(lines)


def counts(_prices: Prices) -> Lines:
    """What was counted for each kind of webhook."""
    head = ["", "requests, API 1; 2", "ledger W, R", "pauses R", "pacer W, R, alone", "bytes for two years"]
    lines = [head]
    for name, kind, existing in _kinds():
        first, second = (count(kind, existing, version) for version in "12")
        requests = f"{first.requests}; {second.requests}"
        ledger = f"{second.ledger_writes}, {second.ledger_reads:g}"
        pauses, pacer = f"{second.pause_reads:g}", f"{second.pacer_writes}, {second.pacer_reads:g}"
        lines.append([name, requests, ledger, pauses, pacer, f"{second.customer_bytes:,}"])
    return markdown(lines)


def million_by_purpose(prices: Prices) -> Lines:
    """A million persons, `look_up`: what each service costs."""
    counted = count("person")
    columns = [webhooks.parts(prices, Webhook(counted, when)) for when in When]
    lines = [["dollars", *When]]
    lines += [[name, *(f"{column[name]:.2f}" for column in columns)] for name in columns[0]]
    lines.append(["**together**", *(f"**{sum(column.values()):.2f}**" for column in columns)])
    lines.append(["kept for two years", *[f"{webhooks.kept(prices, counted):.2f}"] * len(columns)])
    return markdown(lines)


def million_by_kind(prices: Prices) -> Lines:
    """A million webhooks of each kind."""
    lines = [["dollars", *When, "kept for two years"]]
    for name, kind, existing in _kinds():
        counted = count(kind, existing)
        totals = [f"{webhooks.total(prices, Webhook(counted, when)):.2f}" for when in When]
        lines.append([name, *totals, f"{webhooks.kept(prices, counted):.2f}"])
    return markdown(lines)


def _kinds() -> list[tuple[str, str, Existing]]:
    shown = [(f"{kind}, `{existing}`", kind, existing) for existing in Existing for kind in KINDS]
    return [*shown, (KNOWN, KNOWN, Existing.LOOK_UP)]


def idle_month(prices: Prices) -> Lines:
    """A month without a webhook."""
    counts = idle.of_this_stack()
    bill = list(idle.lines(prices, counts))
    sums = [sum(line.price for line in bill), sum(line.with_free for line in bill)]
    lines = [["dollars a month", "list price", "with what is always free"]]
    lines += [_billed(line) for line in bill]
    lines.append(["**together**", *(f"**{each:.2f}**" for each in sums)])
    lines += [_billed(line) for line in idle.options(prices, idle.with_every_option())]
    return markdown([*lines, _billed(idle.own_metrics(prices, counts))])


def _billed(line: idle.Line) -> list[str]:
    return [line.what, f"{line.price:.2f}", f"{line.with_free:.2f}"]


def flood(prices: Prices) -> Lines:
    """Requests that create nobody."""
    costs = {
        "a million forgeries that are answered 401": floods.refused(prices),
        "the same, each also sent to a queue and taken out again": floods.queued(prices),
        f"{floods.WAITING:,} deliveries of a paused source, waiting for a day": floods.held(prices),
        "a million requests beyond the API's rate, answered 429 by API Gateway": floods.at_the_gateway(
            prices
        ),
    }
    return markdown(
        [["what comes", "dollars"], *([name, f"{dollars:.2f}"] for name, dollars in costs.items())]
    )


def levers(prices: Prices) -> Lines:
    """What a change would save of a million persons that come one at a time."""
    p, counted = prices, count("person")
    webhook = Webhook(counted, When.SPREAD)
    ledger_only = Webhook(count("person", Existing.LEDGER_ONLY), When.SPREAD)
    worker = webhook.worker_seconds * files.MEMORY * p.L * MILLION
    busy = Webhook(counted, When.BUSY).worker_seconds * files.MEMORY * p.L * MILLION
    kept = webhooks.kept(p, counted)
    savings = {
        "keep customers for one year instead of two": kept / 2,
        "no point-in-time recovery": kept * p.B / (p.B + p.D),
        "`existing: ledger_only`: customers from elsewhere are not found": webhooks.total(p, webhook)
        - webhooks.total(p, ledger_only),
        "an HTTP API (1.00 per million): no keys, no usage plans": p.A - 1.0,
        "half the memory for the worker; more while it is busy": worker / 2,
        "workers that do not wait for slots, in bursts": busy - worker,
    }
    ordered = sorted(savings.items(), key=lambda each: -each[1])
    return markdown([["lever", "dollars per million"], *([name, f"{each:.2f}"] for name, each in ordered)])


def beside_others(prices: Prices) -> Lines:
    """A month's price of the bridge and of others."""
    lines = [["a month", *(f"{each:,}" for each in elsewhere.VOLUMES), "source"]]
    lines.append(
        ["**this bridge**", *(f"${_month(prices, each):,.0f}" for each in elsewhere.VOLUMES), "above"]
    )
    return markdown([*lines, *elsewhere.rows()])


def _month(prices: Prices, number: int) -> float:
    """Return an idle month, and `number` new persons one at a time with what is kept of them."""
    counted = count("person")
    when = When.ALONE if number < 1_500 else When.SPREAD
    million = webhooks.total(prices, Webhook(counted, when)) + webhooks.kept(prices, counted)
    return sum(line.price for line in idle.lines(prices, idle.of_this_stack())) + number * million / MILLION


def file(prices: Prices, rows: int = ROWS, budget: float = BUDGET) -> Lines:
    """A file of new customers."""
    columns = [files.parts(prices, rows, each, budget) for each in files.REQUESTS.values()]
    minutes = [rows * each / budget / 60 for each in files.REQUESTS.values()]
    lines = [
        ["dollars", *(f"`{name}`" for name in files.REQUESTS)],
        ["time", *(f"{each:.0f} min" for each in minutes)],
    ]
    lines += [[name, *(f"{column[name]:.3f}" for column in columns)] for name in columns[0]]
    return markdown([*lines, ["**together**", *(f"**{sum(column.values()):.2f}**" for column in columns)]])


TABLES: Mapping[str, Callable[[Prices], Lines]] = {
    "price list": price_list,
    "counts": counts,
    "a million by purpose": million_by_purpose,
    "a million by kind": million_by_kind,
    "idle": idle_month,
    "floods": flood,
    "levers": levers,
    "file": file,
    "beside others": beside_others,
}
"""Name of the table → its lines."""
