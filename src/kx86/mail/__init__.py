# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes of a mail or an mbox in; frozen mails, addresses, subjects and trailers out."""
