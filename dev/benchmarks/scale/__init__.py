"""Whether the bridge scales: a burst, many stacks in one account, and a ledger with many customers."""
