#!/bin/sh
# libcomity as somebody else's program meets it: installed, found by pkg-config, linked both ways. TAP.
# usage: install_test.sh SOURCE-ROOT BUILD-ROOT COMITY CC...
root=$1 build=$2 comity=$3
shift 3
count=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# result NAME: by the exit status of what ran before; its output stands in $work/out.
result() {
    if [ $? -eq 0 ]; then
        count=$((count + 1))
        echo "ok $count - $1"
    else
        count=$((count + 1))
        echo "not ok $count - $1"
        sed 's/^/# /' "$work/out"
    fi
}

# The first word of the verdicts of the program given, one a line.
verdicts() {
    printf '%s\n' 'What the fuck.' 'Hello there.' 'You are an idiot and a liar. You are a moron.' |
        "$@" | sed 's/^line [0-9]*: //' | grep -E '^(publish|flag|nudge|hold|remove)' | cut -d' ' -f1
}

echo "1..10"

DESTDIR=$work/root meson install -C "$build" --no-rebuild --tags devel,runtime,man >"$work/out" 2>&1
result "meson installs header, libraries, pkg-config file and manual"

pc=$(find "$work/root" -name comity.pc)
export PKG_CONFIG_SYSROOT_DIR="$work/root" PKG_CONFIG_PATH="${pc%/*}"
libraries=$(dirname "${pc%/*}")
[ "$(pkg-config --modversion comity)" = "$("$comity" version | awk '{ print $2; exit }')" ] >"$work/out" 2>&1
result "pkg-config knows the version of the program"

# shellcheck disable=SC2046
"$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -o "$work/shared" "$root/examples/judge.c" \
    $(pkg-config --cflags --libs comity) >"$work/out" 2>&1
result "the example compiles as C99 against the shared library"

# shellcheck disable=SC2046
"$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -o "$work/static" "$root/examples/judge.c" \
    $(pkg-config --cflags comity) "$libraries/libcomity.a" \
    $(pkg-config --static --libs-only-l comity | sed 's/-lcomity//') >"$work/out" 2>&1
result "and against the static one"

export LD_LIBRARY_PATH="$libraries"
verdicts "$comity" check >"$work/program"
verdicts "$work/shared" >"$work/out" 2>&1 && [ "$(wc -l <"$work/out")" -eq 3 ] && cmp "$work/out" "$work/program"
result "it comes to the verdicts of comity check"

verdicts "$work/static" >"$work/out" 2>&1 && cmp "$work/out" "$work/program"
result "linked either way"

printf '%s\n' '# T' '' '## A {#a}' '' 'Words.' '' '```clause' 'when: text.words > 9' 'then: hold' '```' >"$work/own.md"
echo 'What the fuck.' | "$work/static" "$work/own.md" >"$work/out" 2>&1
[ "$(cat "$work/out")" = publish ]
result "with standards of its own it judges by those"

nm -D --defined-only "$libraries/libcomity.so" | awk '$2 != "A" { print $3 }' | grep -v '^comity_' >"$work/out"
[ ! -s "$work/out" ]
result "the shared library shows nothing but comity_*"

nm --defined-only --extern-only "$libraries/libcomity.a" | awk 'NF == 3 { print $3 }' | grep -v '^comity_' >"$work/out"
[ ! -s "$work/out" ]
result "neither does the static one"

missing=
for name in $(nm -D --defined-only "$libraries/libcomity.so" | awk '$2 != "A" { sub("@.*", "", $3); print $3 }'); do
    page=$(find "$work/root" -name "$name.3")
    [ -n "$page" ] && grep -q "$name" "$page" || missing="$missing $name"
done
echo "without a page:$missing" >"$work/out"
[ -z "$missing" ]
result "every function has a manual page"
