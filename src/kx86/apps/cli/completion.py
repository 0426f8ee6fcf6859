# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 completion`: the lines that teach a shell to complete commands, options, rules, sections, branches and files."""

import sys

import click

EXAMPLES = """\b
Examples:
  eval "$(kx86 completion bash)"                                in ~/.bashrc
  eval "$(kx86 completion zsh)"                                 in ~/.zshrc
  kx86 completion fish > ~/.config/fish/completions/kx86.fish"""


@click.command("completion", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion of kx86 for a SHELL."""
    from click.shell_completion import FishComplete, ZshComplete

    from kx86.apps.cli.main import cli

    if shell == "bash":
        sys.stdout.write(BASH)
    else:
        kind = ZshComplete if shell == "zsh" else FishComplete
        sys.stdout.write(kind(cli, {}, "kx86", "_KX86_COMPLETE").source())
    return 0


# click's own script asks bash for its version first, which starts another bash; every bash since 2016 knows nosort.
BASH = """\
_kx86_completion() {
    local IFS=$'\\n' kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
        file) compopt -o default ;;
        dir) compopt -o dirnames ;;
        plain) COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _KX86_COMPLETE=bash_complete "$1" 2>/dev/null)
    [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *- ]] || compopt -o nospace
}
complete -o nosort -F _kx86_completion kx86
"""
