#include "mail/paper.h"

#include <stdio.h>

#include "text/html.h"

struct str mail_layout(void);

struct hole {
    struct str name;
    struct str text;
};

/* What stands in the layout between "==name==" and the next mark. */
static struct str part_of(struct str name)
{
    struct str layout = mail_layout();
    char mark[32];
    int n = snprintf(mark, sizeof mark, "==%.*s==\n", STR_ARG(name));
    size_t at = str_find(layout, str_make(mark, (size_t)n), 0);
    if (at == STR_NONE)
        return (struct str){0};
    size_t begin = at + (size_t)n;
    size_t end = str_find(layout, STR("\n=="), begin);
    return str_slice(layout, begin, end == STR_NONE ? layout.n : end + 1);
}

static void put_escaped(struct buf *out, struct str text)
{
    struct str rest = text;
    bool first = true;
    while (rest.p != NULL) {
        struct str line = str_split(&rest, '\n');
        if (!first)
            buf_put(out, str_trim(part_of(STR("break"))));
        html_escape_attribute(out, line);
        first = false;
    }
}

static void put_part(struct buf *out, struct str name, const struct hole *holes, size_t count)
{
    struct str part = part_of(name);
    for (size_t at = 0; at < part.n;) {
        bool filled = false;
        for (size_t i = 0; i < count && part.p[at] == '{' && !filled; i++) {
            struct str rest = str_slice(part, at + 1, part.n);
            if (!str_starts(rest, holes[i].name) || rest.p[holes[i].name.n] != '}')
                continue;
            put_escaped(out, holes[i].text);
            at += holes[i].name.n + 2;
            filled = true;
        }
        if (!filled)
            buf_put_char(out, part.p[at++]);
    }
}

static void put_block(struct buf *out, const struct letter_block *block)
{
    const struct hole holes[] = {{STR("text"), block->text}, {STR("link"), block->link}};
    put_part(out, block->kind == LETTER_BUTTON ? STR("button") : STR("paragraph"), holes, 2);
}

void paper_write(const struct compose_mail *mail, struct buf *out)
{
    const struct hole holes[] = {
        {STR("language"), mail->language},
        {STR("direction"), mail->direction},
        {STR("subject"), mail->letter->subject},
        {STR("site"), mail->site},
    };
    put_part(out, STR("head"), holes, sizeof holes / sizeof holes[0]);
    for (size_t i = 0; i < mail->foot_from; i++)
        put_block(out, &mail->letter->blocks[i]);
    put_part(out, STR("foot"), NULL, 0);
    for (size_t i = mail->foot_from; i < mail->letter->count; i++)
        put_block(out, &mail->letter->blocks[i]);
    put_part(out, STR("end"), NULL, 0);
}
