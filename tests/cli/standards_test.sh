#!/bin/sh
# comity standards from outside: every subcommand's output and exit status, right and wrong usage. TAP.
# usage: standards_test.sh PATH-TO-COMITY SOURCE-ROOT
. "$(dirname "$0")/suite.sh"

run() {
    out=$("$comity" standards "$@" 2>&1)
    status=$?
}

cat >"$work/good.md" <<'END'
# House rules

## Shouting {#shouting}

Please do not shout.

```clause
when: author.staff
then: publish
else_when: caps.ratio >= 0.6 && comment.words >= 4
then: nudge
reasons: terms other violation of terms
```

```examples
nudge  THIS IS WHAT HAPPENS WHEN NOBODY READS THE CONTRACT.
keep   It was NOT the harbour master who signed.

given author.staff = true
keep   THIS IS WHAT HAPPENS WHEN NOBODY READS THE CONTRACT.
```
END
sed 's/^nudge  THIS/hold   THIS/' "$work/good.md" >"$work/failing.md"
sed 's/0\.6/0.95/; s/^keep   It was.*/&\nkeep   Nothing else./; s/Please/Kindly/' "$work/good.md" >"$work/stricter.md"
sed 's/^then: nudge/then:   nudge/; s/^nudge  /nudge /; s/^reasons:/\n\nreasons:/' "$work/good.md" >"$work/untidy.md"
sed 's/ >= 4/ >= 4 \&\& comment.words >= 2/; s/^reasons:.*//' "$work/good.md" >"$work/doubtful.md"

# What a document quotes in its faults must not steer the terminal that shows them.
sed "s/caps.ratio/$(printf 'caps\033[31m\342\200\256ratio')/" "$work/good.md" >"$work/steering.md"
run lint "$work/steering.md"
out=$(printf '%s' "$out" | tr '\033' '!')
case $out in *'!'*|*"$(printf '\342\200\256')"*) status=9 ;; esac
expect "faults do not steer the terminal" 1 "steering.md"

run
expect "a subcommand is asked for" 2 "name a subcommand"
run --help
expect "the subcommands are listed" 0 "explain"
run tset
expect "a slip gets a suggestion" 2 'did you mean "standards test"?'
run nothing-like-it
expect "what is no subcommand is refused" 2 "standards --help"
run --tap test
expect "options stand behind the subcommand" 2 "options stand behind"
for name in test lint fmt explain reference diff show facts; do
    run $name --help
    expect "standards $name explains itself" 0 "usage: comity standards $name"
done
run test --tapp
expect "an unknown option is refused with a suggestion" 2 "did you mean --tap?"

run test "$work/good.md"
expect "examples that come out are counted by clause" 0 "ok      shouting                3 passed"
run test "$work/failing.md"
expect "one that does not is told with its place" 1 "failing.md:16: expected hold, got nudge from this clause"
expect "and counted" 1 "2 passed, 1 failed (1 clauses"
run test --tap "$work/failing.md"
expect "the TAP plan counts examples" 1 "1..3"
expect "the TAP lines name clause, place and expectation" 1 "failing.md:16 hold"
run test "$root/tests/data/standards/bad/never-pair.md"
expect "a condition that can never be met is refused" 1 'never-pair.md:9:19: this condition can never be met'
run test "$work/missing.md"
expect "a missing file is named" 1 "missing.md: No such file"

run lint "$work/good.md"
expect "too few examples are a warning" 1 "#shouting: 1 examples that it should act on; 10 show its reach [few-acting]"
expect "what the conditions cost is told" 1 "conditions take at most 8 of 20000 steps"
run lint "$work/doubtful.md"
expect "a part that changes nothing is a warning" 1 'doubtful.md:10: #shouting: "comment.words >= 2" changes nothing'
expect "so is a missing category" 1 "[no-reasons]"
run lint --json "$work/good.md"
expect "warnings come as JSON" 1 '"line":3,"clause":"shouting","check":"few-acting"'

run fmt --check "$work/good.md"
expect "the canonical layout is recognised" 0 ""
run fmt --check "$work/untidy.md"
expect "another is told" 1 "untidy.md is not in canonical layout"
run fmt "$work/untidy.md"
expect "the canonical layout is printed" 0 "then: nudge"
run fmt --write "$work/untidy.md"
expect "and written" 0 ""
run fmt --check "$work/untidy.md"
expect "once is enough" 0 ""
run diff "$work/good.md" "$work/untidy.md"
expect "and the meaning stays" 0 "no difference in meaning"
run fmt --check --write "$work/good.md"
expect "switches that exclude each other are refused" 2 "exclude each other"
run fmt --write
expect "the shipped document cannot be written" 2 "--write needs a file"
run fmt "$root/tests/data/standards/bad/missing-then.md"
expect "a faulty document is not laid out" 1 "missing-then.md:7:1"

