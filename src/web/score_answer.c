#include "web/score_answer.h"

#include <math.h>

#include "base/json.h"
#include "base/utf8.h"

struct scoring {
    const struct signals *signals;
    const struct score_request *request;
    struct arena *arena;
    struct score_fault *fault;
    struct signal_context context;
    struct text text;
    struct facts facts;
    struct str detected; /* empty: cannot be told */
    const struct str *languages;
    size_t language_count;
    bool *dropped;  /* for each attribute wanted */
    double *scores; /* of the whole text, for each attribute wanted */
};

static struct str detected_language(const struct facts *facts)
{
    return facts->value[SIG_LANGUAGE_CODE].known ? facts->value[SIG_LANGUAGE_CODE].string : STR("");
}

static double rounded(double score)
{
    double within = score < 0 ? 0 : score > 1 ? 1 : score;
    return round(within * 10000) / 10000;
}

/* --- languages --- */
/* Whether most letters are of the alphabet that the languages we could be wrong about share. */
static bool is_latin(const struct text *t)
{
    size_t plain = 0;
    for (size_t i = 0; i < t->original.n; i++)
        plain += char_is_alpha(t->original.p[i]);
    return plain * 2 > t->letters;
}

/* In the arena: a fault is read after this. */
static const struct str *keep_language(struct scoring *s, struct str language)
{
    struct str *kept = ARENA_NEW(s->arena, struct str);
    if (kept != NULL)
        *kept = language;
    return kept;
}

static bool choose_languages(struct scoring *s, struct str assumed)
{
    const struct score_request *q = s->request;
    s->languages = q->languages;
    s->language_count = q->language_count;
    if (s->language_count > 0)
        return true;
    s->languages = keep_language(s, s->detected.n > 0 ? s->detected : assumed);
    s->language_count = s->languages != NULL;
    if (s->detected.n > 0 || (s->text.letters > 0 && is_latin(&s->text)))
        return true;
    s->fault->type = STR("LANGUAGE_DETECTION_FAILED");
    s->fault->message = STR("Unable to detect language.");
    return false;
}

static bool refuse_languages(struct scoring *s, const struct score_wanted *w,
                             const struct str *languages, size_t count, bool detected)
{
    struct score_fault *f = s->fault;
    f->type = STR("LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE");
    f->attribute = w->name;
    f->languages = languages;
    f->language_count = count;
    f->detected = detected;
    f->message = arena_printf(
        s->arena, "Attribute %.*s does not support request languages: ", STR_ARG(w->name));
    for (size_t i = 0; languages != NULL && i < count; i++)
        f->message = arena_printf(s->arena, "%.*s%s%.*s", STR_ARG(f->message), i > 0 ? "," : "",
                                  STR_ARG(languages[i]));
    return false;
}

/* Those of the request's languages in which it was not measured. */
static size_t find_unspoken(const struct scoring *s, const struct attribute *attribute,
                            struct str *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < s->language_count; i++) {
        if (!attribute_speaks(attribute, s->languages[i]))
            ret[count++] = s->languages[i];
    }
    return count;
}

/* The score of the whole text for one attribute, or why there is none. */
static bool score_attribute(struct scoring *s, size_t i)
{
    const struct score_wanted *w = &s->request->wanted[i];
    struct str *unspoken = ARENA_ARRAY(s->arena, s->language_count, struct str);
    if (unspoken == NULL)
        return false;
    size_t count = find_unspoken(s, w->attribute, unspoken);
    bool scored =
        count == 0 && attribute_learned_score(w->attribute, &s->text, &s->facts, &s->scores[i]);
    if (scored)
        return true;
    s->dropped[i] = s->request->drop_unsupported;
    if (s->dropped[i])
        return true;
    if (count > 0)
        return refuse_languages(s, w, unspoken, count, s->request->language_count == 0);
    /* The signal knows better than the request which language this is. */
    return s->detected.n > 0 ? refuse_languages(s, w, keep_language(s, s->detected), 1, true)
                             : refuse_languages(s, w, s->languages, s->language_count, false);
}

/* --- writing --- */
static void put_score(struct json *j, const char *key, double score)
{
    json_key(j, str_from_cstr(key));
    json_begin_object(j);
    JSON_F64(j, "value", score);
    JSON_STR(j, "type", STR("PROBABILITY"));
    json_end(j);
}

