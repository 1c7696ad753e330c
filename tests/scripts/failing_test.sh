#!/bin/sh
# failing_test.sh ROOT: the commands a person types, on a project of their own with one test that passes and one
# that does not. What they print and how they end is what continuous integration goes by.
set -u
root=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/comity-failing.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cp -r "$root/Makefile" "$root/scripts" "$folder"
cd "$folder" || exit 1
printf '#!/bin/sh\n' >scripts/dependencies
for clients in browser clients support; do
	mkdir -p tests/$clients/node_modules
	touch -d '1 minute ago' tests/$clients/package-lock.json
	touch tests/$clients/node_modules/.package-lock.json
done
unset MAKEFLAGS MFLAGS MAKELEVEL

mkdir -p src/cli
cat >src/cli/meson.build <<EOF
broken = get_option('buildtype') == 'release' and import('fs').exists('../../release-breaks')
custom_target('comity', output: 'comity', command: [broken ? 'false' : 'touch', '@OUTPUT@'])
EOF

project() {
	cat >meson.build <<EOF
project('failing', 'c')
suites = ['check', 'unit', 'threads']
test('passes', find_program('true'), suite: suites)
subdir('src/cli')
$1
EOF
}

number=0
# expect NAME STATUS LINE COMMAND...: the command's exit status and the last line it prints.
expect() {
	name=$1 status=$2 line=$3
	shift 3
	number=$((number + 1))
	rm -rf build
	"$@" >printed 2>&1
	found=$?
	[ "$status" = 0 ] && [ "$found" != 0 ] || { [ "$status" != 0 ] && [ "$found" = 0 ]; } && bad=yes || bad=
	grep -qx "$line" printed || bad=yes
	[ -z "$bad" ] && echo "ok $number - $name" && return
	echo "not ok $number - $name"
	sed 's/^/# /' printed
	echo "# ended with $found"
}

echo 1..7
project ""
expect "make check ends well when all tests pass" 0 '1 passed, 0 failed' make check
project "test('fails', find_program('false'), suite: suites)"
expect "make check fails with one failing test" 1 '1 passed, 1 failed' make check
expect "make test fails with it, and counts it in every build" 1 '3 passed, 3 failed' make test
project ""
touch release-breaks
expect "make test fails when what people run does not build" 1 '3 passed, 1 failed' make test
rm release-breaks
project "test('taps', find_program('sh'), args: ['-c', 'echo 1..3; echo ok 1; echo not ok 2; echo ok 3; exit 1'],
  suite: suites, protocol: 'tap')"
expect "single tests of a suite are counted" 1 '3 passed, 1 failed' make check
project "test('taps', find_program('sh'), args: ['-c', 'echo not ok 1 - adds up; echo \\# 1 is not 2; echo ok 2; exit 1'],
  suite: suites, protocol: 'tap')"
expect "the end tells what failed, and why" 1 '      # 1 is not 2' sh -c 'make check >whole; status=$?; tail -n 5 whole; exit $status'
project "executable('broken', files('broken.c'))"
echo 'int main(void) { return nonsense; }' >broken.c
expect "what does not compile is a failure" 1 '0 passed, 1 failed' make check