run explain --standards "$work/good.md" "THE WHOLE TOWN IS SHOUTING ABOUT IT"
expect "an explanation says what holds part by part" 0 "caps.ratio >= 0.6   # caps.ratio = 1   <- without it, no"
run explain --standards "$work/good.md" --given "author.staff = true" "THE WHOLE TOWN IS SHOUTING ABOUT IT"
expect "what is given is used" 0 "author.staff -> publish: true"
run explain --standards "$work/good.md" "THE WHOLE TOWN TALKS about IT and about THAT"
expect "a near miss names the part that is missing" 0 "only this is missing"
run explain --given "author.staf=true" "Hello."
expect "a mistyped fact is refused" 2 'did you mean "author.staff"?'
run explain --given "author.staff" "Hello."
expect "a fact without a value too" 2 "--given is name=value"
run explain
expect "an explanation needs a text" 2 "usage: comity standards explain"

run diff "$work/good.md" "$work/stricter.md"
expect "a changed condition shows both sides" 1 "+ caps.ratio >= 0.95 && comment.words >= 4"
expect "changed prose is told" 1 "prose changed"
expect "an added example is shown" 1 "+ Nothing else."
run diff --json "$work/good.md" "$work/stricter.md"
expect "differences come as JSON" 1 '{"section":"shouting","what":"condition 2","before":"caps.ratio >= 0.6'
run diff "$work/good.md" "$work/failing.md" more
expect "too many documents are refused" 2 "usage: comity standards diff"

run show "$work/good.md"
expect "the document in force is shown" 0 "## Shouting {#shouting}"
run reference
expect "the reference names functions" 0 '`startsWith`'
run facts
expect "facts are listed" 0 "author.comments_last_minute"

cat >"$work/lists.md" <<'END'
# House rules

```trust
levels: new 0, member 3, trusted 12
```

## Ferries {#ferries}

Not here.

```list boats
ferry
ferr*
```

```clause
when: author.staff
then: publish
else_when: list.boats > 0 && (min(caps.ratio, 0.5) <= 1e-3 || author.trust < -2)
  && article.section in ["a", "b"]   # where it matters
then: hold
for trusted: flag
repeat 2: remove
evidence: list.boats
share: 5 %
```
END
sed -e 's/list.boats > 0 && (min(caps.ratio, 0.5) <= 1e-3 || author.trust < -2)/list.boats>0  \&\&( min( caps.ratio,0.5 )<=1e-3||author.trust< - 2 )/' \
    -e 's/&& article.section in \["a", "b"\]/\&\&article.section  in[ "a","b" ]/' -e 's/^## Ferries/##   Ferries  /' \
    "$work/lists.md" >"$work/spaced.md"
run fmt --check "$work/spaced.md"
expect "spaces in conditions and headings have a layout too" 1 "not in canonical layout"
run diff "$work/lists.md" "$work/spaced.md"
expect "they are no difference in meaning" 0 "no difference in meaning"
run fmt "$work/spaced.md"
out=$(printf '%s\n' "$out" | diff - "$work/lists.md")
expect "fmt finds the layout again" 0 ""
sed -e 's/^ferry$/boat/' -e 's/for trusted: flag/for member: nudge/' -e 's/repeat 2/repeat 3/' -e 's/share: 5 %/share: 7.5 %/' \
    -e 's/member 3,/member 4,/' -e 's/^evidence:.*/evidence: list.boats, caps.ratio/' "$work/lists.md" >"$work/moved.md"
run diff "$work/lists.md" "$work/moved.md"
expect "an entry taken from a list is told" 1 "  entry of list.boats removed
    - ferry"
expect "and one added" 1 "    + boat"
expect "a line for a level is told with its name" 1 "  for member added
    + nudge"
expect "and one taken away" 1 "  for trusted removed"
expect "lines for repetition are told one by one" 1 "  repeat 3 added
    + remove"
expect "the brake's share is told in percent" 1 "    - 5 %
    + 7.5 %"
