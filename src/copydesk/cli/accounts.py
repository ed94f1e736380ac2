"""`copydesk accounts`: who may come into the review desk, managed by whoever can read its database."""

from __future__ import annotations

import sys

import click

from copydesk.cli.database import URL, needs_review, opened
from copydesk.cli.output import console
from copydesk.errors import InputError

PASSWORD = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
ROLE = click.Choice(("fact-checker", "editor", "admin"))


@click.group()
def accounts() -> None:
    """Manage the accounts of the review desk, with the roles fact-checker, editor and admin.

    Each may do what those before it may. Passwords are asked for, or read from standard input; they are never part of
    a command.
    """


@accounts.command()
@click.argument("name")
@click.option("--role", type=ROLE, required=True)
@click.option("--no-password", is_flag=True, help="For a proxy that knows the person, or for a key.")
@PASSWORD
@URL
def add(name: str, role: str, no_password: bool, password_stdin: bool, url: str | None) -> None:
    """Make an account."""
    with opened(url) as database:
        from copydesk.store import accounts as store

        password = None if no_password else _password(password_stdin)
        with database.writing() as writing:
            account = store.add(writing, name, role, password, store.LOCAL)
    click.echo(f"{account.name} can come in as {account.role}.")


@accounts.command("list")
@URL
def listed(url: str | None) -> None:
    """Show every account."""
    with needs_review():
        from rich.table import Table

        from copydesk.store import accounts as store
    with opened(url) as database, database.reading() as reading:
        found = store.all(reading)
    table = Table("name", "role", "state", "password", "since", box=None, pad_edge=False)
    for one in found:
        state, password = "open" if one.active else "closed", "yes" if one.has_password else "no"
        table.add_row(one.name, one.role, state, password, one.created_at[:10])
    console().print(table if found else "No accounts. Make one: copydesk accounts add NAME --role admin")


@accounts.command()
@click.argument("name")
@PASSWORD
@URL
def password(name: str, password_stdin: bool, url: str | None) -> None:
    """Give an account a new password; its sessions and keys end."""
    with opened(url) as database:
        from copydesk.store import accounts as store

        with database.reading() as reading:
            store.known(reading, name)
        new = _password(password_stdin)
        with database.writing() as writing:
            store.set_password(writing, name, new, store.LOCAL)
    click.echo(f"{name} has a new password; sessions and keys of the old one are closed.")


@accounts.command()
@click.argument("name")
@click.argument("role", type=ROLE)
@URL
def role(name: str, role: str, url: str | None) -> None:
    """Give an account another role."""
    with opened(url) as database:
        from copydesk.store import accounts as store

        with database.writing() as writing:
            account = store.set_role(writing, name, role, store.LOCAL)
    click.echo(f"{account.name} is {account.role} now.")


@accounts.command()
@click.argument("name")
@URL
def close(name: str, url: str | None) -> None:
    """Let an account in no more; its sessions and keys end."""
    _set_active(name, False, url)


@accounts.command("open")
@click.argument("name")
@URL
def reopen(name: str, url: str | None) -> None:
    """Let a closed account in again."""
    _set_active(name, True, url)


def _set_active(name: str, active: bool, url: str | None) -> None:
    with opened(url) as database:
        from copydesk.store import accounts as store

        with database.writing() as writing:
            account = store.set_active(writing, name, active, store.LOCAL)
    click.echo(f"{account.name} is {'open' if account.active else 'closed'} now.")


@accounts.command()
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 3650), required=True, help="How long it is good for.")
@URL
def key(name: str, days: int, url: str | None) -> None:
    """Print a key for a program that acts as this account; it is shown this once."""
    with opened(url) as database:
        from copydesk.store import accounts as store

        with database.writing() as writing:
            made = store.open_key(writing, name, days, store.LOCAL)
    click.echo(f"Keep it where only the program reads it; it is good for {days} days.", err=True)
    click.echo(made)


def _password(from_stdin: bool) -> str:
    """The password, from one line of standard input or asked for twice.

    Raises:
        InputError: standard input holds none, or is no terminal.
    """
    if from_stdin:
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise InputError("Standard input holds no password.", "Give one line.")
        return line
    if not sys.stdin.isatty():
        raise InputError("There is no terminal to ask for the password.", "Use --password-stdin.")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt="Again", err=True)
    return entered
