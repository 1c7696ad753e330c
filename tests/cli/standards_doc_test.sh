#!/bin/sh
# What docs/STANDARDS.md tells a newcomer to do, done: its first clause, word for word, and what it says comes out.
set -u
comity=$(realpath "$1")
root=$(realpath "$2")
doc=$root/docs/STANDARDS.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
count=0

check() { # NAME CONDITION...
    name=$1
    shift
    count=$((count + 1))
    if "$@"; then echo "ok $count - $name"; else echo "not ok $count - $name"; fi
}

# Each block fenced with four backticks as blockN.md.
awk '/^````/ { inside = !inside; if (inside) n++; next } inside { print > ("block" n ".md") }' "$doc"

cp block1.md my.md
"$comity" standards test my.md >test.out 2>&1
check 'the first clause of the manual passes its examples' test $? -eq 0
check 'and the program names it as the manual does' grep -q '^ok  *tickets  *4 passed' test.out

sed 's/^when: list.ticket_offers/when: list.ticket_offer/' my.md >slip.md
"$comity" standards test slip.md >slip.out 2>&1
check 'a slip is named as the manual says' grep -qF \
    'slip.md:20:7: unknown signal "list.ticket_offer"; did you mean "list.ticket_offers"?' slip.out

"$comity" standards explain --standards my.md 'Two SPARE tickets, anybody?' >explain.out 2>&1
sed -n '/^\$ comity standards explain/,/^…/p' "$doc" | sed '1d;$d' >explain.want
head -n "$(wc -l <explain.want)" explain.out | cmp -s - explain.want
check 'explain answers as the manual shows' test $? -eq 0

# The two lines more, and the examples for them.
sed -e 's/^then: hold$/then: hold\nfor trusted: flag\nrepeat 3: remove/' \
    -e '/^keep  The company should sell/a\
\
given author.trust = 20\
flag   Selling my ticket to the islands, half price.\
\
given author.upheld_here = 3\
remove  Selling my ticket to the islands, half price.' my.md >more.md
"$comity" standards test more.md >more.out 2>&1
check 'trust and repetition change what follows' grep -q '^ok  *tickets  *6 passed' more.out

# Blocks of the reference, in a layer of their own.
layer() { printf '# T\n\n```standards\nextends: shipped\n```\n\n'; cat "$@"; }
for n in 2 3 4; do
    layer "block$n.md" >"layer$n.md"
    "$comity" standards test "layer$n.md" >"layer$n.out" 2>&1
    check "block $n of the manual is taken" test $? -eq 0
done

# The edition beside the first clause.
"$comity" import folder "$root/samples/edition" --database "sqlite:$folder/e.db" --set standards.file=my.md \
    --set standards.editions=block5.md >edition.out 2>&1
check 'the edition of the manual is taken with it' test $? -eq 0
sed 's/{#tickets}/{#ticket}/' block5.md >wrong.md
"$comity" import folder "$root/samples/edition" --database "sqlite:$folder/e.db" --set standards.file=my.md \
    --set standards.editions=wrong.md >wrong.out 2>&1
check 'and refused when it names no section' grep -qF 'wrong.md:7:1: the document has no section {#ticket}' wrong.out

"$comity" standards show my.md >show.md 2>&1
"$comity" standards test show.md >shown.out 2>&1
check 'what show prints stands by itself' test $? -eq 0
echo "1..$count"
