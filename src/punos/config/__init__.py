"""Settings from the environment, URLs, wiring and the `punos` command line. Holds no rule."""
