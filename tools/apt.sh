#!/bin/sh
# Installs the given Debian packages as root, or says what to install.
set -eu
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Install it first: sudo apt-get install $*" >&2
    exit 1
fi
echo "Installing by apt: $*"
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d # a program for the tests need not run as a service
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    trap 'rm -f $policy' EXIT
fi
apt-get update -qq || apt-get update -qq # a mirror may have changed under the first one
apt-get install -y -qq --no-install-recommends "$@" >/dev/null
