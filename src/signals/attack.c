/*
 * Whom an attack is aimed at: the reader addressed or answered, the article's author, this publication, somebody else.
 * Rests on what the detectors of insults, threats and of the publication found before; finds no new words.
 */
#include "signals/aim.h"
#include "signals/context.h"
#include "signals/detect.h"

/* Bytes between the publication named and what is said of it. */
#define REACH_NAMED 120

struct tally {
    struct detection *d;
    struct quotes quotes;
    struct str byline; /* folded */
    bool reply;
    uint32_t reader, author, publisher, other;
};

static const struct evidence *evidence_at(const struct detection *d, enum signal_id id,
                                          struct span original)
{
    for (size_t i = 0; i < d->facts->evidence_count; i++) {
        const struct evidence *e = &d->facts->evidence[i];
        if (e->signal == id && e->original.begin < original.end && original.begin < e->original.end)
            return e;
    }
    return NULL;
}

/* "The author", "this journalist", or a name of the byline; not the newsroom. */
static bool names_author(const struct tally *y, struct span original)
{
    static const struct str one[] = {
        STR_INIT("author"), STR_INIT("writer"), STR_INIT("columnist"), STR_INIT("reporter"),
        STR_INIT("autor"),  STR_INIT("auteur"), STR_INIT("автор"),     STR_INIT("wrote this")};
    size_t first = context_token_of_original(y->d->text, original.begin);
    size_t last = context_token_of_original(y->d->text, original.end - 1);
    struct span folded = {y->d->text->tokens[first].folded.begin,
                          y->d->text->tokens[last].folded.end};
    struct str named = text_folded(y->d->text, folded);
    for (size_t i = 0; i < sizeof(one) / sizeof(one[0]); i++)
        if (str_find(named, one[i], 0) != STR_NONE)
            return true;
    return y->byline.n > 0 && str_find(y->byline, named, 0) != STR_NONE;
}

/* Whether the mention of the publication nearest to the words names the author. */
static bool is_of_author(const struct tally *y, struct span words)
{
    const struct evidence *best = NULL;
    uint32_t nearest = REACH_NAMED;
    for (size_t i = 0; i < y->d->facts->evidence_count; i++) {
        const struct evidence *e = &y->d->facts->evidence[i];
        uint32_t distance = e->original.end <= words.begin ? words.begin - e->original.end
                                                           : e->original.begin - words.end;
        if (e->signal != SIG_PUBLISHER_MENTIONS || e->original.begin > words.end + REACH_NAMED)
            continue;
        if (e->original.begin < words.end && words.begin < e->original.end)
            distance = 0;
        if (distance < nearest) {
            nearest = distance;
            best = e;
        }
    }
    return best && names_author(y, best->original);
}

static void add(struct tally *y, uint32_t *count, enum signal_id id, const struct evidence *e)
{
    *count += 1;
    detect_evidence(y->d, id, e->original, e->read_as);
}

static void take_publisher(struct tally *y, const struct evidence *e)
{
    if (is_of_author(y, e->original))
        add(y, &y->author, SIG_ATTACK_AUTHOR, e);
    else
        add(y, &y->publisher, SIG_ATTACK_PUBLISHER, e);
}

/* An insulting word that is aimed at no "you". */
static void take_insult(struct tally *y, const struct evidence *e)
{
    const struct text *t = y->d->text;
    size_t first = context_token_of_original(t, e->original.begin);
    if (evidence_at(y->d, SIG_INSULT_DIRECTED, e->original) ||
        evidence_at(y->d, SIG_PUBLISHER_ABUSE, e->original) ||
        quotes_cover(&y->quotes, e->original) || context_reported(t, first))
        return;
    if (aim_at_person(t, first))
        add(y, &y->other, SIG_ATTACK_OTHER, e);
    else if (y->reply && aim_at_answered(t, first))
        add(y, &y->reader, SIG_ATTACK_READER, e);
}

static void take(struct tally *y, const struct evidence *e)
{
    switch (e->signal) {
    case SIG_INSULT_DIRECTED:
        if (!evidence_at(y->d, SIG_PUBLISHER_ABUSE, e->original))
            add(y, &y->reader, SIG_ATTACK_READER, e);
        break;
    case SIG_INSULT_WORDS:
        take_insult(y, e);
        break;
    case SIG_PUBLISHER_ABUSE:
    case SIG_PUBLISHER_PAID:
        take_publisher(y, e);
        break;
    default:
        break;
    }
}

/* Threats are several words each: their detector counted them. */
static void take_threats(struct tally *y)
{
    y->reader += (uint32_t)y->d->facts->value[SIG_THREAT_DIRECT].number;
    y->other += (uint32_t)y->d->facts->value[SIG_THREAT_OTHERS].number;
    for (size_t i = 0, count = y->d->facts->evidence_count; i < count; i++) {
        struct evidence e = y->d->facts->evidence[i];
        if (e.signal == SIG_THREAT_DIRECT || e.signal == SIG_THREAT_OTHERS)
            detect_evidence(y->d,
                            e.signal == SIG_THREAT_DIRECT ? SIG_ATTACK_READER : SIG_ATTACK_OTHER,
                            e.original, e.read_as);
    }
}

void detect_attack(struct detection *d)
{
    const struct signal_context *c = d->context;
    struct tally y = {.d = d, .reply = c->is_reply || c->parent_text.n > 0};
    size_t count = d->facts->evidence_count;
    if (c->article_byline.n > 0 && text_fold(d->arena, c->article_byline, &y.byline) != RC_OK)
        y.byline = (struct str){0};
    if (count > 0)
        y.quotes = quotes_find(d);
    for (size_t i = 0; i < count; i++) {
        struct evidence e = d->facts->evidence[i];
        take(&y, &e);
    }
    take_threats(&y);
    detect_number(d, SIG_ATTACK_READER, y.reader);
    detect_number(d, SIG_ATTACK_AUTHOR, y.author);
    detect_number(d, SIG_ATTACK_PUBLISHER, y.publisher);
    detect_number(d, SIG_ATTACK_OTHER, y.other);
}
