#!/bin/sh
# Compiles the core to one WebAssembly file: zero imports, MVP opcodes, fixed memory. usage: wasm/build.sh <cjson-dir> <out.wasm>
set -eu
cd "$(dirname "$0")/.."
cjson=$1
out=$2
mkdir -p "$(dirname "$out")"
sources=$(ls core/base/*.c core/calc/*.c core/generated/*.c core/model/*.c core/model/forms/*.c core/codec/*.c)
# shellcheck disable=SC2086
emcc $sources wasm/exports.c "$cjson/cJSON.c" -std=gnu17 -O3 -Wall -Wextra -Werror -Wno-unused-function \
  "-DTH_VERSION=\"$(cat VERSION)\"" -Icore/include -Icore/include/tanheng -Icore/base -Icore/calc -Icore/generated -Icore/model -Icore/model/forms -Icore/codec -isystem "$cjson" \
  --no-entry -sSTANDALONE_WASM=1 -sMALLOC=emmalloc -sINITIAL_MEMORY=4194304 -sTOTAL_STACK=262144 \
  -sALLOW_MEMORY_GROWTH=0 -sEXPORTED_FUNCTIONS=[] -o "$out"
