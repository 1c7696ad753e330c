#include "train/manifest.h"

#include <stdlib.h>

struct reading {
    struct manifest *m;
    struct manifest_set *set; /* the one being read */
    int line;
    struct problem *problem;
};

static struct str next_word(struct str *rest)
{
    struct str s = str_trim(*rest);
    size_t n = 0;
    while (n < s.n && !char_is_space(s.p[n]))
        n++;
    *rest = str_slice(s, n, s.n);
    return str_slice(s, 0, n);
}

static bool parse_number(struct str s, double *ret)
{
    char copy[32], *end;
    if (s.n == 0 || s.n >= sizeof(copy))
        return false;
    memcpy(copy, s.p, s.n);
    copy[s.n] = 0;
    *ret = strtod(copy, &end);
    return *end == 0;
}

static enum rc fault(struct reading *r, const char *what, struct str word)
{
    return problem_set_at(r->problem, RC_INVALID, r->line, 1, "%s: \"%.*s\"", what, STR_ARG(word));
}

static enum rc begin_set(struct reading *r, struct str rest)
{
    struct str name = next_word(&rest), file = next_word(&rest);
    size_t dot = str_find_char(name, '.', 0);
    if (file.n == 0 || next_word(&rest).n)
        return fault(r, "a set has a name and a file", name);
    if (r->m->count == MANIFEST_SETS_MAX)
        return fault(r, "one set too many", name);
    r->set = &r->m->set[r->m->count++];
    *r->set = (struct manifest_set){.line = r->line,
                                    .name = name,
                                    .group = dot == STR_NONE ? name : str_slice(name, 0, dot),
                                    .file = file,
                                    .weight = 1,
                                    .share = 1};
    return RC_OK;
}

static enum rc read_values(struct reading *r, struct str rest, struct str *values,
                           size_t *ret_count)
{
    struct str word;
    while ((word = next_word(&rest)).n) {
        if (*ret_count == MANIFEST_VALUES_MAX)
            return fault(r, "one value too many", word);
        values[(*ret_count)++] = word;
    }
    return *ret_count ? RC_OK : fault(r, "values are missing", r->set->name);
}

static enum rc read_texts(struct reading *r, struct str rest)
{
    struct str word;
    while ((word = next_word(&rest)).n) {
        if (r->set->text_count == MANIFEST_TEXTS_MAX)
            return fault(r, "one column of text too many", word);
        r->set->texts[r->set->text_count++] = word;
    }
    return RC_OK;
}

static enum rc read_filter(struct reading *r, struct str rest)
{
    struct manifest_filter *f = &r->set->filter[r->set->filter_count];
    if (r->set->filter_count == MANIFEST_FILTERS)
        return fault(r, "one \"only\" too many", rest);
    r->set->filter_count++;
    f->column = next_word(&rest);
    return read_values(r, rest, f->values, &f->value_count);
}

/* "1", "column NAME", "column NAME is VALUE …" */
static enum rc read_label(struct reading *r, enum head head, struct str rest)
{
    struct manifest_label *l = &r->set->label[head];
    struct str word = next_word(&rest);
    if (parse_number(word, &l->number)) {
        l->kind = LABEL_NUMBER;
        return l->number >= 0 && l->number <= 1 ? RC_OK : fault(r, "a label is 0 to 1", word);
    }
    if (!str_eq(word, STR("column")))
        return fault(r, "a label is a number or \"column NAME\"", word);
    l->column = next_word(&rest);
    l->kind = LABEL_COLUMN;
    word = next_word(&rest);
    if (l->column.n == 0 || (word.n && !str_eq(word, STR("is"))))
        return fault(r, "after \"column NAME\" comes nothing, or \"is VALUE\"", word);
    if (word.n == 0)
        return RC_OK;
    l->kind = LABEL_IS;
    return read_values(r, rest, l->values, &l->value_count);
}

static bool find_head(struct str name, enum head *ret)
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        if (str_eq(name, str_from_cstr(head_names[h]))) {
            *ret = (enum head)h;
            return true;
        }
    }
    return false;
}

static enum rc read_positive(struct reading *r, struct str rest, double most, double *ret)
{
    struct str word = str_trim(rest);
    return parse_number(word, ret) && *ret > 0 && *ret <= most
               ? RC_OK
               : fault(r, "this is a number above 0, a share one up to 1", word);
}

static enum rc read_property(struct reading *r, struct str rest)
{
    struct str word = next_word(&rest);
    enum head head;
    if (r->set == NULL)
        return fault(r, "this line belongs to no set", word);
    if (str_eq(word, STR("text")))
        return read_texts(r, rest);
    if (str_eq(word, STR("only")))
        return read_filter(r, rest);
    if (str_eq(word, STR("weight")))
        return read_positive(r, rest, 1000, &r->set->weight);
    if (str_eq(word, STR("share")))
        return read_positive(r, rest, 1, &r->set->share);
    if (str_eq(word, STR("headless")))
        return r->set->headless = true, RC_OK;
    if (str_eq(word, STR("unquoted")))
        return r->set->quote_free = true, RC_OK;
    if (str_eq(word, STR("written")))
        return str_to_i64(str_trim(rest), &r->set->written) == RC_OK && r->set->written > 0
                   ? RC_OK
                   : fault(r, "this is a whole number above 0", str_trim(rest));
    if (find_head(word, &head))
        return read_label(r, head, rest);
    return fault(r, "neither a head nor text, only, weight, share, unquoted, headless, written",
                 word);
}

static enum rc read_vectors(struct reading *r, struct str rest)
{
    r->m->vectors = next_word(&rest);
    return r->m->vectors.n ? RC_OK : fault(r, "word vectors lie in a file", rest);
}

static enum rc read_line(struct reading *r, struct str line)
{
    struct str content = str_trim(line), rest = content;
    if (content.n == 0 || content.p[0] == '#')
        return RC_OK;
    if (char_is_space(line.p[0]))
        return read_property(r, content);
    struct str word = next_word(&rest);
    if (str_eq(word, STR("vectors")))
        return read_vectors(r, rest);
    if (!str_eq(word, STR("set")))
        return fault(r, "a line at the margin begins a set, or names word vectors", content);
    return begin_set(r, rest);
}

static enum rc check(struct reading *r)
{
    for (size_t i = 0; i < r->m->count; i++) {
        const struct manifest_set *s = &r->m->set[i];
        bool labelled = false;
        if (s->written)
            continue;
        r->line = s->line;
        for (int h = 0; h < HEAD_COUNT; h++)
            labelled |= s->label[h].kind != LABEL_NONE;
        if (s->text_count == 0)
            return fault(r, "a set without a column of text", s->name);
        if (!labelled)
            return fault(r, "a set without a label", s->name);
    }
    return r->m->count ? RC_OK : problem_set(r->problem, RC_INVALID, "no set in it");
}

enum rc manifest_read(struct str bytes, struct manifest *ret, struct problem *problem)
{
    struct reading r = {.m = ret, .problem = problem};
    ret->count = 0;
    ret->vectors = (struct str){0};
    while (bytes.p) {
        struct str line = str_split(&bytes, '\n');
        r.line++;
        enum rc rc = read_line(&r, line);
        if (rc != RC_OK)
            return rc;
    }
    return check(&r);
}
