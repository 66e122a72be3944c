"""Hospitals' standard charge files: read in a stream, to observations of our codes."""
