#!/bin/sh
# comity verdict and comity standards replay from outside, on an imported edition. TAP.
# usage: verdict_test.sh PATH-TO-COMITY SOURCE-ROOT
. "$(dirname "$0")/suite.sh"

run() {
    out=$("$comity" "$@" --database "sqlite:$work/site.db" 2>&1)
    status=$?
}

run import folder "$root/samples/edition"
run verdict replay --all
expect "every verdict of an imported edition is reproduced" 0 "reproduced bit for bit"
case $out in *differs*) status=1 ;; esac
expect "and none differs" 0 "replayed"

run verdict export
expect "records are exported one a line" 0 '"verdict":{"consequence":"'
printf '%s\n' "$out" | grep -v '^{"comment":[0-9]*,"decision":[0-9]*,"revision":[0-9]*,"decided_ms":[0-9]*,"decided_by":"standards","action":"[a-z]*",' \
    >"$work/odd"
status=$(wc -l <"$work/odd")
expect "each says who decided and what" 0 "action"
id=$(printf '%s\n' "$out" | grep '"consequence":"hold"' | head -1 | sed 's/.*"comment":\([0-9]*\),.*/\1/')
run verdict export --since 2100-01-01 --until 2100-02-01
out="$(printf '%s' "$out" | wc -c) bytes"
expect "but not those of another time" 0 "0 bytes"

run verdict show "$id"
expect "a verdict is shown with its clause" 0 "hold: "
expect "and what the site knew" 0 'what the site knew: {"site.language":"en"'
expect "and the versions it came from" 0 "judged by: standards "
run verdict show "$id/1" --json
expect "and as it is stored" 0 '{"consequence":"hold","decided_by":"standards","findings":['
run verdict replay "$id/1"
expect "one decision is judged again" 0 "comment $id/1: reproduced bit for bit"

run verdict show 17
expect "a comment that is not there is said so" 1 "there is no comment 17"
run verdict show "$id/99"
expect "and a decision" 1 "has no decision 99"
run verdict show x
expect "and what is no number" 2 "name a comment by its number"
run verdict frobnicate
expect "there are three things to do" 2 'say `comity verdict show COMMENT`'
run verdict replay --all --since yesterday
expect "a time is a date or a while ago" 2 "not \"yesterday\""

run standards replay
expect "the document in force treats its own comments as it did" 0 "0 of "
printf '%s\n' '# Rules' '' '## Manners {#manners}' '' 'Be brief.' '' '```clause' 'when: text.words > 3' 'then: flag' \
    '```' >"$work/strict.md"
run standards replay --against "$work/strict.md" --clause manners --samples 2
expect "an edited document shows what would change" 0 "  newly flag"
run standards replay --against "$work/strict.md" --json
expect "also as JSON" 0 '"clauses":[{"clause":"manners"'
run standards replay --clause nosuch
expect "a clause that neither has is an error" 1 'there is no clause "nosuch"'
run standards replay --samples many
expect "so are samples that are no number" 1 "--samples is a number from 0 to 100"

run brake list
expect "no clause is under the brake at first" 0 "no clause is under the brake"
run brake release insults --reason "a match, not a slip"
expect "nor can one be released then" 1 "under no brake any more"
run brake release insults
expect "releasing asks for a reason" 1 "Say why the clause may act again"
run brake release
expect "and for a clause" 2 "say \`comity brake list\`"

echo "1..$count"
