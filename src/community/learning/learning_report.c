/* What was learned, from whom, and what it does: for moderators. */
#include <stdlib.h>

#include "community/comment/comment.h"
#include "community/learning/learning_state.h"
#include "queries.h"

#define TALLIES_MAX    1000
#define TEXT_ARENA_MAX ((size_t)4 * 1024 * 1024)

struct reporting {
    struct community_reader *reader;
    int64_t site_id;
    struct arena *arena;
    struct arena *scratch; /* of one text */
    struct learning_report *report;
};

/* --- how it stands --- */

static enum rc report_state(struct reporting *x)
{
    struct q_learning_state_get_row state = {.version = 0};
    struct q_learning_version_list_row *rows;
    size_t count;
    struct learning_report *report = x->report;
    enum rc rc = q_learning_state_get(
        x->reader->db, &(struct q_learning_state_get_in){.site_id = x->site_id}, x->arena, &state);
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        rc = q_learning_version_list(x->reader->db,
                                     &(struct q_learning_version_list_in){
                                         .site_id = x->site_id, .max_rows = LEARNING_VERSIONS},
                                     x->arena, &rows, &count);
    if (rc != RC_OK)
        return rc;
    report->is_on = !learning_rules(x->reader->community->learning).is_off && state.is_off == 0;
    report->is_pending = report->is_on && state.touched != state.learned;
    report->versions = ARENA_ARRAY(x->arena, count, struct learning_version);
    for (size_t i = 0; report->versions != NULL && i < count; i++) {
        report->versions[i] =
            (struct learning_version){rows[i].version, rows[i].made_ms, rows[i].digest,
                                      rows[i].rulings, rows[i].people,  rows[i].words};
        if (rows[i].version == state.version)
            report->now = report->versions[i];
    }
    report->version_count = count;
    return RC_OK;
}

/* --- from whom --- */

