#!/bin/sh
# Makes .venv and installs what the given lock file names, each by its hash and nothing else.
set -eu
LOCK=$1
HERE=$(dirname "$0")
UNFINISHED=.venv/.unfinished # what stands behind this mark is thrown away: it may lack anything

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed, and $PYTHON is not that; say which: make PYTHON=python3.11 …" >&2
    exit 1
fi
if [ -e "$UNFINISHED" ] || [ ! -x .venv/bin/python ]; then
    # Debian keeps the part of venv that brings pip in a package of its own
    "$PYTHON" -c 'import ensurepip' 2>/dev/null || sh "$HERE/apt.sh" python3-venv
    echo "Making the environment in .venv"
    rm -rf .venv
    mkdir .venv
    touch "$UNFINISHED"
    "$PYTHON" -m venv .venv
fi
touch "$UNFINISHED"
echo "Installing $(grep -c == "$LOCK") packages of $LOCK (the first time takes a minute or two)"
# A lock file is complete, so nothing is looked up beyond it: where a newer release than the locked one is out, an
# old pip takes that for `package[extra]` and refuses it. Whether it was complete is asked afterwards.
pip=".venv/bin/python -m pip --disable-pip-version-check"
$pip install --quiet --no-deps --require-hashes -r "$LOCK"
if ! said=$($pip check); then
    echo "$said" >&2
    echo "$LOCK does not fit together; the next set-up begins with an empty .venv" >&2
    exit 1
fi
rm "$UNFINISHED"
