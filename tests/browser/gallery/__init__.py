"""Every page with made-up people, to be looked at.

`cd tests/browser && python -m gallery`, then open the address it prints.
"""