struct piece {
    struct span original;
    uint32_t begin, end; /* UTF-16 */
    bool *known;         /* for each attribute wanted */
    double *scores;
};

static void put_attribute(struct json *j, const struct scoring *s, size_t i,
                          const struct piece *pieces, size_t count)
{
    const struct score_wanted *w = &s->request->wanted[i];
    bool begun = false;
    json_key(j, w->name);
    json_begin_object(j);
    for (size_t k = 0; k < count; k++) {
        if (!pieces[k].known[i] || pieces[k].scores[i] < w->threshold)
            continue;
        if (!begun) {
            json_key(j, STR("spanScores"));
            json_begin_array(j);
            begun = true;
        }
        json_begin_object(j);
        JSON_I64(j, "begin", pieces[k].begin);
        JSON_I64(j, "end", pieces[k].end);
        put_score(j, "score", pieces[k].scores[i]);
        json_end(j);
    }
    if (begun)
        json_end(j);
    if (s->scores[i] >= w->threshold)
        put_score(j, "summaryScore", s->scores[i]);
    json_end(j);
}

/* Whether anything of the attribute is at its threshold. */
static bool is_shown(const struct scoring *s, size_t i, const struct piece *pieces, size_t count)
{
    double threshold = s->request->wanted[i].threshold;
    bool shown = s->scores[i] >= threshold;
    for (size_t k = 0; !shown && k < count; k++)
        shown = pieces[k].known[i] && pieces[k].scores[i] >= threshold;
    return shown && !s->dropped[i];
}

static void put_strings(struct json *j, const char *key, const struct str *strings, size_t count)
{
    json_key(j, str_from_cstr(key));
    json_begin_array(j);
    for (size_t i = 0; i < count; i++)
        json_str(j, strings[i]);
    json_end(j);
}

static void put_answer(const struct scoring *s, const struct piece *pieces, size_t count,
                       struct buf *out)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    json_key(&j, STR("attributeScores"));
    json_begin_object(&j);
    for (size_t i = 0; i < s->request->wanted_count; i++) {
        if (is_shown(s, i, pieces, count))
            put_attribute(&j, s, i, pieces, count);
    }
    json_end(&j);
    put_strings(&j, "languages", s->languages, s->language_count);
    if (s->request->has_token)
        JSON_STR(&j, "clientToken", s->request->token);
    if (s->detected.n > 0)
        put_strings(&j, "detectedLanguages", &s->detected, 1);
    json_end(&j);
}

