#!/bin/sh
# comity key from outside. TAP.
# usage: key_test.sh PATH-TO-COMITY
. "$(dirname "$0")/suite.sh"

run() {
    out=$("$comity" key "$@" --database "sqlite:$work/site.db" 2>&1)
    status=$?
}

out=$("$comity" key list --database "sqlite:$work/none/site.db" 2>&1)
status=$?
expect "a folder that is missing is said to be" 1 "its folder does not exist: make the folder, or name another file"
run list
expect "without keys the list says how to make one" 0 "there is no key in force; comity key add NAME makes one"
key=$("$comity" key add newsroom --database "sqlite:$work/site.db" 2>"$work/said")
status=$?
out=$key
expect "a key is made of 32 hexadecimal digits" 0 "$(printf '%s' "$key" | grep -xE '[0-9a-f]{32}' || echo none)"
out=$(cat "$work/said")
expect "and it is said that it is shown once" 0 "added newsroom; its key stands above and is shown this once"
run list
expect "the list names it" 0 "newsroom	all	no quota	made "
case $out in *"$key"*) status=1 ;; esac
expect "but not the key" 0 "never used"

out=$(printf 'the-key-it-has-already\n' | "$comity" key --existing add moved --scope analyze,suggest --quota 600 --burst 50 --database "sqlite:$work/site.db" 2>&1)
status=$?
expect "an existing key is read from standard input" 0 "added moved"
case $out in *the-key-it-has*) status=1 ;; esac
expect "and not repeated" 0 "added moved"
run list
expect "with its scopes and quota" 0 "moved	analyze,suggest	600 a minute, 50 at once"
out=$(printf 'the-key-it-has-already\n' | "$comity" key --existing add again --database "sqlite:$work/site.db" 2>&1)
status=$?
expect "a key is given once" 1 "this key is in use as moved"
out=$(printf 'short\n' | "$comity" key --existing add again --database "sqlite:$work/site.db" 2>&1)
status=$?
expect "one that is too short is refused" 1 "12 to 128 printable ASCII characters"
out=$("$comity" key --existing add again --database "sqlite:$work/site.db" 2>&1 </dev/null)
status=$?
expect "and none at all" 1 "no key was given on standard input"

out=$(printf 'ssec_signing_secret\n' | "$comity" key add coral --coral --database "sqlite:$work/site.db" 2>&1)
status=$?
expect "a signing secret is read from standard input" 0 "added coral"
case $out in *ssec_*) status=1 ;; esac
expect "and not repeated" 0 "added coral"
run add coral --coral --scope all
expect "it has no other scope" 1 "--coral is a scope of its own"

run quota moved --quota 60
expect "a quota is changed" 0 "changed moved"
run list
expect "and its burst with it" 0 "60 a minute, 60 at once"
run quota moved
expect "a quota is a number" 1 "say how many requests a minute"
run quota moved --quota many
expect "and nothing else" 1 "--quota is a number from 0"

run revoke moved
expect "a key is revoked" 0 "revoked moved"
run list
case $out in *moved*) status=1 ;; esac
expect "and not listed any more" 0 "newsroom"
run list --all
expect "unless all are asked for" 0 "revoked 20"
run revoke moved
expect "it is revoked once" 1 "there is no key called moved in force"

run add newsroom
expect "a name is given once" 1 "there is a key called newsroom"
run add "two words"
expect "and has no blanks" 1 "letters, digits, dots, hyphens and underscores"
run add widget --scope analyse
expect "an unknown scope is named with the known ones" 1 '"analyse" is no scope: use analyze, suggest, akismet, batch'
run add widget --origin news.example
expect "an origin is written as browsers do" 1 "as in https://news.example"
run frobnicate
expect "there are four things to do" 2 "comity key add NAME"

out=$("$comity" audit verify --database "sqlite:$work/site.db" 2>&1)
status=$?
expect "all of it is in the ledger" 0 "5 staff actions"
echo "1..$count"
