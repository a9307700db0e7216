"""AWS as the bridge uses it: clients, one DynamoDB table, SQS queues, the Client-Secret."""
