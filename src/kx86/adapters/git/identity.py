# SPDX-License-Identifier: GPL-2.0-or-later
"""Who is at work, as git knows it."""

from kx86.adapters.git.process import git
from kx86.errors import UserError

_LONGEST = 200


def identity(folder: str) -> str:
    """Return `Name <email>` of user.name and user.email.  Raises UserError when either is missing."""
    name, email = _value(folder, "user.name"), _value(folder, "user.email")
    if not email:
        raise UserError("git does not know who is at work", hint="git config --global user.email MAIL@ADDRESS")
    if not name:
        raise UserError("git does not know who is at work", hint="git config --global user.name 'First Last'")
    return f"{name} <{email}>"


def _value(folder: str, key: str) -> str:
    """Read a setting as one that fits in `Name <email>`."""
    text = git(folder, "config", "--get", key).text
    return " ".join("".join(" " if c in "<>" or not c.isprintable() else c for c in text).split())[:_LONGEST]
