#include "cli/check_input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum rc check_input_init(struct check_input *in, struct arena *a)
{
    *in = (struct check_input){
        .bytes = ARENA_ARRAY(a, CHECK_INPUT_BYTES, char),
        .texts = ARENA_ARRAY(a, CHECK_INPUT_LINES, struct check_text),
    };
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

static enum rc read_more(struct check_input *in)
{
    if (in->begin > 0) {
        memmove(in->bytes, in->bytes + in->begin, in->end - in->begin);
        in->end -= in->begin;
        in->begin = 0;
    }
    ssize_t n;
    do
        n = read(STDIN_FILENO, in->bytes + in->end, CHECK_INPUT_BYTES - in->end);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return RC_IO;
    in->ended = n == 0;
    in->end += (size_t)n;
    return RC_OK;
}

static struct str waiting(const struct check_input *in)
{
    return str_make(in->bytes + in->begin, in->end - in->begin);
}

static void drop_mark(struct check_input *in)
{
    static const struct str mark = STR_INIT("\xEF\xBB\xBF");
    if (in->number == 0 && str_starts(waiting(in), mark))
        in->begin += mark.n;
}

static void give(struct check_input *in, size_t *count, size_t length, bool too_long)
{
    struct check_text *t = &in->texts[(*count)++];
    struct str line = str_make(in->bytes + in->begin, length);
    if (line.n > 0 && line.p[line.n - 1] == '\r')
        line.n--;
    *t = (struct check_text){.number = ++in->number, .line = line, .too_long = too_long};
}

/* Takes one line out of what was read. False when there is no whole one. */
static bool take(struct check_input *in, size_t *count)
{
    struct str rest = waiting(in);
    size_t length = str_find_char(rest, '\n', 0);
    bool whole = length != STR_NONE;
    if (!whole && rest.n > CHECK_LINE_MAX) {
        if (!in->passing_over)
            give(in, count, CHECK_LINE_MAX, true);
        in->passing_over = true;
        in->begin = in->end;
        return false;
    }
    if (!whole && (!in->ended || rest.n == 0))
        return false;
    length = whole ? length : rest.n;
    if (!in->passing_over)
        give(in, count, length, length > CHECK_LINE_MAX);
    in->passing_over = false;
    in->begin += length + whole;
    return true;
}

enum rc check_input_lines(struct check_input *in, size_t *ret_count)
{
    size_t count = 0;
    for (;;) {
        drop_mark(in);
        while (count < CHECK_INPUT_LINES && take(in, &count))
            continue;
        if (count > 0 || in->ended)
            break;
        enum rc rc = read_more(in);
        if (rc != RC_OK)
            return rc;
    }
    *ret_count = count;
    return RC_OK;
}

enum rc check_input_whole(struct check_input *in, struct check_text *ret)
{
    enum rc rc = RC_OK;
    while (rc == RC_OK && !in->ended && in->end < CHECK_INPUT_BYTES)
        rc = read_more(in);
    if (rc != RC_OK)
        return rc;
    drop_mark(in);
    struct str text = waiting(in);
    while (text.n > 0 && text.p[text.n - 1] == '\n')
        text.n--;
    *ret = (struct check_text){.number = 1, .line = text, .too_long = text.n > CHECK_LINE_MAX};
    return RC_OK;
}
