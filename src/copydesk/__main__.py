"""`python -m copydesk`."""

from copydesk.cli.main import main

main(prog_name="copydesk")
