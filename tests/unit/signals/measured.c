#include "measured.h"

static struct signals *signals;
static struct arena *arena;
static struct str text;
static struct facts facts;

int measured_setup(void **state)
{
    arena = arena_new(64 << 20);
    return arena && signals_new(&signals, NULL) == RC_OK ? 0 : -1;
}

int measured_teardown(void **state)
{
    signals_free(signals);
    arena_free(arena);
    return 0;
}

void measure_in(struct str original, const struct signal_context *context)
{
    struct text *prepared;
    arena_reset(arena);
    text = original;
    prepared = ARENA_NEW(arena, struct text);
    assert_non_null(prepared);
    assert_ok(text_prepare(arena, text, prepared));
    assert_ok(signals_measure(signals, prepared, context, arena, &facts));
}

void measure(const char *original)
{
    struct signal_context context = {.site_language = STR("en")};
    measure_in(str_from_cstr(original), &context);
}

bool known(enum signal_id id)
{
    return facts.value[id].known;
}

double number(enum signal_id id)
{
    if (!known(id))
        fail_msg("%s is unknown for \"%.*s\"", signal_table[id].name, STR_ARG(text));
    return facts.value[id].number;
}

struct str string(enum signal_id id)
{
    if (!known(id))
        fail_msg("%s is unknown for \"%.*s\"", signal_table[id].name, STR_ARG(text));
    return facts.value[id].string;
}

struct str found(enum signal_id id)
{
    struct str all = {0};
    for (size_t i = 0; i < facts.evidence_count; i++) {
        const struct evidence *e = &facts.evidence[i];
        if (e->signal == id)
            all = arena_printf(arena, "%.*s%s%.*s", STR_ARG(all), all.n ? "|" : "",
                               STR_ARG(str_slice(text, e->original.begin, e->original.end)));
    }
    return all;
}

struct str read_as(enum signal_id id, size_t n)
{
    for (size_t i = 0; i < facts.evidence_count; i++) {
        if (facts.evidence[i].signal == id && n-- == 0)
            return facts.evidence[i].read_as;
    }
    fail_msg("no such evidence for %s", signal_table[id].name);
    return (struct str){0};
}

void assert_left_alone(enum signal_id id, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        measure(texts[i]);
        if (number(id) > 0)
            fail_msg("%s is %g in \"%s\": %.*s", signal_table[id].name, number(id), texts[i],
                     STR_ARG(found(id)));
    }
}

void assert_within(enum signal_id id, double least, double most, const char *const *texts,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        measure(texts[i]);
        if (number(id) < least || number(id) > most)
            fail_msg("%s is %g in \"%s\": %.*s", signal_table[id].name, number(id), texts[i],
                     STR_ARG(found(id)));
    }
}
