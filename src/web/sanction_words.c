#include "web/sanction_words.h"

#include "community/discipline/statement.h"

#include "web/dates.h"
#include "web/say.h"
#include "web/views.h"

#define CONSEQUENCES_MAX 8

struct str sanction_words_name(struct request *r, enum sanction_kind kind)
{
    switch (kind) {
    case SANCTION_WARNING:
        return SAY(r, "Warning");
    case SANCTION_PREMODERATION:
        return SAY(r, "Comments held first");
    case SANCTION_SUSPENSION:
        return SAY(r, "Suspension");
    case SANCTION_BLOCK:
        return SAY(r, "Block");
    case SANCTION_DELETION:
        return SAY(r, "Deletion of the account");
    case SANCTION_KIND_COUNT:
        break;
    }
    return STR("");
}

struct str sanction_words_verb(struct request *r, enum sanction_kind kind)
{
    switch (kind) {
    case SANCTION_WARNING:
        return SAY(r, "Warn");
    case SANCTION_PREMODERATION:
        return SAY(r, "Hold comments first");
    case SANCTION_SUSPENSION:
        return SAY(r, "Suspend");
    case SANCTION_BLOCK:
        return SAY_IN(r, "to do it", "Block");
    case SANCTION_DELETION:
        return SAY(r, "Delete the account");
    case SANCTION_KIND_COUNT:
        break;
    }
    return STR("");
}

static struct str day(struct request *r, int64_t ms)
{
    return say_day(r, ms);
}

static struct str moment(struct request *r, int64_t ms)
{
    return say_time(r, ms);
}

/* --- how the account stands --- */

static const struct sanction *find_in_force(const struct sanction *list, size_t count,
                                            enum sanction_kind kind, int64_t now_ms)
{
    const struct sanction *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (list[i].kind == kind && sanction_in_force(&list[i], now_ms) &&
            (found == NULL || list[i].until_ms > found->until_ms))
            found = &list[i];
    return found;
}

static struct str standing_to_reader(struct request *r, const struct sanction *s)
{
    switch (s->kind) {
    case SANCTION_SUSPENSION:
        return SAY_WITH(r,
                        "Your account is suspended until {0}: you can read, but not write. "
                        "It ends by itself.",
                        moment(r, s->until_ms));
    case SANCTION_BLOCK:
        return s->is_final
                   ? SAY_WITH(r,
                              "Your account has been blocked for the second time, on {0}: you "
                              "can read, but not write.",
                              day(r, s->at_ms))
                   : SAY_WITH(r,
                              "Your account has been blocked since {0}: you can read, but not "
                              "write.",
                              day(r, s->at_ms));
    case SANCTION_PREMODERATION:
        return s->until_ms != 0
                   ? SAY_WITH(
                         r, "Until {0} a moderator reads each of your comments before it appears.",
                         moment(r, s->until_ms))
                   : SAY(r, "A moderator reads each of your comments before it appears.");
    case SANCTION_WARNING:
        return SAY(r, "A warning waits for you to confirm that you have read it.");
    case SANCTION_DELETION:
    case SANCTION_KIND_COUNT:
        break;
    }
    return STR("");
}

static struct str standing_to_staff(struct request *r, const struct sanction *s)
{
    switch (s->kind) {
    case SANCTION_SUSPENSION:
        return SAY_WITH(r, "Suspended until {0}.", moment(r, s->until_ms));
    case SANCTION_BLOCK:
        return s->is_final ? SAY_WITH(r, "Blocked for good since {0}.", day(r, s->at_ms))
                           : SAY_WITH(r, "Blocked since {0}.", day(r, s->at_ms));
    case SANCTION_PREMODERATION:
        return s->until_ms != 0 ? SAY_WITH(r, "Every comment of theirs is held first until {0}.",
                                           moment(r, s->until_ms))
                                : SAY(r, "Every comment of theirs is held first.");
    case SANCTION_WARNING:
        return SAY_WITH(r, "Warned on {0}; they have not confirmed yet that they read it.",
                        day(r, s->at_ms));
    case SANCTION_DELETION:
        return SAY_WITH(r, "Deleted by a moderator on {0}.", day(r, s->at_ms));
    case SANCTION_KIND_COUNT:
        break;
    }
    return STR("");
}

struct str sanction_words_standing(struct request *r, const struct sanction *list, size_t count,
                                   bool to_reader)
{
    static const enum sanction_kind gravest[] = {SANCTION_DELETION, SANCTION_BLOCK,
                                                 SANCTION_SUSPENSION, SANCTION_PREMODERATION,
                                                 SANCTION_WARNING};
    int64_t now_ms = community_now_ms(request_community(r));
    for (size_t i = 0; i < sizeof gravest / sizeof gravest[0]; i++) {
        const struct sanction *s = find_in_force(list, count, gravest[i], now_ms);
        if (s != NULL)
            return to_reader ? standing_to_reader(r, s) : standing_to_staff(r, s);
    }
    return to_reader ? SAY(r, "Nothing restricts your account.")
                     : SAY(r, "Nothing restricts this account.");
}

