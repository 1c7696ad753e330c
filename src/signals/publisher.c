/*
 * What is said of this publication, its newsroom and the authors of the article: abuse, and claims about who pays
 * them. A word counts when a sentence says it of them ("this newsroom is a bunch of liars"), not when it only stands
 * in the same sentence ("this newsroom exposed the liars"). What they wrote may be called anything.
 */
#include "base/utf8.h"
#include "lexicon_publisher.h"
#include "signals/context.h"
#include "signals/detect.h"
#include "signals/scan.h"
#include "signals/words.h"

#define MARKS_MAX 48
/* Tokens between the publication and what is said of it. */
#define REACH 9
/* Tokens before an abusive word in which it is denied. */
#define REACH_DENIAL 3
/* An author's last name alone is a mention from this length on. */
#define NAME_BYTES_MIN 4

/* A place where the publication is named, or where something is said that could be about it: tokens. */
struct mark {
    size_t first, behind;
    uint8_t label;
};

struct finder {
    struct detection *d;
    const struct text *t;
    struct mark marks[MARKS_MAX];
    size_t count;
    uint32_t mentions, abuse, paid;
};

static void add_mark(struct finder *f, struct span folded, uint8_t label)
{
    if (f->count == MARKS_MAX)
        return;
    f->marks[f->count++] = (struct mark){.first = context_token(f->t, folded.begin),
                                         .behind = context_token(f->t, folded.end),
                                         .label = label};
}

/* --- names that come from the site --- */

static bool stands_alone(struct str s, size_t begin, size_t end)
{
    unsigned char before = begin > 0 ? (unsigned char)s.p[begin - 1] : ' ';
    unsigned char after = end < s.n ? (unsigned char)s.p[end] : ' ';
    return !char_is_alpha((char)before) && before < 0x80 && !char_is_alpha((char)after) &&
           after < 0x80;
}

static void find_name(struct finder *f, struct str name)
{
    struct str s = f->t->folded;
    for (size_t at = 0; name.n > 0 && (at = str_find(s, name, at)) != STR_NONE; at += name.n)
        if (stands_alone(s, at, at + name.n))
            add_mark(f, (struct span){(uint32_t)at, (uint32_t)(at + name.n)},
                     LEXICON_PUBLISHER_TARGET);
}

static void find_title(struct finder *f)
{
    struct str title;
    if (f->d->context->site_title.n == 0 ||
        text_fold(f->d->arena, f->d->context->site_title, &title) != RC_OK)
        return;
    title = str_trim(title);
    if (str_starts(title, STR("the ")))
        title = str_slice(title, 4, title.n);
    find_name(f, title);
}

static void find_author(struct finder *f, struct str author)
{
    author = str_trim(author);
    if (str_starts(author, STR("by ")))
        author = str_slice(author, 3, author.n);
    if (author.n < NAME_BYTES_MIN)
        return;
    size_t before = f->count, space = str_rfind_char(author, ' ');
    find_name(f, author);
    if (f->count == before && space != STR_NONE && author.n - space - 1 >= NAME_BYTES_MIN)
        find_name(f, str_slice(author, space + 1, author.n));
}

/* "By Anna Weber and Paul Lang in Berlin". */
static void find_authors(struct finder *f)
{
    struct str byline;
    if (f->d->context->article_byline.n == 0 ||
        text_fold(f->d->arena, f->d->context->article_byline, &byline) != RC_OK)
        return;
    while (byline.n > 0) {
        struct str part = str_split(&byline, ',');
        size_t place = str_find(part, STR(" in "), 0);
        part = str_slice(part, 0, place == STR_NONE ? part.n : place);
        size_t joint = str_find(part, STR(" and "), 0);
        find_author(f, str_slice(part, 0, joint == STR_NONE ? part.n : joint));
        if (joint != STR_NONE)
            find_author(f, str_slice(part, joint + 5, part.n));
    }
}

/* --- what is said --- */

static void find_words(struct finder *f)
{
    struct scan s = scan_begin(&lexicon_publisher, f->d->cells, false);
    struct scan_hit h;
    while (scan_next(&s, &h))
        add_mark(f, cells_folded(f->d->cells, h.begin, h.end), h.label);
}

