"""What travels through the bridge: deliveries, submissions, sources, reasons and outcomes. Pure values."""
