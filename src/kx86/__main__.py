# SPDX-License-Identifier: GPL-2.0-or-later
"""Run `python -m kx86` as the command line."""

from kx86.apps.cli.start import main

if __name__ == "__main__":
    main()
