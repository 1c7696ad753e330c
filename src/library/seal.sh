#!/bin/sh
# Makes the static libcomity out of the layers' archives: one object that holds what the public functions need and
# shows nothing else, so that no name of ours meets one of the program it is linked into.
# usage: seal.sh CC OUTPUT PRIVATE_DIR LIBRARY LAYER...
set -eu
cc=$1 output=$2 work=$3 library=$4
shift 4
mkdir -p "$work"
"$cc" -r -nostdlib -o "$work/comity.o" -Wl,--whole-archive "$library" -Wl,--no-whole-archive \
	-Wl,--start-group "$@" -Wl,--end-group
objcopy --wildcard --keep-global-symbol='comity_*' "$work/comity.o"
rm -f "$output"
ar rcsD "$output" "$work/comity.o"
