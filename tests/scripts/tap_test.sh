#!/bin/sh
# tap_test.sh ROOT: what tests in JavaScript report, on a file of their own with tests inside tests.
set -u
root=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/comity-tap.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

cat >nested_test.mjs <<'EOF_JS'
import assert from 'node:assert/strict';
import test from 'node:test';
test('a parent', async (t) => {
    await t.test('a good child', () => console.log('ok 99 - printed'));
    await t.test('a bad child', () => assert.equal(1, 2));
    await t.test('a child left out', { skip: 'why' }, () => {});
});
test('alone # here', () => {});
EOF_JS
cat >expected <<'EOF_TAP'
ok 1 - a parent: a good child
not ok 2 - a parent: a bad child
ok 3 - a parent: a child left out # SKIP why
ok 4 - alone \# here
1..4
EOF_TAP

echo 1..1
"$root/tests/support/node-test" nested_test.mjs >printed 2>&1
status=$?
grep -v '^#\|^TAP version' printed >points
if [ $status != 0 ] && diff expected points >difference; then
	echo "ok 1 - every test is a line of its own, inside others too"
else
	echo "not ok 1 - every test is a line of its own, inside others too"
	sed 's/^/# /' difference printed
	exit 1
fi
