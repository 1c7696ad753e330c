/*
 * What a model is trained on, said in a file: which sets, which of their columns hold text, and what their labels mean.
 *
 *     # a comment
 *     set paradetox.rewritten toxicity/paradetox/paradetox.tsv
 *       text neutral1 neutral2
 *       toxic 0
 *       insult 0
 *     set jigsaw.labelled toxicity/jigsaw-mini/labelled.csv
 *       text comment_text
 *       only dataset train
 *       toxic column toxic
 *       identity column target is mus asi.south
 *       weight 0.5
 *       share 0.5
 *
 *     set written.threat ./written/threat.tsv
 *       written 30
 *
 *     vectors words/vectors.tsv
 *
 * A line that begins at the margin begins a set: its name and its file, below the folder of data
 * or, when it begins with "./", below the manifest's own. What stands before
 * the first dot of the name is its group; groups are left out together to see how a model does on what it never saw.
 * Word vectors that the net begins with (train/net_fit.h) lie in a file of the folder of data too.
 * Indented lines belong to the set. A head is labelled by a number, by a column that holds one (true and false are 1
 * and 0), or by whether a column holds one of some values. A head without a line is not labelled: the set says
 * nothing about it. Several text columns give several examples; empty ones none.
 *
 * Ownership: everything views the manifest's bytes, which must outlive it.
 *
 * Must not: open files.
 */
#ifndef COMITY_TRAIN_MANIFEST_H
#define COMITY_TRAIN_MANIFEST_H

#include "signals/heads.h"

#define MANIFEST_SETS_MAX   64
#define MANIFEST_TEXTS_MAX  4
#define MANIFEST_VALUES_MAX 8
#define MANIFEST_FILTERS    4

enum label_kind { LABEL_NONE, LABEL_NUMBER, LABEL_COLUMN, LABEL_IS };

struct manifest_label {
    enum label_kind kind;
    double number;
    struct str column;
    struct str values[MANIFEST_VALUES_MAX];
    size_t value_count;
};

struct manifest_filter {
    struct str column;
    struct str values[MANIFEST_VALUES_MAX];
    size_t value_count;
};

struct manifest_set {
    int line;
    struct str name, group, file;
    struct str texts[MANIFEST_TEXTS_MAX];
    size_t text_count;
    struct manifest_label label[HEAD_COUNT];
    struct manifest_filter filter[MANIFEST_FILTERS];
    size_t filter_count;
    double weight;   /* of an example of it, 1 unless said */
    double share;    /* of its rows that are taken, spread over the whole; 1 unless said */
    bool quote_free; /* a quotation mark is a character like others */
    bool headless;   /* no line of names: columns are #1, #2 … */
    int64_t
        written; /* the file holds templates (train/written.h): texts made of each; 0: it is a table */
};

struct manifest {
    struct manifest_set set[MANIFEST_SETS_MAX];
    size_t count;
    struct str vectors; /* file of word vectors; empty: none */
};

/* RC_INVALID with the line at fault. */
enum rc manifest_read(struct str bytes, struct manifest *ret, struct problem *problem) MUST_CHECK;

#endif
