#!/bin/bash
# Entry point: runs the command it is given as the notebook user, whatever user the container was started with.
set -e

if [ $# -eq 0 ]; then
    set -- bash
fi
if [ "$(id -u)" -eq 0 ]; then
    exec setpriv --reuid="${NB_UID}" --regid="${NB_GID}" --clear-groups --inh-caps=-all \
        env HOME="${HOME:-/home/jovyan}" USER="${NB_USER}" "$@"
fi
# A user id that the image does not know has no name of its own; programs that ask for one find this.
export USER="${USER:-${NB_USER}}"
exec "$@"