/* --- spans --- */
/* Counts UTF-16 code units as far as byte `to`: a character of four bytes takes two, its further bytes none. */
static uint32_t count_units(struct str text, uint32_t from, uint32_t to)
{
    uint32_t units = 0;
    for (uint32_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)text.p[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return units;
}

static void place(const struct scoring *s, struct piece *pieces, size_t count)
{
    uint32_t byte = 0, units = 0;
    for (size_t k = 0; k < count; k++) {
        pieces[k].begin = units + count_units(s->text.original, byte, pieces[k].original.begin);
        pieces[k].end = pieces[k].begin + count_units(s->text.original, pieces[k].original.begin,
                                                      pieces[k].original.end);
        byte = pieces[k].original.end;
        units = pieces[k].end;
    }
}

static enum rc score_piece(struct scoring *s, struct piece *p)
{
    const struct score_request *q = s->request;
    struct signal_context context = s->context;
    context.article_text =
        (struct str){0}; /* no attribute asks for it, and it would be read for every sentence */
    struct arena_mark mark = arena_mark(s->arena);
    struct text text;
    struct facts facts;
    enum rc rc = text_prepare(
        s->arena, str_slice(s->text.original, p->original.begin, p->original.end), &text);
    if (rc == RC_OK)
        rc = signals_measure(s->signals, &text, &context, s->arena, &facts);
    for (size_t i = 0; rc == RC_OK && i < q->wanted_count; i++) {
        p->known[i] = attribute_learned_score(q->wanted[i].attribute, &text, &facts, &p->scores[i]);
        p->scores[i] = rounded(p->scores[i]);
    }
    arena_rewind(s->arena, mark);
    return rc;
}

/* One piece for each sentence, or for several neighbours of many; the whole text where no spans are asked for. */
static size_t count_pieces(const struct scoring *s)
{
    size_t sentences = s->request->spans ? s->text.sentence_count : 1;
    return sentences == 0 ? 1 : sentences < SCORE_SPANS_MAX ? sentences : SCORE_SPANS_MAX;
}

static void cut(const struct scoring *s, struct piece *pieces, size_t count)
{
    size_t sentences = s->text.sentence_count;
    if (!s->request->spans || sentences == 0) {
        pieces[0].original = (struct span){0, (uint32_t)s->text.original.n};
        return;
    }
    for (size_t k = 0; k < count; k++) {
        pieces[k].original.begin = s->text.sentences[k * sentences / count].begin;
        pieces[k].original.end = s->text.sentences[(k + 1) * sentences / count - 1].end;
    }
}

/* As the whole text is scored, which is all there is to one piece. */
static bool take_whole(const struct scoring *s, struct piece *p)
{
    size_t wanted = s->request->wanted_count;
    p->known = ARENA_ARRAY(s->arena, wanted, bool);
    p->scores = ARENA_ARRAY(s->arena, wanted, double);
    for (size_t i = 0; p->known != NULL && p->scores != NULL && i < wanted; i++) {
        p->known[i] = true;
        p->scores[i] = s->scores[i];
    }
    return p->known != NULL && p->scores != NULL;
}

static enum rc score_pieces(struct scoring *s, struct piece **ret, size_t *ret_count)
{
    size_t count = count_pieces(s);
    struct piece *pieces = ARENA_ARRAY(s->arena, count, struct piece);
    enum rc rc = pieces != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK) {
        cut(s, pieces, count);
        place(s, pieces, count);
    }
    for (size_t k = 0; rc == RC_OK && k < count; k++) {
        if (!take_whole(s, &pieces[k]))
            rc = RC_NO_MEMORY;
        else if (count > 1)
            rc = score_piece(s, &pieces[k]);
    }
    *ret = pieces;
    *ret_count = count;
    return rc;
}

/* --- the whole --- */
static enum rc measure(struct scoring *s)
{
    enum rc rc = text_prepare(s->arena, s->request->text, &s->text);
    if (rc == RC_OK)
        rc = signals_measure(s->signals, &s->text, &s->context, s->arena, &s->facts);
    if (rc == RC_OK)
        s->detected = detected_language(&s->facts);
    return rc;
}

static bool score_all(struct scoring *s)
{
    for (size_t i = 0; i < s->request->wanted_count; i++) {
        if (!score_attribute(s, i))
            return false;
        s->scores[i] = rounded(s->scores[i]);
    }
    return true;
}

enum rc score_answer_write(const struct signals *signals, const struct score_request *request,
                           const struct score_view *view, struct arena *a, struct buf *out,
                           struct score_fault *fault)
{
    struct scoring s = {.signals = signals, .request = request, .arena = a, .fault = fault};
    struct piece *pieces;
    size_t count;
    s.dropped = ARENA_ARRAY(a, request->wanted_count, bool);
    s.scores = ARENA_ARRAY(a, request->wanted_count, double);
    if (s.dropped == NULL || s.scores == NULL)
        return RC_NO_MEMORY;
    s.context.site_language = request->language_count > 0 ? request->languages[0] : view->assumed;
    s.context.correction = view->correction;
    s.context.language_given = request->language_count > 0;
    s.context.article_text = request->article;
    s.context.parent_text = request->parent;
    enum rc rc = measure(&s);
    if (rc == RC_OK && (!choose_languages(&s, view->assumed) || !score_all(&s)))
        rc = arena_failed(a) ? RC_NO_MEMORY : RC_INVALID;
    if (rc == RC_OK)
        rc = score_pieces(&s, &pieces, &count);
    if (rc == RC_OK)
        put_answer(&s, pieces, count, out);
    return rc;
}

enum rc score_answer_language(const struct signals *signals, struct str text, struct arena *a,
                              struct str *ret)
{
    struct score_request request = {.text = text};
    struct scoring s = {.signals = signals, .request = &request, .arena = a};
    enum rc rc = measure(&s);
    if (rc == RC_OK)
        *ret = s.detected;
    return rc;
}
