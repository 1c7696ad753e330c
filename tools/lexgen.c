/*
 * lexgen: compiles a lexicon of models/lexicons into a read-only trie.
 *
 *     lexgen NAME in.tsv... out.c out.h
 *
 * A line is one of
 *     # comment
 *     !labels<TAB>a b c               the labels, in the order of their numbers
 *     !kinds<TAB>a b c                instead of labels: an entry may be of several kinds, "a,b", also by
 *                                     standing on several lines; its label is then an index into
 *                                     lexicon.kinds, sets of bits in the order of the kinds
 *     =NAME<TAB>x|y|z                 a set of endings, used as {NAME}
 *     PATTERN<TAB>label<TAB>language<TAB>flags
 * A pattern is made of letters (Latin, and Cyrillic or Arabic ones), ' , space (a gap between words), # (a number), * (any one word),
 * (x|y|) alternatives, which may nest, and {NAME}. A language is a code, "en"; "en -sv -da" is an English word that is
 * innocent in Swedish and Danish. Flags: open inside glued name split plain accented, see src/signals/lexicon.h; own: counts
 * only in texts of its language; respell: lexgen_respell.h makes respellings of it, as far as no line says what such a
 * word is; or -.
 *
 * A wrong line stops the build with its number and what to do about it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "signals/lexicon.h"
#include "signals/symbol_arabic.h"
#include "lexgen_openings.h"
#include "lexgen_output.h"
#include "lexgen_respell.h"
#include "lexgen_tongue.h"

#define TEXTS_MAX   (1 << 25)
#define NODES_MAX   4000000
#define WORDS_MAX   40000 /* to be respelt */
#define LABELS_MAX  64    /* as kinds they are bits */
#define KINDS_MAX   256
#define SETS_MAX    256
#define PATTERN_MAX 4096

static struct node nodes[NODES_MAX];
static uint32_t node_count = 1;
static uint64_t inside;
static struct str labels[LABELS_MAX];
static size_t label_count;
static uint64_t kinds[KINDS_MAX]; /* what a label stands for; empty unless the lexicon has kinds */
static size_t kinds_count;
static struct {
    struct str name, text;
} sets[SETS_MAX];
static size_t set_count;
static bool is_cyrillic, is_arabic;
static const char *path;
static int line_number;

PRINTF_LIKE(1, 2) __attribute__((noreturn)) static void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", path, line_number);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* Kept to the end: kinds and labels are views of them. */
static char texts[TEXTS_MAX];
static size_t texts_used;

static struct str read_file(const char *name)
{
    FILE *f = fopen(name, "rb");
    char *bytes = texts + texts_used;
    path = name;
    line_number = 0;
    if (!f)
        fail("cannot be read");
    texts_used += fread(bytes, 1, TEXTS_MAX - texts_used, f);
    if (texts_used == TEXTS_MAX)
        fail("the lexicons are too long together");
    fclose(f);
    return str_make(bytes, (size_t)(texts + texts_used - bytes));
}

static uint32_t child_get(uint32_t parent, uint8_t symbol)
{
    uint32_t *link = &nodes[parent].first;
    while (*link && nodes[*link].symbol < symbol)
        link = &nodes[*link].next;
    if (*link && nodes[*link].symbol == symbol)
        return *link;
    if (node_count == NODES_MAX)
        fail("too many words: raise NODES_MAX");
    nodes[node_count] = (struct node){.symbol = symbol, .next = *link};
    *link = node_count;
    return node_count++;
}

struct entry {
    struct str language;
    uint16_t flags;
    uint8_t label, tongue;
    bool respell;
};

/* Words that are respelt when all lines are read. */
static struct {
    uint8_t symbols[RESPELL_MAX];
    size_t n;
    struct entry entry;
} words[WORDS_MAX];
static size_t word_count;

