"""What Seven Time's simulator does wrong in a simulation."""

from dev.simulator.faults import Plan

LONGEST_DELAY = 29.0
"""Seconds by which a request is late or a list lags: just what is assumed, less what clocks are apart."""

RULES = (
    ("answer_lost_after_create", "POST"),
    ("answer_lost_before_create", "POST"),
    ("wrong_json", "POST"),
    ("error_500", None),
    ("error_503", None),
    ("error_500_message", "POST"),
    ("error_500_message", "PUT"),
    ("answer_lost_after_create", "PUT"),
    ("error_429", None),
    ("reset", None),
    ("slow", None),
    ("late", "POST"),
    ("lagging_list", "GET"),
    ("unauthorized", None),
)


def make_plan(seed, random):
    """Up to four faults, each in a share of the requests."""
    count = random.randint(0, 4)
    rules = [_rule(fault, method, random) for fault, method in random.sample(RULES, count)]
    return Plan(seed=seed, rules=rules)


def _rule(fault, method, random):
    rule = {"fault": fault, "share": random.choice((0.05, 0.2, 0.5))}
    if method:
        rule["method"] = method
    if fault in ("late", "lagging_list"):
        rule["seconds"] = random.choice((1.0, 10.0, LONGEST_DELAY))
    if fault == "slow":
        rule["seconds"] = random.choice((2.0, 9.9, 12.0, 40.0))
    if fault == "error_429" and random.random() < 0.5:
        rule["retry_after"] = 5.0
    return rule
