"""Every page with made-up people, to be looked at: `cd tests/browser && python -m gallery` and open the address it prints."""
