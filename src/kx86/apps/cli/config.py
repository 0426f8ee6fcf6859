# SPDX-License-Identifier: GPL-2.0-or-later
"""`kx86 config`: each setting, its value, and where it comes from."""

from collections.abc import Iterator

import click

from kx86 import __version__
from kx86.apps import wiring
from kx86.apps.cli.form import FORMAT
from kx86.apps.cli.session import Session
from kx86.apps.cli.show import print_json, print_lines
from kx86.apps.cli.terminal import printable
from kx86.flows.settings import Setting

EXAMPLES = """\b
Examples:
  git config --global kx86.ignore "CS-FIRTREE CM-"    leave rules and families out
  git config kx86.strict true                         make every warning an error
  git config kx86.archive.kvm.url ~/archives/kvm      then: kx86 check --archive kvm MSGID
  git config kx86.profile ~/widgets.toml              another profile, or parts of one
  git config kx86.hook enforce                        let the hook refuse errors
  KX86_EDITION=merged kx86 check                      for one run

\b
The command line comes first, then the environment (KX86_EDITION ...), then git config,
then what kx86 does by itself."""

_SHIPPED = "KVM x86"


@click.command("config", epilog=EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-C", "directory", metavar="DIR", help="Run as if started in DIR.")
def command(as_json: bool, directory: str | None) -> int:
    """List each setting and where it comes from.  Settings are kept in git config below `kx86.`."""
    session = Session({}, directory)
    rows = list(_rows(session))
    if as_json:
        listed = [{"name": row.name, "value": row.value, "source": row.source} for row in rows]
        print_json({"kx86": __version__, "format": FORMAT, "settings": listed})
    else:
        print_lines(_lines(rows))
    return 0


def _rows(session: Session) -> Iterator[Setting]:
    settings = session.settings
    profile = wiring.profile_path(settings)
    for setting in settings.all:
        shown = setting.name == "profile"
        yield Setting("profile", profile or _SHIPPED, setting.source) if shown else setting
    for name, place in settings.archives.items():
        yield Setting(f"archive.{name}.url", place, "git config")
    for name, remote in settings.trees.items():
        yield Setting(f"tree.{name}.remote", remote, "git config")
    for plugin in wiring.plugins():
        yield Setting("rules", f"{plugin[1]} = {plugin[2]}", f"distribution {plugin[0]}")


def _lines(rows: list[Setting]) -> Iterator[str]:
    shown = [(row.name, printable(_text(row)), row.source) for row in rows]
    names = max(len(name) for name, _, _ in shown)
    values = min(max(len(value) for _, value, _ in shown), 40)
    for name, value, source in shown:
        yield f"{name:{names}}  {value:{values}}  {source}"


def _text(row: Setting) -> str:
    if isinstance(row.value, tuple):
        return " ".join(row.value) or "none"
    if isinstance(row.value, bool):
        return "true" if row.value else "false"
    return row.value or ("auto" if row.name in ("edition", "color") else "none")