struct str sanction_words_refusal(struct request *r)
{
    struct sanction *list;
    size_t count;
    if (r->actor.status != ACCOUNT_SUSPENDED && r->actor.status != ACCOUNT_BLOCKED)
        return (struct str){.p = NULL};
    if (sanction_list(r->reader, &r->actor, r->actor.account_id, r->arena, &list, &count) == RC_OK)
        return sanction_words_standing(r, list, count, true);
    return r->actor.status == ACCOUNT_BLOCKED
               ? SAY(r, "Your account is blocked: you can read, but not write.")
               : SAY(r, "Your account is suspended: you can read, but not write.");
}

struct str sanction_words_bar(struct request *r, const struct sanction_outlook *o)
{
    switch (o->bar) {
    case SANCTION_BAR_DELETED:
        return SAY(r, "The account is deleted.");
    case SANCTION_BAR_BLOCKED:
        return o->in_the_way != NULL && !sanction_is_liftable(request_community(r), o->in_the_way)
                   ? SAY(r, "The account is blocked for good, which is more.")
                   : SAY(r, "The account is blocked, which is more. End the block first.");
    case SANCTION_BAR_HELD:
        return SAY(r,
                   "Every comment of theirs is held first already. End that first to do it anew.");
    case SANCTION_FREE:
    case SANCTION_BAR_COUNT:
        break;
    }
    return (struct str){.p = NULL};
}

/* --- what would follow --- */

struct ahead {
    struct request *r;
    struct str name;
    const struct sanction_outlook *o;
    struct view_consequence *items;
    size_t count;
};

static void put(struct ahead *a, struct str text, bool is_grave)
{
    if (a->items != NULL && a->count < CONSEQUENCES_MAX)
        a->items[a->count++] = (struct view_consequence){.text = text, .is_grave = is_grave};
}

static struct str number_of(const struct ahead *a, int64_t number)
{
    return say_number(a->r, number);
}

/* The rule of DSA mode, as far as it is met. */
static void put_notice(struct ahead *a)
{
    struct request *r = a->r;
    bool literal = sanction_mode(request_community(r)) == SANCTION_LITERAL;
    if (literal)
        put(a, SAY(r, "Literal mode: it comes without prior notice."), false);
    else if (a->o->needs_grave)
        put(a,
            SAY(r,
                "No warning counts here: there was none, or it is too old, or they had no day to "
                "read it. Warn them first, or say below why this cannot wait."),
            true);
    else if (a->o->warned != NULL)
        put(a,
            SAY_WITH(r, "They have had notice: {0}, {1}.",
                     sanction_words_name(r, a->o->warned->kind), day(r, a->o->warned->at_ms)),
            false);
}

static void put_warning(struct ahead *a)
{
    struct request *r = a->r;
    put(a, SAY_WITH(r, "{0} gets your words and the clause by mail.", a->name), false);
    put(a, SAY(r, "They can write again as soon as they have confirmed that they read it."), false);
    if (a->o->number > 1)
        put(a, SAY_WITH(r, "It would be warning number {0}.", number_of(a, a->o->number)), false);
}

static void put_premoderation(struct ahead *a)
{
    struct request *r = a->r;
    put(a,
        SAY_WITH(r,
                 "Whatever {0} writes or edits from now on waits in the queue until a moderator "
                 "has read it.",
                 a->name),
        false);
    put(a,
        SAY(r, "What stands published stays. They are told by mail, and see it on each comment."),
        false);
}

static void put_suspension(struct ahead *a)
{
    struct request *r = a->r;
    put(a,
        SAY_WITH(r, "{0} can sign in, read and answer you, but cannot comment, edit or report.",
                 a->name),
        false);
    put(a, SAY(r, "It ends by itself. What they wrote stays."), false);
    if (a->o->suspended_until_ms != 0)
        put(a,
            SAY_WITH(r, "A suspension runs until {0}: the new one must end later.",
                     moment(r, a->o->suspended_until_ms)),
            true);
    put_notice(a);
}

static void put_block(struct ahead *a)
{
    struct request *r = a->r;
    bool literal = sanction_mode(request_community(r)) == SANCTION_LITERAL;
    put(a,
        SAY_WITH(r, "{0} is signed out everywhere at once, and links mailed to them stop working.",
                 a->name),
        false);
    put(a,
        SAY(r,
            "However they sign in again, they can only read, write to the moderators, take their "
            "data and delete their account. What they wrote stays, unless you choose otherwise "
            "below."),
        false);
    if (a->o->is_final)
        put(a,
            SAY(r,
                "This would be the second block. In literal mode it cannot be lifted: not by you, "
                "not by another moderator, not by an administrator."),
            true);
    else if (literal)
        put(a,
            SAY(r,
                "This would be the first block. They can ask for access to be restored; if it is, "
                "the next block is final."),
            true);
    else if (a->o->number > 1)
        put(a,
            SAY_WITH(r, "This would be block number {0}; in DSA mode any block can be lifted.",
                     number_of(a, a->o->number)),
            false);
    put_notice(a);
}