static bool is_marked(const struct finder *f, size_t token)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->marks[i].first <= token && token < f->marks[i].behind &&
            f->marks[i].label != LEXICON_PUBLISHER_TARGET)
            return true;
    return false;
}

/* Words that insult anybody, found before. */
static void add_insults(struct finder *f)
{
    for (size_t i = 0; i < f->d->facts->evidence_count && f->count < MARKS_MAX; i++) {
        const struct evidence *e = &f->d->facts->evidence[i];
        if (e->signal != SIG_INSULT_WORDS)
            continue;
        size_t first = 0;
        while (first < f->t->token_count && f->t->tokens[first].original.begin < e->original.begin)
            first++;
        if (!is_marked(f, first))
            f->marks[f->count++] = (struct mark){
                .first = first, .behind = first + 1, .label = LEXICON_PUBLISHER_ABUSE};
    }
}

static bool says_so(struct str w)
{
    static const struct str words[] = {
        STR_INIT("is"),      STR_INIT("are"),   STR_INIT("was"),    STR_INIT("were"),
        STR_INIT("be"),      STR_INIT("has"),   STR_INIT("have"),   STR_INIT("remains"),
        STR_INIT("nothing"), STR_INIT("full"),  STR_INIT("bunch"),  STR_INIT("being"),
        STR_INIT("been"),    STR_INIT("get"),   STR_INIT("gets"),   STR_INIT("ist"),
        STR_INIT("sind"),    STR_INIT("wird"),  STR_INIT("werden"), STR_INIT("est"),
        STR_INIT("sont"),    STR_INIT("êtes"),  STR_INIT("es"),     STR_INIT("son"),
        STR_INIT("está"),    STR_INIT("están"), STR_INIT("всего"),  STR_INIT("просто"),
        STR_INIT("-")};
    return IS_ONE_OF(w, words);
}

/* Words that turn to something else: "this newspaper reported that the ministers are liars". */
static bool turns(struct str w)
{
    static const struct str words[] = {
        STR_INIT("that"),    STR_INIT("reports"), STR_INIT("reported"),  STR_INIT("says"),
        STR_INIT("said"),    STR_INIT("writes"),  STR_INIT("wrote"),     STR_INIT("about"),
        STR_INIT("why"),     STR_INIT("whether"), STR_INIT("asked"),     STR_INIT("calls"),
        STR_INIT("called"),  STR_INIT("how"),     STR_INIT("exposed"),   STR_INIT("quotes"),
        STR_INIT("quoted"),  STR_INIT("shows"),   STR_INIT("against"),   STR_INIT("if"),
        STR_INIT("because"), STR_INIT("when"),    STR_INIT("than"),      STR_INIT("names"),
        STR_INIT("named"),   STR_INIT("like"),    STR_INIT("describes"), STR_INIT("for"),
        STR_INIT("dass"),    STR_INIT("über"),    STR_INIT("que"),       STR_INIT("sur"),
        STR_INIT("sobre"),   STR_INIT("что"),     STR_INIT("про")};
    return IS_ONE_OF(w, words);
}

static bool is_denial(struct str w)
{
    static const struct str words[] = {STR_INIT("not"),    STR_INIT("no"),     STR_INIT("never"),
                                       STR_INIT("isn't"),  STR_INIT("aren't"), STR_INIT("nobody"),
                                       STR_INIT("hardly"), STR_INIT("nicht"),  STR_INIT("kein"),
                                       STR_INIT("keine"),  STR_INIT("pas"),    STR_INIT("не")};
    return IS_ONE_OF(w, words);
}

static bool is_denied(const struct text *t, size_t first)
{
    for (size_t back = 1; back <= REACH_DENIAL && back <= first; back++)
        if (is_denial(words_token(t, first - back)))
            return true;
    return false;
}

static bool ends_sentence(struct str w)
{
    return w.n == 1 && strchr(".!?;", w.p[0]);
}

/* Whether what stands behind the publication is said of it. */
static bool is_said_behind(const struct text *t, const struct mark *target, const struct mark *m)
{
    bool said = m->first <= target->behind + 1;
    if (m->first < target->behind || m->first - target->behind > REACH)
        return false;
    for (size_t i = target->behind; i < m->first; i++) {
        struct str w = words_token(t, i);
        if (ends_sentence(w) || turns(w))
            return false;
        said |= says_so(w);
    }
    return said || m->label == LEXICON_PUBLISHER_PAID;
}

