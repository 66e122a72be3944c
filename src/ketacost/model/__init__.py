"""Numbers and codes: a scenario and a PriceBook to ledgers. No sentence stands here."""
