"""`copydesk completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, formats and codes in SHELL.

    \b
    bash: copydesk completion bash > ~/.local/share/bash-completion/completions/copydesk
    zsh:  copydesk completion zsh > ~/.zfunc/_copydesk     (with ~/.zfunc in fpath, before compinit)
    fish: copydesk completion fish > ~/.config/fish/completions/copydesk.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click knows no shell {shell!r}.")
    click.echo(kind(ctx.find_root().command, {}, "copydesk", "_COPYDESK_COMPLETE").source())
