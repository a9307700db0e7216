"""The ledger in DynamoDB: claims on customers, deliveries, imports."""