/* Whoever it was may be gone. */
static enum rc name_person(struct reporting *x, struct str id, struct str *ret)
{
    struct q_learning_person_row row;
    int64_t number = 0;
    if (str_to_i64(id, &number) != RC_OK)
        return RC_CORRUPT;
    enum rc rc = q_learning_person(
        x->reader->db, &(struct q_learning_person_in){.site_id = x->site_id, .account_id = number},
        x->arena, &row);
    *ret = rc == RC_OK ? row.name : STR("an account that is gone");
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc name_key(struct reporting *x, struct str id, struct str *ret)
{
    struct q_learning_key_row row;
    int64_t number = 0;
    if (str_to_i64(id, &number) != RC_OK)
        return RC_CORRUPT;
    enum rc rc = q_learning_key(
        x->reader->db, &(struct q_learning_key_in){.site_id = x->site_id, .key_id = number},
        x->arena, &row);
    *ret = rc == RC_OK ? row.name : STR("a key that is gone");
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc report_tallies(struct reporting *x)
{
    struct q_learning_tally_list_row *rows;
    size_t count;
    enum rc rc = q_learning_tally_list(
        x->reader->db,
        &(struct q_learning_tally_list_in){.site_id = x->site_id, .max_rows = TALLIES_MAX},
        x->arena, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct learning_tally *tallies = ARENA_ARRAY(x->arena, count, struct learning_tally);
    if (tallies == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        tallies[i] = (struct learning_tally){.kind = (enum learning_tally_kind)rows[i].kind,
                                             .name = rows[i].subject,
                                             .breaks = rows[i].breaks,
                                             .fine = rows[i].fine};
        if (tallies[i].kind == LEARNING_PERSON)
            rc = name_person(x, rows[i].subject, &tallies[i].name);
        else if (tallies[i].kind == LEARNING_KEY)
            rc = name_key(x, rows[i].subject, &tallies[i].name);
    }
    x->report->tallies = tallies;
    x->report->tally_count = count;
    return rc;
}

/* --- words --- */

/* The word of that hash, as the comment has it. */
static struct str word_in(struct reporting *x, struct str body, uint64_t hash)
{
    struct text t;
    struct correction_places places;
    arena_reset(x->scratch);
    if (text_prepare(x->scratch, body, &t) != RC_OK ||
        correction_places(&t, x->scratch, &places) != RC_OK)
        return (struct str){0};
    for (size_t i = 0; i < places.count; i++)
        if (places.items[i].hash == hash) {
            struct span span = text_original_span(&t, places.items[i].folded);
            return arena_dup(x->arena, str_slice(body, span.begin, span.end));
        }
    return (struct str){0};
}

static enum rc add_source(struct reporting *x, int64_t source, uint64_t hash,
                          struct learning_word *w)
{
    struct q_learning_text_row row;
    size_t at = 0;
    if (source <= 0)
        return RC_OK;
    struct arena_mark mark = arena_mark(x->arena);
    enum rc rc = q_learning_text(
        x->reader->db, &(struct q_learning_text_in){.site_id = x->site_id, .comment_id = source},
        x->arena, &row);
    if (rc != RC_OK || row.status == COMMENT_DELETED) {
        arena_rewind(x->arena, mark);
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    struct str word = word_in(x, row.body, hash);
    while (at < FIT_SOURCES_MAX && w->comments[at] != 0)
        at++;
    if (word.n > 0 && at < FIT_SOURCES_MAX)
        w->comments[at] = source;
    if (w->word.n == 0)
        w->word = word;
    return RC_OK;
}

static enum rc add_word(struct reporting *x, const struct correction *c, const struct fit_origin *o)
{
    const struct correction_word *changes = correction_find(c, o->hash);
    struct learning_word w = {.texts = o->texts};
    enum rc rc = changes != NULL ? RC_OK : RC_CORRUPT;
    for (size_t i = 0; rc == RC_OK && i < FIT_SOURCES_MAX; i++)
        rc = add_source(x, o->sources[i], o->hash, &w);
    if (rc != RC_OK || w.word.n == 0)
        return rc;
    for (size_t h = 0; h < HEAD_COUNT; h++)
        w.change[h] = changes->change[h];
    x->report->words[x->report->word_count++] = w;
    return RC_OK;
}

static enum rc report_words(struct reporting *x)
{
    struct q_learning_words_get_row row;
    struct correction c = {.version = 0};
    struct fit_origin *origins;
    size_t count;
    x->report->words = ARENA_ARRAY(x->arena, LEARNING_SHOWN, struct learning_word);
    enum rc rc = q_learning_words_get(
        x->reader->db, &(struct q_learning_words_get_in){.site_id = x->site_id}, x->arena, &row);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = learning_unpack_words(row.words, x->arena, &c);
    if (rc == RC_OK)
        rc = learning_unpack_origins(row.origins, x->arena, &origins, &count);
    if (rc == RC_OK && x->report->words == NULL)
        rc = RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count && x->report->word_count < LEARNING_SHOWN; i++)
        rc = add_word(x, &c, &origins[i]);
    return rc;
}

/* --- what it does --- */

static enum rc report_effects(struct reporting *x)
{
    struct q_learning_effect_list_row *rows;
    size_t count;
    enum rc rc = q_learning_effect_list(
        x->reader->db,
        &(struct q_learning_effect_list_in){.site_id = x->site_id, .max_rows = LEARNING_SHOWN},
        x->arena, &rows, &count);
    struct learning_effect *effects =
        rc == RC_OK ? ARENA_ARRAY(x->arena, count, struct learning_effect) : NULL;
    if (effects == NULL)
        return rc == RC_OK ? RC_NO_MEMORY : rc;
    for (size_t i = 0; i < count; i++)
        effects[i] = (struct learning_effect){
            .comment_id = rows[i].comment_id,
            .body = rows[i].body,
            .head = (size_t)rows[i].head % HEAD_COUNT,
            .probability = (double)rows[i].probability / 1000,
            .learned = (double)rows[i].learned / 1000,
            .without = (enum consequence)rows[i].consequence,
            .with = (enum consequence)rows[i].consequence_learned,
        };
    x->report->effects = effects;
    x->report->effect_count = count;
    return RC_OK;
}

static enum rc report_precision(struct reporting *x)
{
    struct learning_sample sample;
    struct learning_report *report = x->report;
    const struct community_learning rules = learning_rules(x->reader->community->learning);
    enum rc rc = learning_sample_read(x->reader, x->arena, &sample);
    for (size_t h = 0; rc == RC_OK && h < HEAD_COUNT; h++)
        report->heads[h] = (struct learning_precision){
            .model_count = sample.model[h].count,
            .learned_count = sample.learned[h].count,
            .model = proportion_of(&sample.model[h]),
            .learned = proportion_of(&sample.learned[h]),
            .may_remove = learning_sample_allows(&rules, &sample, h),
        };
    report->sample = sample.count;
    report->remove_from = rules.remove_from * 10;
    report->remove_precision = rules.remove_precision;
    report->remove_answers = rules.remove_answers;
    return rc;
}

enum rc learning_report(struct community_reader *r, const struct actor *actor, struct arena *a,
                        struct learning_report *ret)
{
    struct learning_report report = {.is_on = false};
    struct reporting x = {.reader = r,
                          .site_id = r->community->site.id,
                          .arena = a,
                          .scratch = arena_new(TEXT_ARENA_MAX),
                          .report = &report};
    enum rc rc = access_check(actor, ACTION_READ_ERRORS, 0);
    if (rc == RC_OK && x.scratch == NULL)
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = report_state(&x);
    if (rc == RC_OK)
        rc = report_tallies(&x);
    if (rc == RC_OK && report.now.version != 0)
        rc = report_words(&x);
    if (rc == RC_OK)
        rc = report_effects(&x);
    if (rc == RC_OK)
        rc = report_precision(&x);
    arena_free(x.scratch);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = report;
    return rc;
}
