#include "policy/fact.h"

#include "base/suggest.h"
#include "policy/trust.h"
#include "signals/correction.h"

static const struct fact_info context_table[] = {
#define FACT(id, name, kind, text) {name, SIGNAL_##kind, text},
#include "policy/fact.def"
#undef FACT
};

struct fact_info fact_info(int fact)
{
    if (fact >= SIGNAL_COUNT)
        return context_table[fact - SIGNAL_COUNT];
    const struct signal_info *s = &signal_table[fact];
    return (struct fact_info){s->name, s->kind, s->text};
}

const char *fact_kind_name(enum signal_kind kind)
{
    switch (kind) {
    case SIGNAL_NUMBER:
        return "a number";
    case SIGNAL_BOOL:
        return "true or false";
    case SIGNAL_STRING:
        break;
    }
    return "a text";
}

struct fact_info fact_info_in(const struct fact_names *names, int fact)
{
    return fact < FACT_COUNT ? fact_info(fact) : names->table[fact - FACT_COUNT];
}

static int fact_count(const struct fact_names *names)
{
    return FACT_COUNT + (names != NULL ? (int)names->count : 0);
}

enum rc fact_find(const struct fact_names *names, struct str name, int *ret_fact)
{
    for (int fact = 0; fact < fact_count(names); fact++) {
        if (str_eq(name, str_from_cstr(fact_info_in(names, fact).name))) {
            *ret_fact = fact;
            return RC_OK;
        }
    }
    return RC_NOT_FOUND;
}

struct str fact_suggest(const struct fact_names *names, struct str name)
{
    struct suggestion s = suggest_begin(name);
    for (int fact = 0; fact < fact_count(names); fact++)
        suggest_offer(&s, str_from_cstr(fact_info_in(names, fact).name));
    return s.best;
}

static void set_number(struct fact_sheet *sheet, enum fact_id fact, bool known, int64_t number)
{
    sheet->context[fact - SIGNAL_COUNT] =
        (struct fact_value){.known = known, .number = (double)number};
}

/* An empty text is an unknown one. */
static void set_string(struct fact_sheet *sheet, enum fact_id fact, struct str string)
{
    sheet->context[fact - SIGNAL_COUNT] =
        (struct fact_value){.known = string.n > 0, .string = string};
}

static void fill_author(struct fact_sheet *s, const struct judge_context *c)
{
    bool known = c->signals.author.known;
    set_number(s, FACT_AUTHOR_STAFF, true, c->author_is_staff);
    set_number(s, FACT_AUTHOR_VERIFIED, known || c->author_is_verified, c->author_is_verified);
    set_number(s, FACT_AUTHOR_PREMODERATED, known || c->author_is_premoderated,
               c->author_is_premoderated);
    set_string(s, FACT_AUTHOR_ROLE, c->author_role);
    set_number(s, FACT_AUTHOR_TRUST, known, c->author_trust);
    set_number(s, FACT_AUTHOR_VERIFIED_COMMENTS, known, c->author_verified_comments);
    set_number(s, FACT_AUTHOR_UPHELD_REMOVALS, known, c->author_upheld_removals);
    set_number(s, FACT_AUTHOR_ACCOUNT_AGE_DAYS, known, c->author_account_age_days);
    set_number(s, FACT_AUTHOR_PUBLISHED_COMMENTS, known, c->author_published_comments);
    set_number(s, FACT_AUTHOR_REMOVED_COMMENTS, known, c->author_removed_comments);
    set_number(s, FACT_AUTHOR_COMMENTS_LAST_MINUTE, known, c->signals.author.comments_last_minute);
    set_number(s, FACT_AUTHOR_COMMENTS_LAST_HOUR, known, c->signals.author.comments_last_hour);
    set_number(s, FACT_THREAD_AUTHOR_LAST_10_MINUTES, known,
               c->signals.author.thread_last_10_minutes);
}

