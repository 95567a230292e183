#!/bin/bash
# Installs Debian packages, without letting the servers among them start by themselves.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi
for attempt in 1 2 3; do
  if apt-get -qq -o Acquire::Retries=3 update &&
    apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -y --no-install-recommends install "$@" >/dev/null; then
    exit 0
  fi
  sleep $((attempt * 5))
done
exit 1
