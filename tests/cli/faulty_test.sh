#!/bin/sh
# What works, and what does not, while the standards on disk are faulty. TAP.
# usage: faulty_test.sh PATH-TO-COMITY
. "$(dirname "$0")/suite.sh"
cd "$work" || exit 1

site() {
    out=$("$comity" "$@" --database sqlite:site.db --set standards.file=my.md 2>&1)
    status=$?
}

add() {
    out=$(echo 'violet kettle under seven moons' | "$comity" user add "$1" --email "$1@example.org" \
        --database sqlite:site.db --set standards.file=my.md 2>&1)
    status=$?
}

# A document that was in force stands in the database as it is.
recorded() {
    out=no status=0
    cat site.db* | grep -qaF -- "$1" && out=yes
}

echo "1..10"

printf '# Our rules\n\n```standards\nextends: shipped\n```\n' >my.md
mkdir -p edition/articles
printf '[site]\ntitle = The Courier\ntagline = News\nlanguage = en\ntime_zone = Europe/London\n' >edition/edition.ini
site import folder edition
expect "what judges comments puts the standards in force" 0 "articles: 0 added"

printf '\nMore words.\n' >>my.md
site user list
site standards errors
expect "a document that never judged has no errors" 0 "0 published and 0 stopped"
recorded 'More words'
expect "what judges none does not record them as having been in force" 0 "no"
recorded 'Our rules'
expect "what did is found there" 0 "yes"

printf '\n## Tickets {#tickets}\n\nNo tickets.\n\n```clause\nwhen: true\nthen: nuge\n```\n' >>my.md
add anna
expect "an account is added while they are faulty" 0 "comity: added anna as reader"
expect "and the fault is told with its place" 0 'my.md:15:7: unknown consequence "nuge"; did you mean "nudge"?'
expect "and what is done about it" 0 "going on with those that were in force last"
site standards replay --since 1d
expect "stored comments are still judged by those in force" 0 "0 of 0 comments"
site import folder edition
expect "nothing is judged by faulty standards" 1 "my.md:15:7"
recorded 'More words'
expect "and they are not recorded" 0 "no"
