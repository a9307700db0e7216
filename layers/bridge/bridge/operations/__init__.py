"""What people ask about deliveries, and what they do with dead letters and paused sources."""
