#!/bin/sh
# Makes .venv and installs what the given lock file names, each by its hash.
set -eu
if [ ! -x .venv/bin/python ]; then
    if ! "$PYTHON" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        # Debian keeps the part of venv that brings pip in a package of its own
        if [ "$(id -u)" = 0 ]; then
            apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        else
            echo "Install it first: sudo apt-get install python3-venv" >&2
            exit 1
        fi
        "$PYTHON" -m venv .venv
    fi
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