/* "The liars of this newsroom", "who pays this newspaper": before it, with little between. */
static bool is_said_before(const struct text *t, const struct mark *target, const struct mark *m)
{
    static const struct str between[] = {
        STR_INIT("of"),   STR_INIT("at"),  STR_INIT("in"),  STR_INIT("from"), STR_INIT("the"),
        STR_INIT("and"),  STR_INIT("for"), STR_INIT("by"),  STR_INIT("to"),   STR_INIT(","),
        STR_INIT("der"),  STR_INIT("die"), STR_INIT("in"),  STR_INIT("de"),   STR_INIT("du"),
        STR_INIT("этой"), STR_INIT("из"),  STR_INIT("для"), STR_INIT("did"),  STR_INIT("they")};
    if (target->first < m->behind || target->first - m->behind > 3)
        return false;
    for (size_t i = m->behind; i < target->first; i++)
        if (!IS_ONE_OF(words_token(t, i), between))
            return false;
    return true;
}

/* A newspaper that lives by its readers says so itself. */
static bool is_paid_openly(const struct text *t, const struct mark *m)
{
    static const struct str payers[] = {
        STR_INIT("readers"),       STR_INIT("reader"),      STR_INIT("subscribers"),
        STR_INIT("subscriptions"), STR_INIT("advertising"), STR_INIT("advertisements"),
        STR_INIT("ads"),           STR_INIT("us"),          STR_INIT("donations"),
        STR_INIT("taxpayers"),     STR_INIT("leserinnen"),  STR_INIT("lesern"),
        STR_INIT("licence"),       STR_INIT("abonnés"),     STR_INIT("lectores"),
        STR_INIT("word"),          STR_INIT("line"),        STR_INIT("hour"),
        STR_INIT("attention")};
    for (size_t i = m->behind; i < t->token_count && i < m->behind + 4; i++)
        if (IS_ONE_OF(words_token(t, i), payers))
            return true;
    return false;
}

static bool is_about_target(const struct finder *f, const struct mark *m)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct mark *target = &f->marks[i];
        if (target->label == LEXICON_PUBLISHER_TARGET &&
            (is_said_behind(f->t, target, m) || is_said_before(f->t, target, m)))
            return true;
    }
    return false;
}

static void judge_mark(struct finder *f, const struct quotes *quotes, const struct mark *m)
{
    if (m->first >= f->t->token_count || m->behind <= m->first)
        return;
    struct span original = {f->t->tokens[m->first].original.begin,
                            f->t->tokens[m->behind - 1].original.end};
    bool own = m->label == LEXICON_PUBLISHER_OWN, pays = m->label == LEXICON_PUBLISHER_PAID;
    if (m->label == LEXICON_PUBLISHER_TARGET) {
        f->mentions++;
        detect_evidence(f->d, SIG_PUBLISHER_MENTIONS, original, (struct str){0});
        return;
    }
    if (quotes_cover(quotes, original) || context_reported(f->t, m->first) ||
        is_denied(f->t, m->first) || (!own && !is_about_target(f, m)) ||
        (pays && is_paid_openly(f->t, m)))
        return;
    f->abuse += !pays;
    f->paid += pays;
    detect_evidence(f->d, pays ? SIG_PUBLISHER_PAID : SIG_PUBLISHER_ABUSE, original,
                    (struct str){0});
}

void detect_publisher(struct detection *d)
{
    struct finder f = {.d = d, .t = d->text};
    struct quotes quotes;
    if (!cells_get(d))
        return;
    find_words(&f);
    find_title(&f);
    find_authors(&f);
    if (f.count > 0) {
        quotes = quotes_find(d);
        add_insults(&f);
        for (size_t i = 0; i < f.count; i++)
            judge_mark(&f, &quotes, &f.marks[i]);
    }
    detect_number(d, SIG_PUBLISHER_MENTIONS, f.mentions);
    detect_number(d, SIG_PUBLISHER_ABUSE, f.abuse);
    detect_number(d, SIG_PUBLISHER_PAID, f.paid);
}
