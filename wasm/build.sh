#!/bin/sh
# Compiles the core to one WebAssembly file: zero imports, MVP opcodes, fixed memory. usage: wasm/build.sh <cjson-dir> <out.wasm>
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
root=$PWD
cjson=$(cd "$1" && pwd)
out=$2
mkdir -p "$(dirname "$out")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

# Not on the path of a keystroke: made small instead of fast.
cold="core/base/ids.c core/calc/pack_parse.c core/calc/packed.c core/calc/trace.c core/model/explain.c core/model/help.c
  core/model/forms/electricity_accounts.c core/model/forms/energy_explain.c core/model/forms/enterprise_base.c core/calc/codes.c core/codec/catalog.c core/codec/diff.c core/codec/json_locate.c core/codec/ops_ids.c
  core/codec/ops_small.c core/codec/round.c wasm/exports.c"
hot=$(ls core/base/*.c core/calc/*.c core/generated/*.c core/model/*.c core/model/forms/*.c core/codec/*.c)
for file in $cold; do hot=$(echo "$hot" | grep -vx "$file"); done

# Compiling happens in the folder of objects, over a link to the sources: a path may hold blanks, and no object knows where it was made.
ln -s "$root" "$objects/src"
compile() { # -O…, file…: objects named after their files
  level=$1
  shift
  (cd "$objects" && emcc "$level" -flto -c $(for file; do echo "src/$file"; done) -std=gnu17 -Wall -Wextra -Werror -Wno-unused-function \
    -ffile-prefix-map=src=. -DTH_WITHOUT_SERVER_TEXTS "-DTH_VERSION=\"$(cat "$root/VERSION")\"" -Isrc/core/include -Isrc/core/include/tanheng -Isrc/core/base \
    -Isrc/core/calc -Isrc/core/generated -Isrc/core/model -Isrc/core/model/forms -Isrc/core/codec -isystem "$cjson")
}
# shellcheck disable=SC2086
compile -Os $cold
# shellcheck disable=SC2086
compile -O3 $hot
(cd "$objects" && emcc -O3 -flto -c "$cjson/cJSON.c")
# Inlining across files, but only what is small: the threshold's price and gain stand in docs/adr/0006-what-fits-into-the-wasm.md.
emcc -O3 -flto -Wl,-mllvm,-inline-threshold=50 "$objects"/*.o --no-entry -sSTANDALONE_WASM=1 -sMALLOC=emmalloc -sINITIAL_MEMORY=4194304 -sTOTAL_STACK=262144 \
  -sALLOW_MEMORY_GROWTH=0 -sEXPORTED_FUNCTIONS=[] -o "$out"