static void put_deletion(struct ahead *a)
{
    struct request *r = a->r;
    put(a,
        SAY_WITH(r,
                 "{0}, their profile and all their comments are out of sight at once; answers by "
                 "others stay.",
                 a->name),
        false);
    put(a,
        SAY(r, "For 30 days a moderator can bring everything back, their reader cannot. Then it is "
               "erased for good."),
        true);
    put_notice(a);
}

const struct view_consequence *sanction_words_ahead(struct request *r, enum sanction_kind kind,
                                                    const struct sanction_outlook *o,
                                                    struct str name, size_t *ret_count)
{
    struct ahead a = {.r = r,
                      .name = name,
                      .o = o,
                      .items = ARENA_ARRAY(r->arena, CONSEQUENCES_MAX, struct view_consequence)};
    switch (kind) {
    case SANCTION_WARNING:
        put_warning(&a);
        break;
    case SANCTION_PREMODERATION:
        put_premoderation(&a);
        break;
    case SANCTION_SUSPENSION:
        put_suspension(&a);
        break;
    case SANCTION_BLOCK:
        put_block(&a);
        break;
    case SANCTION_DELETION:
        put_deletion(&a);
        break;
    case SANCTION_KIND_COUNT:
        break;
    }
    *ret_count = a.count;
    return a.items;
}

/* --- one of a list --- */

static struct str state_words(struct request *r, const struct sanction *s)
{
    if (s->is_final)
        return SAY(r, "The second block, made in literal mode.");
    if (s->until_ms != 0)
        return SAY_WITH(r, "Until {0}.", moment(r, s->until_ms));
    return s->kind == SANCTION_WARNING || s->end != SANCTION_STANDS ? (struct str){.p = NULL}
                                                                    : SAY(r, "Without an end.");
}

static struct str in_force_words(struct request *r, const struct sanction *s)
{
    if (!sanction_in_force(s, community_now_ms(request_community(r))))
        return (struct str){.p = NULL};
    return s->kind == SANCTION_WARNING ? SAY(r, "Not confirmed yet") : SAY(r, "In force");
}

static struct str end_words(struct request *r, const struct sanction *s)
{
    if (s->end == SANCTION_STANDS)
        return (struct str){.p = NULL};
    struct str when = moment(r, s->end_ms);
    if (s->end != SANCTION_LIFTED)
        return SAY_WITH(r, "Taken back as a mistake, {0}.", when);
    return s->until_ms != 0 ? SAY_WITH(r, "Ended before its time, {0}.", when)
                            : SAY_WITH(r, "Lifted, {0}.", when);
}

static struct str person(struct request *r, struct str name, bool to_reader)
{
    if (to_reader)
        return (struct str){.p = NULL};
    return name.n > 0 ? name : SAY(r, "command line");
}

static struct str shown(struct str s)
{
    return s.n > 0 ? s : (struct str){.p = NULL};
}

struct view_sanction_item sanction_words_item(struct request *r, const struct sanction *s,
                                              bool to_reader)
{
    struct view_sanction_item item = {
        .name = sanction_words_name(r, s->kind),
        .actor = person(r, s->by_name, to_reader),
        .time = moment(r, s->at_ms),
        .time_iso = dates_iso(request_zone(r), s->at_ms, r->arena),
        .in_force = in_force_words(r, s),
        .statement = url_local(r->arena, arena_printf(r->arena, "/statement/%.*s",
                                                      STR_ARG(statement_sanction_name(
                                                          r->arena, s->account_id, s->id)))),
        .state = state_words(r, s),
        .reason = shown(s->reason),
        .grave = shown(s->grave),
        .ended = end_words(r, s),
        .end_why = shown(s->end_why),
    };
    if (s->end != SANCTION_STANDS)
        item.ended_by = person(r, s->end_by_name, to_reader);
    if (s->clause.n > 0) {
        item.clause = views_clause_title(r, s->clause);
        item.clause_language = views_clause_language(r, s->clause);
        item.clause_address = views_clause_url(r, s->clause);
    }
    if (s->comment_id != 0)
        item.comment = url_local(
            r->arena, arena_printf(r->arena, "/comment/%lld/verdict", (long long)s->comment_id));
    if (s->acknowledged_ms != 0)
        item.acknowledged = SAY_WITH(r, "Confirmed as read, {0}.", moment(r, s->acknowledged_ms));
    return item;
}

const struct sanction *sanction_words_held_at(const struct sanction *list, size_t count,
                                              int64_t at_ms)
{
    for (size_t i = 0; i < count; i++) {
        const struct sanction *s = &list[i];
        int64_t end_ms = s->end != SANCTION_STANDS ? s->end_ms : s->until_ms;
        if (s->kind == SANCTION_PREMODERATION && s->at_ms <= at_ms &&
            (end_ms == 0 || end_ms > at_ms))
            return s;
    }
    return NULL;
}
