"""The way to an issuer outside and back: to sign in, show oneself again, link, or accept."""
