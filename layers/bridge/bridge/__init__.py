"""seventime-bridge: customers from webshops, forms and files into Seven Time, each one once."""
