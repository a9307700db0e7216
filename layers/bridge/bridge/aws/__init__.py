"""AWS as the bridge uses it: clients, DynamoDB tables, SQS queues and the Client-Secret."""