/* The label of a set of kinds. */
static uint8_t kinds_label(uint64_t set)
{
    for (size_t i = 0; i < kinds_count; i++) {
        if (kinds[i] == set)
            return (uint8_t)i;
    }
    if (kinds_count == KINDS_MAX)
        fail("too many sets of kinds: %d are possible", KINDS_MAX);
    kinds[kinds_count] = set;
    return (uint8_t)kinds_count++;
}

static uint8_t label_merge(uint8_t a, uint8_t b)
{
    if (kinds_count)
        return kinds_label(kinds[a] | kinds[b]);
    return a > b ? a : b;
}

/* A word may stand on two lines: the graver label counts, or it is of both kinds; and it is plain only if both say
 * so. */
static void entry_merge(struct node *n, struct entry e)
{
    bool known = n->flags & LEXICON_END;
    bool plain = (e.flags & LEXICON_PLAIN) && (!known || n->flags & LEXICON_PLAIN);
    n->label = known ? label_merge(n->label, e.label) : e.label;
    n->tongue = known ? tongue_merge(n->tongue, e.tongue) : e.tongue;
    n->flags |= (uint16_t)(LEXICON_END | e.flags);
    if (!plain)
        n->flags &= (uint16_t)~LEXICON_PLAIN;
}

static void add_word(const uint8_t *symbols, size_t n, struct entry e)
{
    uint32_t at = 0;
    size_t least = kinds_count ? 1 : 2; /* "I" is a word to read by, not one to judge by */
    if (n < least || n > LEXICON_DEPTH_MAX)
        fail("an entry of %zu letters: %zu to %d are possible", n, least, LEXICON_DEPTH_MAX);
    if (symbols[0] == SYMBOL_SPACE || symbols[n - 1] == SYMBOL_SPACE)
        fail("an entry that begins or ends with a space is never found");
    for (size_t i = 0; i < n; i++)
        at = child_get(at, symbols[i]);
    entry_merge(&nodes[at], e);
    if (e.flags & LEXICON_ANYWHERE)
        inside |= 1ull << symbols[0];
    if (!e.respell || n > RESPELL_MAX)
        return;
    if (word_count == WORDS_MAX)
        fail("too many words to respell: raise WORDS_MAX");
    memcpy(words[word_count].symbols, symbols, n);
    words[word_count].n = n;
    words[word_count++].entry = e;
}

/* A word that some line says something of, even that it is innocent, is left as it is. */
static void add_respelling(void *to, const uint8_t *symbols, size_t n)
{
    const struct entry *e = to;
    uint32_t at = 0;
    for (size_t i = 0; i < n; i++)
        at = child_get(at, symbols[i]);
    if (!(nodes[at].flags & LEXICON_END))
        entry_merge(&nodes[at], *e);
}

/* English is respelt in texts of any language, the others only in their own. */
static void add_respellings(void)
{
    for (size_t i = 0; i < word_count; i++) {
        struct entry e = words[i].entry;
        e.flags = LEXICON_RESPELT;
        if (!str_eq(e.language, STR("en")))
            e.tongue = tongue_own(e.tongue, e.language);
        respell(e.language, words[i].symbols, words[i].n, add_respelling, &e);
    }
}

/* Cyrillic and Arabic letters have the same places. */
static uint8_t letter_symbol(uint32_t c)
{
    uint8_t symbol = symbol_of(c), arabic = symbol_of_arabic(c);
    is_cyrillic |= symbol >= SYMBOL_CYRILLIC;
    is_arabic |= arabic != SYMBOL_NONE;
    if (is_cyrillic && is_arabic)
        fail("Cyrillic and Arabic letters in one lexicon: they take lexicons of their own");
    return symbol ? symbol : arabic;
}

static uint8_t pattern_symbol(struct str pattern, size_t at, size_t *ret_length)
{
    uint32_t c = utf8_decode(pattern, at, ret_length);
    uint8_t symbol = letter_symbol(c);
    if (symbol)
        return symbol;
    switch (c) {
    case '\'':
        return SYMBOL_APOSTROPHE;
    case ' ':
        return SYMBOL_SPACE;
    case '#':
        return SYMBOL_NUMBER;
    case '*':
        return SYMBOL_WORD;
    default:
        fail("U+%04X cannot stand in a pattern: use lower-case letters", c);
    }
}

