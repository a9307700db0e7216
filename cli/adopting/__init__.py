"""Take a ledger, its key and the bucket of imports into a stack (docs/recovery.md)."""
