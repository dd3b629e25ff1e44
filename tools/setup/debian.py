"""The Debian packages that the build needs."""

import os
import subprocess

from common import SetupError, run, say


def missing_packages(names):
    """Those of the named Debian packages that are not installed."""
    try:
        query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *names]
        listing = subprocess.run(query, capture_output=True, text=True).stdout
    except FileNotFoundError:
        raise SetupError("this is not Debian: install what tools/setup/pins.toml lists in your own way") from None
    there = {line.split()[1] for line in listing.splitlines() if line.startswith("installed ")}
    return [name for name in names if name not in there]


def install_packages(names):
    """As root, install them; as anybody else, say how."""
    missing = missing_packages(names)
    if not missing:
        return
    if os.geteuid() != 0:
        raise SetupError(f"run this, then again: sudo apt-get install -y --no-install-recommends {' '.join(missing)}")
    say(f"installing from Debian: {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], "apt-get update", env=quiet)
    run(["apt-get", "install", "-y", "--no-install-recommends", *missing], "apt-get install", env=quiet)
