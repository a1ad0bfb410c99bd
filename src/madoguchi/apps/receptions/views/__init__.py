"""The staff side of a reception, page by page."""
