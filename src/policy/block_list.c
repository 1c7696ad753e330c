/* The block `list NAME`: a word or phrase a line. */
#include "policy/block.h"

#define NAME_BYTES_MAX  40
#define ENTRY_BYTES_MAX 200

static size_t place_of(const struct source *source, struct str part)
{
    return (size_t)(part.p - source->document.p);
}

enum rc block_check_list_name(const struct source *source, struct str name, size_t at,
                              struct problem *problem)
{
    bool valid = name.n > 0 && name.n <= NAME_BYTES_MAX && name.p[0] >= 'a' && name.p[0] <= 'z';
    for (size_t i = 1; valid && i < name.n; i++)
        valid =
            (name.p[i] >= 'a' && name.p[i] <= 'z') || char_is_digit(name.p[i]) || name.p[i] == '_';
    return valid ? RC_OK
                 : source_fault(source, problem, at,
                                "a list needs a name of small letters, digits and _ behind the "
                                "word, as in \"list ferry_companies\"; conditions ask for "
                                "list.ferry_companies");
}

/* The line without its comment: "#" at its beginning or behind white space. */
static struct str without_comment(struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '#' && (i == 0 || char_is_space(line.p[i - 1])))
            return str_trim(str_slice(line, 0, i));
    return str_trim(line);
}

/* What people write around entries elsewhere. Here it would be looked for, and never be found. */
static const char *trimmings(struct str text)
{
    static const char *const quotes[] = {"\"",           "`",        "\xE2\x80\x9C",
                                         "\xE2\x80\x9E", "\xC2\xAB", "\xC2\xBB"};
    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
        if (str_starts(text, str_from_cstr(quotes[i])))
            return "an entry stands without quotes; take them out";
    if (str_starts(text, STR("- ")) || str_starts(text, STR("* ")) || str_starts(text, STR("+ ")))
        return "an entry stands without a sign before it; take it out";
    if (str_find_char(text, ',', 0) != STR_NONE)
        return "an entry stands on a line of its own, without a comma";
    return NULL;
}

static enum rc read_entry(const struct source *source, struct str text, struct list_entry *ret,
                          struct problem *problem)
{
    size_t at = place_of(source, text), star = str_find_char(text, '*', 0);
    if (text.n > ENTRY_BYTES_MAX)
        return source_fault(source, problem, at, "the entry is longer than %d bytes; shorten it",
                            ENTRY_BYTES_MAX);
    if (str_starts(text, STR("```")) || str_starts(text, STR("~~~")))
        return source_fault(source, problem, at, "a list cannot hold a fence; take it out");
    const char *trimming = trimmings(text);
    if (trimming != NULL)
        return source_fault(source, problem, at, "%s", trimming);
    if (star != STR_NONE && (star + 1 < text.n || star == 0 || char_is_space(text.p[star - 1])))
        return source_fault(source, problem, at + star,
                            "\"*\" stands at an entry's end, right behind a word, for all words "
                            "that begin so, as in \"harbour*\"");
    ret->beginning = star != STR_NONE;
    ret->text = ret->beginning ? str_slice(text, 0, star) : text;
    ret->at = at;
    return RC_OK;
}

enum rc block_read_list(const struct source *source, size_t at, unsigned list,
                        struct list_entry *entries, size_t *count, struct problem *problem)
{
    size_t before = *count;
    struct str rest = str_slice(source->document, source->begin, source->end);
    while (rest.n > 0) {
        struct str text = without_comment(str_split(&rest, '\n'));
        if (text.n == 0)
            continue;
        if (*count == STANDARDS_ENTRIES_MAX)
            return source_fault(source, problem, place_of(source, text),
                                "more than %d entries in all lists together",
                                STANDARDS_ENTRIES_MAX);
        struct list_entry *entry = &entries[*count];
        entry->list = list;
        enum rc rc = read_entry(source, text, entry, problem);
        if (rc != RC_OK)
            return rc;
        ++*count;
    }
    return *count > before ? RC_OK
                           : source_fault(source, problem, at,
                                          "the list is empty; write a word or phrase a line");
}
