# SPDX-License-Identifier: GPL-2.0-or-later
"""Mail archives: public-inbox v2 repositories, mboxes and maildirs, read in place and never written; mirrors of remote ones."""
