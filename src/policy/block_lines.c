#include "policy/block_lines.h"

#include "base/suggest.h"

struct lines {
    const struct source *source;
    struct problem *problem;
    const char *const *names;
    size_t name_count;
    struct block_line *lines;
    size_t count;
};

/* Where the value ends that begins at `begin`: before a comment and the white space around it. */
static size_t value_end(struct str doc, size_t begin, size_t end)
{
    char quote = '\0';
    for (size_t i = begin; i < end; i++) {
        char c = doc.p[i];
        if (quote != '\0' && c == '\\')
            i++;
        else if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '#' && (i == begin || char_is_space(doc.p[i - 1])))
            end = i;
    }
    while (end > begin && char_is_space(doc.p[end - 1]))
        end--;
    return end;
}

static enum rc fault_key(struct lines *l, struct str key, size_t at)
{
    struct str word = key;
    word = str_split(&word, ' ');
    struct suggestion near = suggest_begin(key), near_word = suggest_begin(word);
    for (size_t i = 0; i < l->name_count; i++) {
        struct str name = str_from_cstr(l->names[i]);
        bool takes = str_ends(name, STR(" "));
        if (takes && str_eq(word, str_trim(name)))
            return source_fault(l->source, l->problem, at, "\"%.*s:\" lacks a word; %s",
                                STR_ARG(key),
                                str_eq(word, STR("for")) ? "write a level of trust, as in "
                                                           "\"for trusted: flag\""
                                                         : "write a number, as in "
                                                           "\"repeat 3: hold\"");
        suggest_offer(takes ? &near_word : &near, str_trim(name));
    }
    if (near_word.best.n > 0 && near.best.n == 0)
        return source_fault(l->source, l->problem, at,
                            "unknown line \"%.*s:\"; did you mean \"%.*s ...:\"?", STR_ARG(key),
                            STR_ARG(near_word.best));
    if (near.best.n > 0)
        return source_fault(l->source, l->problem, at,
                            "unknown line \"%.*s:\"; did you mean \"%.*s:\"?", STR_ARG(key),
                            STR_ARG(near.best));
    return source_fault(l->source, l->problem, at,
                        "unknown line \"%.*s:\"; docs/STANDARDS.md lists what may stand here",
                        STR_ARG(key));
}

/* Whether `key` is this name, or this name with an argument behind it. */
static bool is_key(struct str name, struct str key, struct str *ret_argument)
{
    bool takes = str_ends(name, STR(" "));
    *ret_argument = takes ? str_trim(str_slice(key, name.n, key.n)) : (struct str){0};
    return takes ? str_starts(key, name) && ret_argument->n > 0 : str_eq(key, name);
}

static enum rc find_key(struct lines *l, struct str key, size_t at, struct block_line *line)
{
    for (size_t i = 0; i < l->name_count; i++) {
        if (is_key(str_from_cstr(l->names[i]), key, &line->argument)) {
            line->key = (int)i;
            line->name = key;
            return RC_OK;
        }
    }
    return fault_key(l, key, at);
}

/* "then hold" */
static enum rc fault_colon(struct lines *l, struct str line, size_t at)
{
    struct str rest = line, word = str_split(&rest, ' '), argument = str_split(&rest, ' ');
    for (size_t i = 0; i < l->name_count; i++) {
        struct str name = str_from_cstr(l->names[i]);
        if (str_eq(name, word))
            return source_fault(l->source, l->problem, at,
                                "a colon is missing; write \"%.*s:\" and the value behind it",
                                STR_ARG(word));
        if (argument.n > 0 && str_ends(name, STR(" ")) && str_eq(str_trim(name), word))
            return source_fault(l->source, l->problem, at,
                                "a colon is missing; write \"%.*s %.*s:\" and the value behind it",
                                STR_ARG(word), STR_ARG(argument));
    }
    return source_fault(l->source, l->problem, at,
                        "expected \"name: value\"; indent a line that continues the one above");
}

static enum rc read_line(struct lines *l, size_t at, size_t end)
{
    struct str doc = l->source->document;
    size_t colon = str_find_char(str_slice(doc, 0, end), ':', at);
    if (colon == STR_NONE)
        return fault_colon(l, str_trim(str_slice(doc, at, end)), at);
    struct block_line *line = &l->lines[l->count];
    enum rc rc = find_key(l, str_trim(str_slice(doc, at, colon)), at, line);
    if (rc != RC_OK)
        return rc;
    size_t begin = colon + 1;
    while (begin < end && char_is_space(doc.p[begin]))
        begin++;
    line->at = at;
    line->begin = begin;
    line->end = value_end(doc, begin, end);
    line->value = str_slice(doc, line->begin, line->end);
    l->count++;
    return RC_OK;
}

static enum rc continue_line(struct lines *l, size_t begin, size_t text, size_t end)
{
    if (l->count == 0)
        return source_fault(
            l->source, l->problem, text,
            "nothing stands above that this line could continue; begin at the margin");
    struct block_line *line = &l->lines[l->count - 1];
    if (line->end == line->begin)
        line->begin = text;
    line->end = value_end(l->source->document, begin, end);
    line->continued = true;
    return RC_OK;
}

static enum rc take_line(struct lines *l, size_t begin, size_t end)
{
    struct str doc = l->source->document;
    size_t text = begin;
    while (text < end && char_is_space(doc.p[text]))
        text++;
    if (text == end || doc.p[text] == '#')
        return RC_OK;
    return text > begin ? continue_line(l, begin, text, end) : read_line(l, begin, end);
}

static enum rc refuse_empty(struct lines *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->lines[i].end == l->lines[i].begin)
            return source_fault(l->source, l->problem, l->lines[i].at,
                                "\"%.*s:\" says nothing; write its value behind the colon",
                                STR_ARG(l->lines[i].name));
    return RC_OK;
}

enum rc block_lines_refuse_repeated(const struct source *source, const struct block_line *lines,
                                    size_t i, struct problem *problem)
{
    for (size_t k = 0; k < i; k++)
        if (lines[k].key == lines[i].key && str_eq(lines[k].argument, lines[i].argument))
            return source_fault(source, problem, lines[i].at,
                                "a second \"%.*s:\"; keep one of the two", STR_ARG(lines[i].name));
    return RC_OK;
}

enum rc block_lines_read(struct arena *a, const struct source *source, const char *const *names,
                         size_t name_count, struct block_line **ret, size_t *ret_count,
                         struct problem *problem)
{
    struct lines l = {
        .source = source, .problem = problem, .names = names, .name_count = name_count};
    size_t most =
        (size_t)(source_line(source, source->end) - source_line(source, source->begin)) + 1;
    l.lines = ARENA_ARRAY(a, most, struct block_line);
    if (l.lines == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    enum rc rc = RC_OK;
    for (size_t at = source->begin; rc == RC_OK && at < source->end;) {
        size_t newline = str_find_char(str_slice(source->document, 0, source->end), '\n', at);
        size_t end = newline == STR_NONE ? source->end : newline;
        rc = take_line(&l, at, end);
        at = end + 1;
    }
    if (rc == RC_OK)
        rc = refuse_empty(&l);
    if (rc != RC_OK)
        return rc;
    *ret = l.lines;
    *ret_count = l.count;
    return RC_OK;
}
