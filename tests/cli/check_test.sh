#!/bin/sh
# comity check and comity standards from outside: what goes in, what comes out, the exit status. TAP.
# usage: check_test.sh PATH-TO-COMITY SOURCE-ROOT
. "$(dirname "$0")/suite.sh"

run() {
    out=$("$comity" "$@" 2>&1)
    status=$?
}

echo "1..26"

out=$(printf 'Hello there.\n\nWhat the fuck.\n' | "$comity" check 2>&1); status=$?
expect "lines are judged and numbered as they stand in the input" 0 "line 3: hold"
expect "marked words are underlined with carets when not on a terminal" 0 "         ^^^^"

out=$(printf 'bad \377 byte\nGood.\n' | "$comity" check 2>&1); status=$?
expect "invalid UTF-8 is an error in its place" 1 "error  line 1: byte 5 is not valid UTF-8"
expect "and the rest is judged" 1 "line 2: publish"

out=$(printf 'x\033[31my bullshit\n' | "$comity" check 2>&1 | tr -d '\n' | tr '\033' '!'); status=0
[ "${out#*!}" = "$out" ] || status=1
expect "no escape sequence reaches the terminal" 0 "bullshit"

out=$(printf 'One line.\nTwo fucking lines.\n' | "$comity" check --whole --json 2>&1); status=$?
expect "the whole input can be one comment" 0 '{"line":1,"consequence":"hold"'

out=$(printf '{"id":"a\\"b","text":"Hello."}\n{"id":7,"text":5}\n' | "$comity" check --jsonl --json 2>&1); status=$?
expect "an id comes back as it came" 1 '{"id":"a\"b","line":1,"consequence":"publish"'
expect "a fault is told under its id" 1 '{"id":7,"line":2,"error":"\"text\" is missing or not a text"}'

out=$(printf '{"text":"Hello there.","author.comments_last_minute":9}\n' | "$comity" check --jsonl --json 2>&1); status=$?
expect "facts given are used" 0 '"name":"rate.minute","value":9'

out=$(printf '{"text":"Hello.","author.staf":true}\n' | "$comity" check --jsonl 2>&1); status=$?
expect "a mistyped fact is refused with a suggestion" 1 'did you mean "author.staff"?'

out=$(head -c 70000 /dev/zero | tr '\0' a | "$comity" check 2>&1); status=$?
expect "an oversize comment is an error" 1 "longer than 65536 bytes"

run standards test "$root/tests/data/standards/bad/missing-then.md"
expect "a faulty document is refused with its place" 1 'missing-then.md:7:1: the last condition'

run standards explain "What the fuck."
expect "an explanation shows conditions and what was measured" 0 "profanity.count                  1"

run standards facts
expect "facts are listed" 0 "author.comments_last_minute"

run standards test
expect "the shipped standards judge their own examples as they say" 0 ", 0 failed"

run standards test --set "standards.file=$root/tests/data/standards/bad/missing-then.md"
expect "the setting names the document to test" 1 'missing-then.md:7:1: the last condition'

out=$(echo Hello. | "$comity" check --set "standards.file=$root/tests/data/standards/bad/missing-then.md" 2>&1); status=$?
expect "and the one to judge by" 1 'missing-then.md:7:1: the last condition'

out=$(printf '\357\273\277{"text":"Hello there."}\r\n' | "$comity" check --jsonl 2>&1); status=$?
expect "a byte order mark and Windows line ends do not matter" 0 "line 1: publish"

out=$(printf '' | "$comity" check --jsonl --json 2>&1); status=$?
out="${out:-nothing}"
expect "nothing in, nothing out" 0 "nothing"

out=$(printf '{"text":"a"\n[]\n{"text":"\\u0000"}\n{"text":"Hello there."}\n' | "$comity" check --jsonl 2>&1); status=$?
expect "what is not an object with a text is an error in its place" 1 "error  line 2: not an object"
expect "and what follows it is judged" 1 "line 4: publish"

out=$(echo Hello. | "$comity" check --whole --jsonl 2>&1); status=$?
expect "switches that exclude each other are refused" 2 "exclude each other"

lines=$(awk 'BEGIN { for (i = 0; i < 9000; i++) print (i % 7 ? "The harbour was sold in year " i "." : "What the fuck " i ".") }')
one=$(printf '%s\n' "$lines" | "$comity" check --json --jobs 1 | cksum)
out=$(printf '%s\n' "$lines" | "$comity" check --json --jobs 7 | cksum); status=$?
expect "many threads print what one prints, in the order of the lines" 0 "$one"

out=$(printf '%s\n' "$lines" | "$comity" check --json --jobs 3 | tail -n 1); status=$?
expect "no line is lost" 0 '"line":9000,'

out=$( (head -c 1500000 /dev/zero | tr '\0' a; printf '\nWhat the fuck.\n') | "$comity" check 2>&1 | head -n 2 | tr '\n' '|'); status=$?
expect "a line past all limits is one error, and the next is judged" 0 "error  line 1: longer than 524288 bytes|line 2: hold|"

out=$(echo Hello. | "$comity" check --jobs 0 2>&1); status=$?
expect "a number of threads that cannot be is refused" 2 "--jobs must be a number from 1 to 64"
