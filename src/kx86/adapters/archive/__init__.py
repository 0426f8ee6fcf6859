# SPDX-License-Identifier: GPL-2.0-or-later
"""Mail archives: public-inbox v2 repositories, mboxes and maildirs, each read in place and never written."""

from kx86.adapters.archive.open import open_archive

__all__ = ["open_archive"]
