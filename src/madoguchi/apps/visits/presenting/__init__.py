"""What the pages of a visit show: frozen, in words, worked out from a `Plan`. No database and no request here."""
