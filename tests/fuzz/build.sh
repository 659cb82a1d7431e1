#!/bin/sh
# Builds the native driver with any compiler and flags. usage: tests/fuzz/build.sh <cjson-dir> <out> <compiler> [flag …]
set -eu
cd "$(dirname "$0")/../.."
cjson=$1
out=$2
compiler=$3
shift 3
mkdir -p "$(dirname "$out")"
sources=$(ls core/base/*.c core/calc/*.c core/generated/*.c core/model/*.c core/model/forms/*.c core/codec/*.c)
# shellcheck disable=SC2086
"$compiler" "$@" $sources tests/fuzz/driver.c "$cjson/cJSON.c" -std=gnu17 -w "-DTH_VERSION=\"$(cat VERSION)\"" -Icore/include \
  -Icore/include/tanheng -Icore/base -Icore/calc -Icore/generated -Icore/model -Icore/model/forms -Icore/codec -isystem "$cjson" -o "$out"
