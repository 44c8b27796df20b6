"""What a person changes about their own sign-in: password, codes, name, language, address."""