expect "the evidence is told by name" 1 "    + list.boats, caps.ratio"
expect "levels of trust are told with their points" 1 "    + new 0, member 4, trusted 12"
run fmt --check "$root/standards/standards.de.md"
expect "an edition is laid out as well" 0 ""
sed 's/^## \([^{]*\) {/##   \1   {/' "$root/standards/standards.de.md" >"$work/de.md"
run fmt --check "$work/de.md"
expect "and another layout of it is told" 1 "not in canonical layout"
run fmt --write "$work/de.md"
cmp -s "$work/de.md" "$root/standards/standards.de.md" || status=9
expect "its prose stays byte for byte" 0 ""
sed 's/{#insults}/{#insultz}/' "$root/standards/standards.de.md" >"$work/wrong.md"
run fmt "$work/wrong.md"
expect "a faulty edition is not laid out" 1 "insult"
{ printf '\357\273\277'; cat "$work/good.md"; } >"$work/marked.md"
run fmt --check "$work/marked.md"
expect "a mark that an editor put before the text is passed over" 1 "not in canonical layout"
run test "$work/marked.md"
expect "and the document under it is tried" 0 "0 failed"
{ cat "$work/good.md"; printf '\n## Lost {#lost}\n\nWords.\n\n``clause\nwhen: true\n```\n\n    ```examples\n'; } >"$work/lost.md"
run lint "$work/lost.md"
expect "a block that is none is warned of" 1 '"``clause" begins no block'
expect "and one that does not stand at the margin" 1 '"```examples" begins no block'
printf '# Le regole\n\n```standards\nedition: it\n```\n\n## Grida {#shouting}\n\nNon gridate.\n' >"$work/it.md"
run lint --edition "$work/it.md" "$work/good.md"
expect "an edition that fits is no matter for a warning" 1 "few-keep"
sed 's/{#shouting}/{#shoutin}/' "$work/it.md" >"$work/slip.it.md"
run lint --edition "$work/slip.it.md" "$work/good.md"
expect "a section of an edition that is not in the document is named" 1 'slip.it.md:7:1: the document has no section {#shoutin}'
run test "$work/it.md"
expect "an edition is not tried as a document, and it is told what to do" 1 'comity standards lint --edition'

cat >"$work/steps.md" <<'END'
# House rules

```standards
extends: shipped
```

## Ferries {#ferries}

Not here.

```list boats
ferr*
```

```clause
when: list.boats > 0 || reports.here >= 1
then: hold
for trusted: flag
repeat 2: remove
```
END
run explain --standards "$work/steps.md" "Three FERRIES went by."
expect "an explanation names the words that decide" 0 'without "FERRIES" this clause would not have applied'
expect "and what a list of the layer found" 0 'list.boats                       "FERRIES"'
run explain --standards "$work/steps.md" --given "author.trust = 20" "Three ferries went by."
expect "what trust made of it is told" 0 '      trust   -> flag, for an author of the level "trusted"'
run explain --standards "$work/steps.md" --given "author.upheld_here = 2" "Three ferries went by."
expect "and repetition" 0 "      repeat  -> remove, for 2 upheld removals under this clause"
run explain --standards "$work/steps.md" --given "author.upheld_here = 2, reports.here = 1" "Three boats went by."
expect "and that reports alone never remove" 0 "      reports -> hold, for reports alone never remove"
run explain --standards "$work/steps.md" --braked ferries "Three ferries went by."
expect "and the brake" 0 "      brake   -> flag, the clause is under the emergency brake"
run explain --braked nowhere "Hello."
expect "a clause that is not there has no brake" 2 'there is no clause "nowhere"'
run explain --before "The council has sold the harbour to strangers." "The council has sold the harbour to strangers."
expect "an earlier comment is taken into account" 0 "repeat.similarity                1"
out=$(printf 'THE WHOLE TOWN IS SHOUTING ABOUT IT\n' | "$comity" standards explain --standards "$work/good.md" - 2>&1)
status=$?
expect "a text comes from standard input too" 0 "caps.ratio = 1"
out=$(head -c 300000 /dev/zero | tr '\0' x | "$comity" standards explain - 2>&1)
status=$?
expect "one that is too long is refused" 1 "comity: "

# A terminal gets colours, unless NO_COLOR says otherwise; script gives us one.
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    coloured() { script -qec "$1 '$comity' standards explain --standards '$work/good.md' 'THE WHOLE TOWN IS SHOUTING'" /dev/null </dev/null | tr '\033' '!'; }
    out=$(coloured "env -u NO_COLOR")
    status=$?
    expect "a terminal gets colours" 0 '![1m'
    expect "green where a condition holds" 0 '![32mtrue'
    out=$(coloured "env NO_COLOR=1")
    case $out in *'!['*3[12]m*) status=9 ;; *) status=0 ;; esac
    expect "and none with NO_COLOR" 0 "caps.ratio"
fi

printf '# Regels\n\n```standards\nextends: shipped\nlanguage: nl\n```\n\n## Spam {#spam}\n\nGeen reclame.\n' >"$work/nl.md"
run lint "$work/nl.md"
expect "words left in another language are a warning" 1 'sections have the words of the document that this one extends, in "en"'
sed 's/language: nl/language: de/' "$work/nl.md" >"$work/delayer.md"
run lint "$work/delayer.md"
expect "not where an edition speaks for them, and shipped examples come out as ever" 0 "0 warnings"

shipped=$root/standards/standards.en.md
run fmt --check "$shipped"
expect "the shipped document is in canonical layout" 0 ""
run lint "$shipped"
expect "and nothing in it is to be warned of" 0 "0 warnings"

echo "1..$count"
