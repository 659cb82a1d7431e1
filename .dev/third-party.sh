#!/bin/sh
# Obtains the sources of CivetWeb and cJSON from Debian's source packages into build/third_party (or $1).
# Everything apt needs lives in a private folder that is removed at the end; the machine's own apt configuration is only read
# (keyrings, proxy), never changed. Works as root and as an ordinary user; a second run returns at once.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
target=${1:-$root/build/third_party}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
civetweb_version='1.15+dfsg-4'
cjson_version='1.7.15-1+deb12u' # prefix: Debian 12's security updates of this version

fail() {
    echo "third-party: $1" >&2
    exit 1
}

is_complete() { # name, file that must exist
    [ -f "$target/$1/.version" ] && [ -f "$target/$1/$2" ]
}

apt_private() {
    command=$1
    shift
    "$command" -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=2 \
        -o Acquire::http::Timeout=20 -o Acquire::AllowInsecureRepositories=false \
        -o DPkg::Post-Invoke= -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= "$@"
}

newest_version() { # source package, version prefix
    apt_private apt-cache madison "$1" | awk -F'|' -v p="$2" '
        { gsub(/ /, "", $2); if ($3 ~ /Sources/ && index($2, p) == 1) print $2 }' | sort -V | tail -n 1
}

fetch() { # source package, version prefix, file that must exist
    is_complete "$1" "$3" && return 0
    version=$(newest_version "$1" "$2")
    [ -n "$version" ] || fail "Debian offers no source of $1 $2 in the sources that this machine's apt uses"
    (cd "$work" && apt_private apt-get source --download-only --only-source "$1=$version" >"$work/log" 2>&1) ||
        fail "cannot download the source of $1 $version: $(tail -n 1 "$work/log")"
    dpkg-source -x "$work/$1_$(echo "$version" | sed 's/^[0-9]*://').dsc" "$work/$1" >"$work/log" 2>&1 ||
        fail "cannot unpack the source of $1 $version: $(tail -n 1 "$work/log")"
    [ -f "$work/$1/$3" ] || fail "the source of $1 $version holds no $3"
    echo "$version" >"$work/$1/.version"
    mkdir -p "$target"
    rm -rf "${target:?}/$1"
    mv "$work/$1" "$target/$1"
    echo "third-party: $1 $version"
}

if is_complete civetweb src/civetweb.c && is_complete cjson cJSON.c; then
    exit 0
fi
for tool in apt-get apt-cache dpkg-source; do
    command -v $tool >/dev/null || fail "$tool is missing: apt-get install dpkg-dev"
done
[ -r $keyring ] || fail "Debian's keyring $keyring is missing: apt-get install debian-archive-keyring"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
# The mirrors are those of the machine's own apt, asked for sources instead of binaries.
apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' 2>/dev/null |
    sort -u | grep -E ' bookworm(-updates|-security)?$' |
    sed "s#^#deb-src [signed-by=$keyring] #; s#\$# main#" >"$work/sources.list"
[ -s "$work/sources.list" ] || fail "this machine's apt has no Debian 12 sources: run apt-get update first"
apt_private apt-get update -o APT::Update::Error-Mode=any >"$work/log" 2>&1 ||
    fail "no package lists (network?): $(grep -m 1 '^[EW]:' "$work/log" || echo 'apt-get update failed')"
fetch civetweb "$civetweb_version" src/civetweb.c
fetch cjson "$cjson_version" cJSON.c
