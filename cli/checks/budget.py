"""What the month has cost, beside the budget of the stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.checks.deployed import Deployment
from cli.checks.findings import Finding, failure, ok, skipped, warning
from cli.languages import _

_NEAR = 0.8
"""The part of the budget at which AWS sends its first message."""


def budget(deployment: Deployment) -> Iterator[Finding]:
    """Is the budget there, and how much of it is spent?"""
    if float(deployment.parameters.get("MonthlyBudget") or 0) == 0:
        yield skipped("budget", _("none is asked for: MonthlyBudget is 0"))
        return
    budgets, [name] = deployment.client("budgets"), deployment.ids("AWS::Budgets::Budget") or [""]
    try:
        found = budgets.describe_budget(AccountId=deployment.stack.account, BudgetName=name)["Budget"]
    except budgets.exceptions.NotFoundException:
        text = _("somebody has deleted the budget {name}: nobody is told what the month costs")
        to_do = _("Deploy with MonthlyBudget=0, and then with the amount again.")
        yield failure("budget", text.format(name=name), to_do)
        return
    yield _spent(found)


def _spent(found: Mapping[str, Any]) -> Finding:
    limit = float(found["BudgetLimit"]["Amount"])
    spent = float(found.get("CalculatedSpend", {}).get("ActualSpend", {}).get("Amount", 0))
    text = _("{spent} of {limit} dollars this month").format(spent=f"{spent:.2f}", limit=f"{limit:.2f}")
    if spent <= limit * _NEAR:
        return ok("budget", text)
    to_do = _("docs/cost.md says what to expect. Cost Explorer shows which service it is.")
    return failure("budget", text, to_do) if spent > limit else warning("budget", text, to_do)
