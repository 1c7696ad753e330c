#!/bin/sh
# comity eval from outside: data sets in, figures out, the exit status. TAP.
# usage: eval_test.sh PATH-TO-COMITY SOURCE-ROOT
. "$(dirname "$0")/suite.sh"
cd "$work" || exit 1

# Runs of blanks come out as one, so that widths of columns do not matter.
run() {
    out=$("$comity" eval "$@" 2>&1)
    status=$?
    out=$(printf '%s\n' "$out" | tr -s ' ')
}

echo "1..46"

cat >areas.csv <<'END'
text,toxic,their
The harbour opens at nine.,0,0.6
The ferry leaves at ten.,1,0.8
The market closes at one.,0,0.2
The bridge is being painted.,1,0.4
END
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --tables auc
expect "an area and its interval are those worked out by hand" 0 "column their 2 2 0.750 (0.069–0.992)"
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --tables auc --json
expect "programs get them unrounded" 0 '"auc":{"value":0.75,"low":0.069'
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --tables thresholds --thresholds 0.5
expect "precision and recall at a threshold" 0 "0.5000 50.0 % (9.5–90.5) 50.0 % (9.5–90.5) 0.5000 50.0 % (9.5–90.5)"
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --tables rates --rates 0.5
expect "recall at a share of false positives" 0 "0.5000 0.4000 50.0 % (9.5–90.5) 100.00 % (34.24–100.00)"
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --tables calibration
expect "Brier's score and the calibration error" 0 "0.2000 0.4000 0.5000 50.0 %"
run --map 'text: text; label toxic: toxic = 1; score toxic: their' areas.csv --score profanity.score --tables comparison
expect "our score is compared with theirs, tied everywhere" 0 "toxic profanity.score column their 4 0.500 (0.095–0.905) 0.750"
run areas.csv --tables labels
expect "without a map columns are taken by their names, and it is said" 0 'text: "text"; label toxic: "toxic" (say otherwise'
run areas.csv --markdown --tables labels
expect "tables as Markdown" 0 "| toxic | 4 | 2 | 2 | 0 | 50.0 % (15.0–85.0) |"

cat >verdicts.csv <<'END'
text,toxic,kind,woman
What utter bullshit.,1,swearing,0
What bullshit again.,1,swearing,1
The harbour opens at nine.,0,plain,1
The ferry leaves at ten.,0,plain,0
The market closes at one.,0,plain,0
END
map='text: text; label toxic: toxic; by: kind; group women: woman'
run --map "$map" verdicts.csv --score profanity.score
expect "verdicts by label" 0 "toxic no 3 0.00 % (0.00–56.15) 0.00 % (0.00–56.15) 0.00 % (0.00–56.15) 0.00 % (0.00–56.15) 0.00 % (0.00–56.15)"
expect "what was stopped of all" 0 "(stopped: nudged, held or removed)"
expect "clauses on all rows" 0 "obscene-language 40.0 % (11.8–76.9) 40.0 % (11.8–76.9)"
expect "accuracy by kind of row" 0 "toxic swearing 2 2 100.00 % (34.24–100.00) 100.00 % (34.24–100.00)"
expect "groups, with enough of both kinds for an area" 0 "women 2 1 1.000 (0.207–1.000) 1.000 (0.207–1.000) 1.000 (0.207–1.000)"
run --map "$map" verdicts.csv --tables clauses
expect "clauses against labels" 0 "toxic obscene-language 100.00 % (34.24–100.00) 100.00 % (34.24–100.00) 0.00 %"

run --jobs 1 --tables all --map "$map" verdicts.csv areas.csv
one=$out
run --jobs 5 --tables all --map "$map" verdicts.csv areas.csv
expect "a column that is not there is named" 1 'areas.csv has no column "kind"'
run --jobs 1 --tables all "verdicts.csv; $map" areas.csv
one=$out
run --jobs 5 --tables all "verdicts.csv; $map" areas.csv
[ "$out" = "$one" ] || status=9
expect "five threads give the same figures as one" 0 "verdicts.csv: labels"

printf 'toxic\tneutral\nWhat bullshit.\tWhat nonsense.\nMore bullshit.\tMore of it.\n' >pairs.tsv
run --tables labels,auc --score profanity.score 'pairs.tsv; text: toxic; label toxic: yes' 'pairs.tsv; text: neutral; label toxic: no'
expect "maps of one file make one set" 0 "toxic profanity.score 2 2 1.000 (0.342–1.000)"
printf '# a set\npairs.tsv; name: pairs; text: toxic; \\\n label toxic: yes\n' >sets
run --manifest sets --data . --tables labels
expect "a manifest names data sets and a folder" 0 "pairs: labels"
printf '\npairs.tsv; text; label toxic: yes\n' >sets
run --manifest sets
expect "a fault in it is told with its line" 1 'sets line 2: "text" is no item of a map'

