"""Saved connections: what a profile holds, the file they are kept in, and their passwords in the keyring."""
