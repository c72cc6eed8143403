"""Rules over streams of service-use events. Knows no Django and no database."""
