"""The staff pages of a visit: start, people, hearing, notice, result, progress."""
