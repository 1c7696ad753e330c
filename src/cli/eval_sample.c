#include "cli/eval_sample.h"

#include <stdlib.h>
#include <string.h>

#include "cli/csv_cell.h"
#include "cli/judging.h"

enum rc eval_sample_init(struct eval_sample *s, struct arena *a, size_t wanted, uint64_t seed)
{
    *s = (struct eval_sample){.random = random_seeded(seed)};
    s->drawn = ARENA_ARRAY(a, wanted, struct eval_drawn);
    if (s->drawn == NULL)
        return RC_NO_MEMORY;
    s->wanted = wanted;
    for (size_t i = 0; i < wanted; i++) {
        buf_init(&s->drawn[i].id, TABLE_ROW_MAX);
        buf_init(&s->drawn[i].text, TABLE_ROW_MAX);
    }
    return RC_OK;
}

void eval_sample_release(struct eval_sample *s)
{
    for (size_t i = 0; i < s->wanted; i++) {
        buf_release(&s->drawn[i].id);
        buf_release(&s->drawn[i].text);
    }
    *s = (struct eval_sample){0};
}

static enum rc draw(struct eval_drawn *d, int64_t number, const struct eval_set *set,
                    const struct eval_item *item)
{
    size_t count;
    const struct standards_clause *clauses = standards_clauses(set->standards, &count);
    d->set = set->name;
    d->number = number;
    d->line = item->row.line;
    d->consequence = item->consequence;
    d->clause = item->finding_count > 0 ? clauses[item->findings[0].clause].slug : STR("");
    memcpy(d->words, item->words, sizeof d->words);
    buf_clear(&d->id);
    buf_put(&d->id, item->row.id);
    buf_clear(&d->text);
    buf_put(&d->text, item->row.text);
    enum rc rc = buf_status(&d->id);
    return rc == RC_OK ? buf_status(&d->text) : rc;
}

enum rc eval_sample_offer(struct eval_sample *s, const struct eval_set *set,
                          const struct eval_item *item)
{
    uint64_t place = (uint64_t)s->offered++;
    if (s->count < s->wanted)
        s->count++;
    else
        place = random_below(&s->random, (uint64_t)s->offered);
    return place < s->wanted ? draw(&s->drawn[place], s->offered, set, item) : RC_OK;
}

static int by_number(const void *a, const void *b)
{
    const struct eval_drawn *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* On one line and in one cell: what would end either becomes a blank. It is read on terminals and in spreadsheets: no
 * escapes for the one, no formula for the other. */
static void put_cell(struct buf *out, struct str s)
{
    buf_put(out, csv_cell_guard(s));
    judging_put_safe(out, s);
}

void eval_sample_write(struct eval_sample *s, struct buf *out)
{
    qsort(s->drawn, s->count, sizeof *s->drawn, by_number);
    BUF_PUT(out, "set\tline\tid\tverdict\tclause\twords\tagree\ttext\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct eval_drawn *d = &s->drawn[i];
        put_cell(out, d->set);
        buf_printf(out, "\t%lld\t", (long long)d->line);
        put_cell(out, buf_str(&d->id));
        buf_put_char(out, '\t');
        buf_put(out, consequence_name(d->consequence));
        buf_put_char(out, '\t');
        buf_put(out, d->clause);
        buf_put_char(out, '\t');
        put_cell(out, str_from_cstr(d->words));
        BUF_PUT(out, "\t\t");
        put_cell(out, buf_str(&d->text));
        buf_put_char(out, '\n');
    }
}
