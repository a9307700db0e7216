"""The request budget that all Lambda functions share."""
