"""From what the user names to a server: the demo catalogue, a profile with its password, an address."""

from __future__ import annotations

from catalogue_gui.bundled import bundled_file
from catalogue_gui.database.embedded import EmbeddedServer, fill_demo
from catalogue_gui.database.target import Target
from catalogue_gui.profiles.profile import ConnectionProfile
from catalogue_gui.profiles.secrets import Secrets
from catalogue_gui.profiles.secrets.login_password import LoginPassword

DEMO_DATABASE = "demo"


def demo_target(server: EmbeddedServer, holder: object) -> Target:
    """Start the server on this computer and fill the demo catalogue if it is not there.

    Args:
        server: the server.
        holder: who needs it, until ``server.release(holder)``.
    Raises:
        CatalogueError: the extra ``local`` is missing, or the server does not start.
    Thread: worker.
    """
    target = server.start(DEMO_DATABASE, holder)
    fill_demo(target, bundled_file("demo/products.csv"))
    return target


def profile_target(
    profile: ConnectionProfile, secrets: Secrets, password: str | None = None
) -> Target:
    """A profile and its password as a target; a password given goes before the keyring's.

    Where there is no keyring at all nothing can have been kept in it, and the profile is tried without a password: many
    servers ask for none.

    Raises:
        SecretUnavailable: there is a keyring, and it cannot be read.
        PasswordWanted: its user wants to type the password each time.
    Thread: worker: the keyring may ask its user.
    """
    return login_target(profile, LoginPassword(profile, secrets, password))


def login_target(profile: ConnectionProfile, login: LoginPassword) -> Target:
    """A profile as a target, with the password that its connection logs in with.

    Raises:
        SecretUnavailable: there is a keyring, and it cannot be read.
        PasswordWanted: its user wants to type the password each time.
        Cancelled: the wait for the keyring was given up.
    Thread: worker: the keyring may ask its user.
    """
    return Target(**profile.target_arguments(), password=login.find())