static void fill_comment(struct fact_sheet *s, const struct text *t)
{
    int64_t words = 0;
    for (size_t i = 0; i < t->token_count; i++)
        words += t->tokens[i].kind == TOKEN_WORD;
    set_number(s, FACT_COMMENT_CHARACTERS, true, t->characters);
    set_number(s, FACT_COMMENT_LETTERS, true, t->letters);
    set_number(s, FACT_COMMENT_WORDS, true, words);
    set_number(s, FACT_COMMENT_SENTENCES, true, (int64_t)t->sentence_count);
}

static int64_t tally(const struct judge_tally *tallies, size_t count, struct str clause, bool each)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (str_eq(tallies[i].clause, clause))
            sum += each ? 1 : tallies[i].number;
    return sum;
}

void fact_sheet_enter_clause(struct fact_sheet *sheet, const struct judge_context *c,
                             struct str clause)
{
    set_number(sheet, FACT_AUTHOR_UPHELD_HERE, c->signals.author.known,
               c->upheld_here + tally(c->upheld, c->upheld_count, clause, true));
    set_number(sheet, FACT_REPORTS_HERE, true,
               c->reports_here + tally(c->reports, c->report_count, clause, false));
}

bool fact_sheet_forget_reports(struct fact_sheet *sheet)
{
    static const enum fact_id facts[] = {FACT_REPORTS_READERS, FACT_REPORTS_HERE};
    bool reported = false;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        reported |= fact_sheet_value(sheet, (int)facts[i]).number > 0;
        set_number(sheet, facts[i], true, 0);
    }
    return reported;
}

/* Measured often enough, and precise enough, at so high a probability. */
static bool may_remove(const struct correction *c, size_t head, double value)
{
    return (c->may_remove >> head & 1) != 0 && value * 1000 >= c->remove_from;
}

bool fact_sheet_forget_learned(struct fact_sheet *sheet, struct facts *room)
{
    const struct correction *c = sheet->signals->correction;
    bool forgotten = false;
    if (c == NULL)
        return false;
    *room = *sheet->signals;
    for (size_t head = 0; head < HEAD_COUNT; head++) {
        enum signal_id id = correction_learned[head];
        if (!room->value[id].known || may_remove(c, head, room->value[id].number))
            continue;
        room->value[id].known = false;
        forgotten = true;
    }
    sheet->signals = room;
    return forgotten;
}

bool fact_sheet_forget_models(struct fact_sheet *sheet, struct facts *room)
{
    bool forgotten = fact_sheet_forget_learned(sheet, room);
    if (!forgotten)
        *room = *sheet->signals;
    for (int id = SIG_MODEL_TOXIC; id <= SIG_MODEL_SPAM; id++) {
        forgotten = forgotten || room->value[id].known;
        room->value[id].known = false;
    }
    sheet->signals = room;
    return forgotten;
}

void fact_sheet_fill(struct fact_sheet *ret, const struct standards *standards,
                     const struct facts *signals, const struct judge_context *c,
                     const struct text *t)
{
    ret->signals = signals;
    ret->defined = NULL;
    ret->defined_count = 0;
    fill_author(ret, c);
    set_string(ret, FACT_AUTHOR_TRUST_LEVEL,
               c->signals.author.known ? trust_level(standards_trust(standards), c->author_trust)
                                       : (struct str){0});
    fill_comment(ret, t);
    set_number(ret, FACT_COMMENT_IS_REPLY, true, c->is_reply);
    set_number(ret, FACT_REPORTS_READERS, true, c->reports_readers);
    set_number(ret, FACT_CAMPAIGN_COPIES, c->campaign.known, c->campaign.copies);
    set_number(ret, FACT_CAMPAIGN_ACCOUNTS, c->campaign.known, c->campaign.accounts);
    set_string(ret, FACT_SITE_LANGUAGE, c->signals.site_language);
    fact_sheet_enter_clause(ret, c, (struct str){0});
    set_number(ret, FACT_THREAD_COMMENTS, c->article.known, c->article.thread_comments);
    set_number(ret, FACT_ARTICLE_AGE_HOURS, c->article.known, c->article.age_hours);
    ret->context[FACT_ARTICLE_SECTION - SIGNAL_COUNT] =
        (struct fact_value){.known = c->article.known, .string = c->article.section};
}