printf 'text,toxic,kind\nOne.,1,"a|b
c"\n' >bars.csv
run --markdown --tables kinds --map 'text: text; label toxic: toxic; by: kind' bars.csv
expect "a bar in a cell does not end it" 0 '| toxic | a\|b c | 1 | 1 |'
run --json --tables kinds --map 'text: text; label toxic: toxic; by: kind' bars.csv
expect "nor does a line break break JSON" 0 '"kind":"a|b\nc"'

printf 'text,toxic\nOne.,1\nTwo.,1\n' >same.csv
run same.csv --tables auc
expect "one kind alone has no area" 0 "toxic TOXICITY 2 0 – – 0"
: >empty.csv
run empty.csv
expect "an empty file has no rows, which is a failure" 1 "empty.csv has no row that can be used"
printf 'text,toxic\nOne.,1,2\nTwo\n"x"y,1\n' >broken.csv
run broken.csv
expect "broken rows are shown with line and reason" 1 "broken.csv 2 3 cells where the header has 2"
expect "and a set of nothing else is a failure" 1 "broken.csv has no row that can be used"
printf 'text,toxic\nOne.,much\nCaf\351.,1\n \t,0\n' >mixed.csv
run mixed.csv
expect "rows are accounted for" 0 "mixed.csv UTF-8 1 1 1 0 0 1 0"
expect "a label that cannot be read is told" 0 'mixed.csv 2 "much" in column "toxic" is neither yes nor no'
for part in train calibrate test; do
    run --part $part --tables files areas.csv verdicts.csv
    printf '%s\n' "$out" | sed -n 's/^ [a-z]*.csv UTF-8 \([0-9]*\) .*/\1/p'
done >parts
out=$(awk '{ sum += $1 } END { print sum }' parts); status=0
expect "the parts are all there is, each row in one" 0 "9"
run --strict mixed.csv
expect "which fails where it must not be" 1 "rows are broken, and --strict was given"

printf '{"s":"Der Hafen ist wegen des Sturms geschlossen, sagt die Verwaltung.","l":"deu"}\n{"s":"The harbour is closed because of the storm, they say.","l":"en"}\n{"s":"ok","l":"en"}\n' >words.jsonl
run --language --map 'text: s; language: l' words.jsonl
expect "languages named, by length" 0 "50 to 99 2 100.00 % (34.24–100.00)"
expect "and not named" 0 "en 2 50.0 % (9.5–90.5) 100.00 % (20.65–100.00) 0.00 % (0.00–65.76) 50.0 %"
expect "and what a gate would let pass" 0 "50 to 99 1 100.00 % (20.65–100.00) 0.00 % (0.00–79.35) 1 0.00 % (0.00–79.35)"
run --language --map 'text: s' words.jsonl
expect "for which they must be known" 1 "words.jsonl: --language needs to know the languages"

printf 'spans\ttext\n[5, 6, 7, 8, 9, 10, 11, 12]\tWhat bullshit.\n[]\tWhat a day.\n[0,1]\tMy own view.\n' >spans.tsv
run spans.tsv --tables spans --evidence profanity
expect "marked characters" 0 "3 2 100.00 % (67.56–100.00) 80.0 % (49.0–94.3) 0.8889 0.6667 0.00 %"
printf '{"t":"Write to jo@example.com now.","s":[{"start":9,"end":23,"type":"mail"}]}\n' >data.jsonl
run --map 'text: t; spans: s' --evidence privacy --tables span_types data.jsonl
expect "spans by type, of the signals asked for" 0 "mail 1 100.00 % (20.65–100.00)"

run --against areas.csv areas.csv
expect "weights that are none are refused" 1 "areas.csv"
run --against "$root/models/heads.bin" --tables comparison verdicts.csv
expect "a model compared with itself is no better" 0 "toxic TOXICITY TOXICITY (against) 5"
expect "by no amount" 0 "0.000 (0.000–0.000) 1.0000"

run --sample 3 --seed 7 verdicts.csv areas.csv
first=$out
expect "a sample has a header and a row for each" 0 "set	line	id	verdict	clause	words	agree	text"
run --sample 3 --seed 7 verdicts.csv areas.csv
[ "$out" = "$first" ] || status=9
expect "which are the same for the same seed" 0 "agree"

printf 'text,label\n=cmd|x are the words,1\na \033[31mred\033[0m word,0\n' >rough.csv
run --sample 2 rough.csv
expect "a sample has no formula for a spreadsheet" 0 "'=cmd|x are"
case $out in *"$(printf '\033')"*) status=9 ;; esac
expect "and no escapes for a terminal" 0 "word"

run --score profanity.scor areas.csv
expect "a mistyped score is told with a suggestion" 1 'did you mean "profanity.score"?'
run --thresholds 2 areas.csv
expect "a wrong number is wrong usage" 2 "--thresholds must be"
run --tables aux areas.csv
expect "so is an unknown table" 2 "--tables must be"
run
expect "and nothing to read" 2 "no data set is named"
