#!/bin/sh
# Runs a command where there is no network but loopback: offline.sh COMMAND [ARGUMENT...]
# Where the machine lets nobody make a network namespace, it says so and runs the command as it is.
set -eu

if unshare --user --map-root-user --net true 2>/dev/null; then
  exec unshare --user --map-root-user --net sh -c '
    if command -v ip >/dev/null; then ip link set lo up; fi
    exec "$@"' offline.sh "$@"
fi
echo "offline.sh: no network namespace can be made here: running with the network of the machine" >&2
exec "$@"
