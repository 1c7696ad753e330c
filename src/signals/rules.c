#include "signals/rules.h"

struct match {
    const struct rule *rule;
    uint32_t hit[RULE_STEPS];
    uint32_t steps;
};

struct tally {
    struct detection *d;
    const struct harm *harm;
    struct rules_signals signals;
    double worst, mentioned;
    uint32_t uses, mentions;
    struct match found[RULES_MATCHES];
    uint32_t count;
};

static bool kinds_present(const struct harm *h, const struct rule *r)
{
    for (int k = 0; k < RULE_STEPS && r->step[k]; k++) {
        if (!(h->present & r->step[k]))
            return false;
    }
    return true;
}

static bool ends_clause(const struct text *t, const struct harm_hit *k)
{
    return k->behind >= t->token_count || t->tokens[k->behind].kind == TOKEN_SYMBOL;
}

/* Finds the steps from `k` on behind those before; takes another hit for a step when the next finds none. */
static bool match_rest(const struct text *t, const struct harm *h, const struct rule *r, int k,
                       struct match *m)
{
    const struct harm_hit *last = &h->hit[m->hit[k - 1]];
    if (k == RULE_STEPS || !r->step[k])
        return !r->closes || ends_clause(t, last);
    for (uint32_t i = m->hit[k - 1] + 1; i < h->count; i++) {
        const struct harm_hit *hit = &h->hit[i];
        if (hit->sentence != last->sentence || hit->first > last->behind + r->gap[k])
            break;
        if (hit->first < last->behind && !hit->sign) /* a word of the phrase itself */
            continue;
        m->hit[k] = i;
        m->steps = (uint32_t)k + 1;
        if ((hit->kinds & r->step[k]) && match_rest(t, h, r, k + 1, m))
            return true;
        if (!(hit->kinds & r->step[k]) && (hit->kinds & r->barred))
            break;
    }
    return false;
}

static bool match_at(const struct text *t, const struct harm *h, const struct rule *r, uint32_t at,
                     struct match *m)
{
    if (!(h->hit[at].kinds & r->step[0]) || (r->opens && !h->hit[at].opens))
        return false;
    *m = (struct match){.rule = r, .hit = {at}, .steps = 1};
    return match_rest(t, h, r, 1, m);
}

/* Whether the same signal already counts words of this: overlapping phrases say a thing once. */
static bool is_known(const struct tally *y, const struct match *m)
{
    const struct harm_hit *hits = y->harm->hit;
    const struct harm_hit *first = &hits[m->hit[0]], *last = &hits[m->hit[m->steps - 1]];
    bool is_hint = m->rule->signal == y->signals.score;
    for (uint32_t i = 0; i < y->count; i++) {
        const struct match *known = &y->found[i];
        if ((known->rule->signal == m->rule->signal || is_hint) &&
            first->first < hits[known->hit[known->steps - 1]].behind &&
            last->behind > hits[known->hit[0]].first)
            return true;
    }
    return false;
}

static void add_evidence(struct tally *y, const struct match *m)
{
    for (uint32_t k = 0; k < m->steps; k++) {
        const struct harm_hit *hit = &y->harm->hit[m->hit[k]];
        if (m->rule->signal != y->signals.score)
            detect_evidence(y->d, m->rule->signal, hit->original, hit->read_as);
        detect_evidence(y->d, y->signals.score, hit->original, hit->read_as);
    }
}

/* What does not excuse the rule: plain words on a group are no news for standing next to "court" or "film". */
static unsigned despite(const struct tally *y, const struct rule *r)
{
    bool plain = y->harm->hatred && r->signal != y->signals.score;
    return r->despite | (plain ? MENTION_NEWS : 0);
}

static void count_match(struct tally *y, const struct match *m)
{
    unsigned mention = mention_of(y->d, y->harm, m->hit[0], m->hit[m->steps - 1]);
    double weight = m->rule->weight;
    if (mention & ~despite(y, m->rule)) {
        y->mentioned = weight > y->mentioned ? weight : y->mentioned;
        y->mentions++;
        return;
    }
    y->worst = weight > y->worst ? weight : y->worst;
    if (y->count == RULES_MATCHES || is_known(y, m))
        return;
    y->found[y->count++] = *m;
    add_evidence(y, m);
    if (m->rule->signal == y->signals.score)
        return;
    y->uses++;
    y->d->facts->value[m->rule->signal].number += 1;
}

static void run_rule(struct tally *y, const struct rule *r)
{
    struct match m;
    if (!kinds_present(y->harm, r))
        return;
    for (uint32_t at = 0; at < y->harm->count; at++) {
        if (match_at(y->d->text, y->harm, r, at, &m))
            count_match(y, &m);
    }
}

/* Of fewer words no language is sure enough to abstain. */
#define LANGUAGE_WORDS_MIN 8

/* Whether what is not found is not there: in languages without entries nobody can tell. */
static bool can_tell(const struct detection *d)
{
    static const struct str languages[] = {STR_INIT("en"), STR_INIT("de"), STR_INIT("fr"),
                                           STR_INIT("es"), STR_INIT("ru")};
    if (!d->facts->value[SIG_LANGUAGE_CODE].known ||
        d->facts->value[SIG_TEXT_WORDS].number < LANGUAGE_WORDS_MIN)
        return true;
    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        if (str_eq(d->facts->value[SIG_LANGUAGE_CODE].string, languages[i]))
            return true;
    }
    return false;
}

static double score_of(const struct tally *y)
{
    double score = y->mentioned * MENTION_WEIGHT;
    if (y->worst > 0)
        score = y->worst + (y->uses > 1 ? FURTHER_WEIGHT * (y->uses - 1) : 0);
    return score > 1 ? 1 : score;
}

void rules_run(struct detection *d, const struct harm *h, const struct rule *rules, size_t count,
               struct rules_signals signals)
{
    struct tally y = {.d = d, .harm = h, .signals = signals};
    if (!h)
        return;
    for (size_t i = 0; i < count; i++)
        run_rule(&y, &rules[i]);
    if (y.count == 0 && y.mentioned == 0 && !can_tell(d))
        return;
    for (size_t i = 0; i < count; i++)
        d->facts->value[rules[i].signal].known = true;
    detect_number(d, signals.score, score_of(&y));
    if (signals.mentioned != SIGNAL_COUNT)
        detect_number(d, signals.mentioned, y.mentions);
}