/* The offset of the bracket that closes the one at `open`. */
static size_t group_end(struct str s, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < s.n; i++) {
        depth += s.p[i] == '(';
        depth -= s.p[i] == ')';
        if (depth == 0)
            return i;
    }
    fail("a bracket is not closed");
}

static void expand(struct str pattern, uint8_t *symbols, size_t n, struct entry e);

static void expand_joined(struct str head, struct str tail, uint8_t *symbols, size_t n,
                          struct entry e)
{
    char joined[PATTERN_MAX];
    if (head.n + tail.n > sizeof(joined))
        fail("the pattern is too long");
    memcpy(joined, head.p, head.n);
    memcpy(joined + head.n, tail.p, tail.n);
    expand(str_make(joined, head.n + tail.n), symbols, n, e);
}

static void expand_alternatives(struct str choices, struct str tail, uint8_t *symbols, size_t n,
                                struct entry e)
{
    size_t from = 0;
    int depth = 0;
    for (size_t i = 0; i <= choices.n; i++) {
        if (i < choices.n) {
            depth += choices.p[i] == '(';
            depth -= choices.p[i] == ')';
        }
        if (i == choices.n || (depth == 0 && choices.p[i] == '|')) {
            expand_joined(str_slice(choices, from, i), tail, symbols, n, e);
            from = i + 1;
        }
    }
}

static struct str set_find(struct str name)
{
    for (size_t i = 0; i < set_count; i++) {
        if (str_eq(sets[i].name, name))
            return sets[i].text;
    }
    fail("no set {%.*s}: define it above with =", STR_ARG(name));
}

static void expand(struct str p, uint8_t *symbols, size_t n, struct entry e)
{
    size_t length, close;
    if (p.n == 0) {
        add_word(symbols, n, e);
    } else if (p.p[0] == '(') {
        close = group_end(p, 0);
        expand_alternatives(str_slice(p, 1, close), str_slice(p, close + 1, p.n), symbols, n, e);
    } else if (p.p[0] == '{') {
        close = str_find_char(p, '}', 0);
        if (close == STR_NONE)
            fail("a brace is not closed");
        expand_alternatives(set_find(str_slice(p, 1, close)), str_slice(p, close + 1, p.n), symbols,
                            n, e);
    } else {
        if (n == LEXICON_DEPTH_MAX)
            fail("an entry is longer than %d letters", LEXICON_DEPTH_MAX);
        symbols[n] = pattern_symbol(p, 0, &length);
        expand(str_slice(p, length, p.n), symbols, n + 1, e);
    }
}

static uint8_t label_number(struct str label)
{
    uint8_t merged;
    size_t comma = str_find_char(label, ',', 0);
    if (kinds_count && comma != STR_NONE) {
        merged = label_number(str_slice(label, 0, comma));
        return label_merge(merged, label_number(str_slice(label, comma + 1, label.n)));
    }
    for (size_t i = 0; i < label_count; i++) {
        if (str_eq(labels[i], label))
            return (uint8_t)i;
    }
    fail("no label \"%.*s\": the !labels or !kinds line names them", STR_ARG(label));
}

static uint16_t flag_bit(struct str flag)
{
    static const struct {
        const char *name;
        uint16_t bit;
    } table[] = {{"open", LEXICON_OPEN},         {"inside", LEXICON_INSIDE},
                 {"name", LEXICON_NAME},         {"split", LEXICON_SPLIT},
                 {"plain", LEXICON_PLAIN},       {"glued", LEXICON_GLUED},
                 {"accented", LEXICON_ACCENTED}, {"-", 0}};
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (str_eq(flag, str_from_cstr(table[i].name)))
            return table[i].bit;
    }
    fail("no flag \"%.*s\": open, inside, glued, name, split, plain, accented, own, respell or -",
         STR_ARG(flag));
}

