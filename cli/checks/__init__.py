"""The questions that are asked before a deployment and after it. Each one returns findings."""
