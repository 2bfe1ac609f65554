#!/usr/bin/env bash
# Names what some tests need from the machine, and installs it on Debian when asked: tests/needs.sh [--install]
set -euo pipefail

has_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

missing=()
has_chromium || missing+=(chromium)
has_postgres || missing+=(postgresql)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v tor >/dev/null || missing+=(tor)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v exiftool >/dev/null || missing+=(libimage-exiftool-perl)
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || missing+=(nginx-light)
command -v caddy >/dev/null || missing+=(caddy)
command -v docker-compose >/dev/null || missing+=(docker-compose)
command -v openssl >/dev/null || missing+=(openssl)

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "${1:-}" != --install ]; then
    echo "Some tests will be skipped; they need: ${missing[*]} (as root on Debian: make test-deps)" >&2
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} needs root and apt-get; install them by your system's own means" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
