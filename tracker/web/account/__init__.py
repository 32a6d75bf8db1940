"""My account: password, language."""
