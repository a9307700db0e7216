"""What the bridge costs on AWS, by formula, and what others would cost: the tables of docs/cost.md."""
