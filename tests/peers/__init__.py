"""Systems outside, near enough to talk to: a real OIDC provider, and small ones of our own."""