static void read_flag(struct str flag, struct entry *e)
{
    if (str_eq(flag, STR("own")))
        e->tongue = tongue_own(e->tongue, e->language);
    else if (str_eq(flag, STR("respell")))
        e->respell = true;
    else
        e->flags |= flag_bit(flag);
}

static void read_labels(struct str rest)
{
    while (rest.p) {
        if (label_count == LABELS_MAX)
            fail("too many labels");
        labels[label_count++] = str_split(&rest, ' ');
    }
}

static void read_kinds(struct str rest)
{
    read_labels(rest);
    for (kinds_count = 0; kinds_count < label_count; kinds_count++)
        kinds[kinds_count] = 1ull << kinds_count;
}

static void read_entry(struct str line)
{
    uint8_t symbols[LEXICON_DEPTH_MAX];
    struct str pattern = str_split(&line, '\t');
    struct str label = str_split(&line, '\t');
    struct str language = str_split(&line, '\t');
    struct entry e = {.label = label_number(label), .language = str_slice(language, 0, 2)};
    if (!tongue_read(language, &e.tongue) || !line.p)
        fail("four columns are needed: pattern, label, language, flags");
    while (line.p)
        read_flag(str_split(&line, ' '), &e);
    expand(pattern, symbols, 0, e);
}

static void read_line(struct str line)
{
    struct str first;
    if (line.n == 0 || line.p[0] == '#') {
        return;
    } else if (line.p[0] == '!') {
        first = str_split(&line, '\t');
        if (str_eq(first, STR("!kinds")))
            read_kinds(line);
        else
            read_labels(line);
    } else if (line.p[0] == '=') {
        first = str_split(&line, '\t');
        if (set_count == SETS_MAX || !line.p)
            fail("a set is =NAME, a tab and its alternatives");
        sets[set_count].name = str_slice(first, 1, first.n);
        sets[set_count++].text = line;
    } else {
        read_entry(line);
    }
}

/* FNV-1a, going on from `h`. */
static uint64_t hash_bytes(uint64_t h, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return h;
}

static uint64_t read_lexicon(uint64_t hash, const char *name)
{
    struct str text = read_file(name), rest = text;
    while (rest.p) {
        line_number++;
        read_line(str_split(&rest, '\n'));
    }
    return hash_bytes(hash, text);
}

static void write_header(FILE *out, const char *name)
{
    fprintf(out,
            "#include \"signals/lexicon.h\"\n\nextern const struct lexicon lexicon_%s;\nenum {",
            name);
    for (size_t l = 0; l < label_count; l++) {
        fprintf(out, "%s LEXICON_", l ? "," : "");
        for (const char *c = name; *c; c++)
            fputc(*c - 32, out);
        fputc('_', out);
        for (size_t i = 0; i < labels[l].n; i++)
            fputc(labels[l].p[i] - 32, out);
    }
    fprintf(out, " };\n");
}

int main(int argc, char **argv)
{
    uint64_t hash = 0xcbf29ce484222325u;
    FILE *out, *header;
    if (argc < 5) {
        fprintf(stderr, "usage: lexgen NAME in.tsv... out.c out.h\n");
        return 2;
    }
    for (int i = 2; i < argc - 2; i++)
        hash = read_lexicon(hash, argv[i]);
    out = fopen(argv[argc - 2], "w");
    header = fopen(argv[argc - 1], "w");
    if (!out || !header)
        fail("the output cannot be written");
    fprintf(out, "#include \"lexicon_%s.h\"\n\n", argv[1]);
    add_respellings();
    openings_write(out, nodes);
    tongues_write(out);
    output_write(out, &(struct lexgen_output){.name = argv[1],
                                              .nodes = nodes,
                                              .kinds = kinds,
                                              .kinds_count = kinds_count,
                                              .inside = inside,
                                              .hash = hash,
                                              .arabic = is_arabic});
    write_header(header, argv[1]);
    return fclose(out) || fclose(header) ? 1 : 0;
}
