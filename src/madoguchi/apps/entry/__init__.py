"""Help while something is typed: characters that no key gives, towns by their postal code. Stores nothing, knows nobody."""
