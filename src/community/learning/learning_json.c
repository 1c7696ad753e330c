/* The report on learning as JSON. */
#include <math.h>

#include "base/json.h"
#include "community/learning/learning.h"

static void write_share(struct json *j, const struct proportion *p, int64_t count)
{
    json_begin_object(j);
    JSON_I64(j, "texts", count);
    if (count > 0) {
        JSON_F64(j, "estimate", round(p->share * 1e6) / 1e6);
        JSON_F64(j, "low", round(p->low * 1e6) / 1e6);
        JSON_F64(j, "high", round(p->high * 1e6) / 1e6);
    }
    json_end(j);
}

static void write_heads(struct json *j, const struct learning_report *r)
{
    json_begin_array(j);
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        json_begin_object(j);
        JSON_STR(j, "head", str_from_cstr(head_names[h]));
        json_key(j, STR("model"));
        write_share(j, &r->heads[h].model, r->heads[h].model_count);
        json_key(j, STR("learned"));
        write_share(j, &r->heads[h].learned, r->heads[h].learned_count);
        JSON_BOOL(j, "may_remove", r->heads[h].may_remove);
        json_end(j);
    }
    json_end(j);
}

static void write_tallies(struct json *j, const struct learning_report *r,
                          enum learning_tally_kind kind)
{
    json_begin_array(j);
    for (size_t i = 0; i < r->tally_count; i++) {
        const struct learning_tally *t = &r->tallies[i];
        if (t->kind != kind)
            continue;
        json_begin_object(j);
        JSON_STR(j, "name", t->name);
        JSON_I64(j, "breaks", t->breaks);
        JSON_I64(j, "fine", t->fine);
        json_end(j);
    }
    json_end(j);
}

static void write_words(struct json *j, const struct learning_report *r)
{
    json_begin_array(j);
    for (size_t i = 0; i < r->word_count; i++) {
        const struct learning_word *w = &r->words[i];
        json_begin_object(j);
        JSON_STR(j, "word", w->word);
        json_key(j, STR("change"));
        json_begin_object(j);
        for (size_t h = 0; h < HEAD_COUNT; h++)
            if (w->change[h] != 0) {
                json_key(j, str_from_cstr(head_names[h]));
                json_f64(j, (double)w->change[h] / 1000);
            }
        json_end(j);
        JSON_I64(j, "texts", w->texts);
        json_key(j, STR("comments"));
        json_begin_array(j);
        for (size_t k = 0; k < sizeof w->comments / sizeof w->comments[0]; k++)
            if (w->comments[k] != 0)
                json_i64(j, w->comments[k]);
        json_end(j);
        json_end(j);
    }
    json_end(j);
}

static void write_effects(struct json *j, const struct learning_report *r)
{
    json_begin_array(j);
    for (size_t i = 0; i < r->effect_count; i++) {
        const struct learning_effect *e = &r->effects[i];
        json_begin_object(j);
        JSON_I64(j, "comment", e->comment_id);
        JSON_STR(j, "head", str_from_cstr(head_names[e->head]));
        JSON_F64(j, "model", e->probability);
        JSON_F64(j, "learned", e->learned);
        JSON_STR(j, "without", consequence_name(e->without));
        JSON_STR(j, "with", consequence_name(e->with));
        json_end(j);
    }
    json_end(j);
}

static void write_version(struct json *j, const struct learning_version *v)
{
    json_begin_object(j);
    JSON_I64(j, "version", v->version);
    JSON_I64(j, "made_ms", v->made_ms);
    JSON_I64(j, "digest", v->digest);
    JSON_I64(j, "rulings", v->rulings);
    JSON_I64(j, "people", v->people);
    JSON_I64(j, "words", v->words);
    json_end(j);
}

static void write_remove(struct json *j, const struct learning_report *r)
{
    json_begin_object(j);
    JSON_F64(j, "from_probability", (double)r->remove_from / 1000);
    JSON_F64(j, "precision", (double)r->remove_precision / 100);
    JSON_I64(j, "answers", r->remove_answers);
    json_end(j);
}

void learning_write_json(struct buf *out, const struct learning_report *r)
{
    static const struct {
        struct str key;
        enum learning_tally_kind kind;
    } tallies[] = {{STR_INIT("clauses"), LEARNING_CLAUSE},
                   {STR_INIT("people"), LEARNING_PERSON},
                   {STR_INIT("keys"), LEARNING_KEY},
                   {STR_INIT("heads_learned"), LEARNING_HEAD}};
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_BOOL(&j, "on", r->is_on);
    JSON_BOOL(&j, "pending", r->is_pending);
    json_key(&j, STR("in_force"));
    write_version(&j, &r->now);
    for (size_t i = 0; i < sizeof tallies / sizeof tallies[0]; i++) {
        json_key(&j, tallies[i].key);
        write_tallies(&j, r, tallies[i].kind);
    }
    json_key(&j, STR("words"));
    write_words(&j, r);
    json_key(&j, STR("effects"));
    write_effects(&j, r);
    JSON_I64(&j, "sample", r->sample);
    json_key(&j, STR("remove"));
    write_remove(&j, r);
    json_key(&j, STR("precision"));
    write_heads(&j, r);
    json_key(&j, STR("versions"));
    json_begin_array(&j);
    for (size_t i = 0; i < r->version_count; i++)
        write_version(&j, &r->versions[i]);
    json_end(&j);
    json_end(&j);
}
