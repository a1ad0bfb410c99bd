"""Every page with made-up people, to be looked at.

`python -m tests.browser.gallery`, then open the address it prints.
"""
