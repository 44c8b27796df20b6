"""The OpenID Connect issuer outside: asked, and its word judged."""
