#include "inbox/own_words.h"

/* "On Monday Ann wrote:" and its like end so, and what follows is quoted. */
static const struct str introductions[] = {
    STR_INIT("wrote:"),    STR_INIT("schrieb:"),  STR_INIT("a écrit :"),
    STR_INIT("a écrit:"),  STR_INIT("escribió:"), STR_INIT("написал:"),
    STR_INIT("написала:"), STR_INIT("пишет:"),    STR_INIT("كتب:"),
};

/* From such a line on, a program has copied the mail that is answered or forwarded. */
static const struct str copies[] = {
    STR_INIT("-----Original Message-----"),   STR_INIT("-----Ursprüngliche Nachricht-----"),
    STR_INIT("-----Message d'origine-----"),  STR_INIT("-----Mensaje original-----"),
    STR_INIT("-----Исходное сообщение-----"), STR_INIT("-----Original-Nachricht-----"),
    STR_INIT("---------- Forwarded message"), STR_INIT("________________________________"),
};

static bool is_quoted(struct str line)
{
    struct str start = str_trim(line);
    return start.n > 0 && start.p[0] == '>';
}

static bool introduces(struct str line)
{
    struct str words = str_trim(line);
    for (size_t i = 0; i < sizeof introductions / sizeof introductions[0]; i++)
        if (str_ends(words, introductions[i]))
            return true;
    return false;
}

static bool begins_copy(struct str line)
{
    struct str words = str_trim(line);
    for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++)
        if (str_starts(words, copies[i]))
            return true;
    return false;
}

/* RFC 3676 section 4.3: "-- " and nothing else; many programs lose the space. */
static bool begins_signature(struct str line)
{
    if (str_ends(line, STR("\r")))
        line.n--;
    return str_eq(line, STR("-- ")) || str_eq(line, STR("--"));
}

static bool next_is_quoted(struct str rest)
{
    while (rest.p != NULL) {
        struct str line = str_split(&rest, '\n');
        if (str_trim(line).n > 0)
            return is_quoted(line);
    }
    return false;
}

struct str own_words_of(struct arena *a, struct str text)
{
    char *out = arena_alloc(a, text.n + 1);
    size_t n = 0;
    if (out == NULL)
        return (struct str){0};
    for (struct str rest = text; rest.p != NULL;) {
        struct str line = str_split(&rest, '\n');
        if (begins_signature(line) || begins_copy(line))
            break;
        if (is_quoted(line))
            continue;
        /* Only what stands above a quotation introduces one: "She wrote:" may be the sender's own. */
        if (introduces(line) && next_is_quoted(rest))
            continue;
        if (line.n > 0)
            memcpy(out + n, line.p, line.n);
        n += line.n;
        if (rest.p != NULL)
            out[n++] = '\n';
    }
    return str_trim(str_make(out, n));
}
