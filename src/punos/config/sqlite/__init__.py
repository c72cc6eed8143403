"""Django's own SQLite, whose lines to the file are kept while the program serves (`base`)."""
