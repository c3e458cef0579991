"""Asking the password again before a grave act, from any feature's view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from council.accounts.policies import recently_confirmed

if TYPE_CHECKING:
    from council.organizations.viewer import Viewer


class PasswordNeeded(Exception):
    """The password must be given again; carries the page to come back to."""

    def __init__(self, suite: str):
        super().__init__(suite)
        self.suite = suite


def confirm_password(viewer: Viewer, *, suite: str) -> None:
    """Go on when the password was given lately, else send the person to give it.

    Call it on the page that shows the act as well as on the act, so that nothing typed is lost.
    """
    if not recently_confirmed(viewer):
        raise PasswordNeeded(suite)
