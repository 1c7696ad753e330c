#include "community/discipline/statement.h"

#include "community/core.h"
#include "community/discipline/sanction.h"
#include "queries.h"

struct str statement_comment_name(struct arena *a, int64_t comment_id, int64_t seq)
{
    return arena_printf(a, "c-%lld-%lld", (long long)comment_id, (long long)seq);
}

struct str statement_sanction_name(struct arena *a, int64_t account_id, int64_t sanction_id)
{
    return arena_printf(a, "s-%lld-%lld", (long long)account_id, (long long)sanction_id);
}

bool statement_is_owed(enum decision_action action, enum comment_status to)
{
    return action == DECISION_EDITED ||
           ((action == DECISION_JUDGED || action == DECISION_REMOVED) &&
            (to == COMMENT_HELD || to == COMMENT_REMOVED));
}

static enum statement_measure measure_of_decision(const struct q_statement_decision_row *row)
{
    if (row->action == DECISION_EDITED)
        return STATEMENT_EDITED;
    return row->to_status == COMMENT_REMOVED ? STATEMENT_REMOVED : STATEMENT_HELD;
}

/* What the document in force says of the clause; one that it has no more keeps its slug. */
static void fill_clause(struct community *c, struct arena *a, struct statement *s)
{
    struct community_judge *j = community_judge_ref(c);
    const struct standards_clause *clause =
        j != NULL && s->clause.n > 0
            ? standards_find_clause(judge_standards(community_judge_get(j)), s->clause)
            : NULL;
    s->clause_title = s->clause;
    s->ground = STR("terms");
    if (clause != NULL) {
        s->clause_title = arena_dup(a, clause->title);
        s->ground = str_eq(clause->reasons_ground, STR("illegal")) ? STR("illegal") : STR("terms");
        s->category = arena_dup(a, clause->reasons_category);
    }
    community_judge_unref(j);
}

static struct statement of_decision(struct arena *a, int64_t comment_id, int64_t seq,
                                    const struct q_statement_decision_row *row)
{
    return (struct statement){
        .name = statement_comment_name(a, comment_id, seq),
        .measure = measure_of_decision(row),
        .account_id = row->has_account_id ? row->account_id : 0,
        .comment_id = comment_id,
        .decision_seq = seq,
        .decided_ms = row->decided_ms,
        .undone_ms = row->undone_ms,
        .content_ms = id_time_ms(comment_id),
        .clause = row->has_clause ? row->clause : STR(""),
        .reason = row->has_reason ? row->reason : STR(""),
        .language = row->has_language ? row->language : STR(""),
        .article_slug = row->has_slug ? row->slug : STR(""),
        .headline = row->has_headline ? row->headline : STR(""),
        .source = row->order_id > 0   ? STATEMENT_ORDER
                  : row->flagged > 0  ? STATEMENT_FLAGGER
                  : row->noticed > 0  ? STATEMENT_NOTICE
                  : row->reported > 0 ? STATEMENT_REPORT
                                      : STATEMENT_OWN,
        .found_by_standards = row->was_found > 0,
        .decided_by_standards = row->actor_id == 0,
    };
}

/* What a decision gives effect to, says on what ground. */
static enum rc fill_order(struct community_reader *r, int64_t order_id, struct arena *a,
                          struct statement *s)
{
    struct q_legal_notice_get_row row;
    if (order_id == 0)
        return RC_OK;
    enum rc rc = q_legal_notice_get(
        r->db, &(struct q_legal_notice_get_in){.site_id = r->community->site.id, .id = order_id}, a,
        &row);
    if (rc != RC_OK)
        return rc;
    s->ground = STR("illegal");
    s->category = row.legal_notice_item.category;
    s->authority = row.legal_notice_item.name;
    s->authority_state = row.legal_notice_item.state;
    s->reference = row.legal_notice_item.reference;
    s->issued_ms = row.legal_notice_item.issued_ms;
    return RC_OK;
}

static enum rc read_decision(struct community_reader *r, int64_t comment_id, int64_t seq,
                             struct arena *a, struct statement *ret)
{
    struct community *c = r->community;
    struct q_statement_decision_row row;
    enum rc rc =
        q_statement_decision(r->db,
                             &(struct q_statement_decision_in){
                                 .site_id = c->site.id, .comment_id = comment_id, .seq = seq},
                             a, &row);
    if (rc == RC_OK &&
        !statement_is_owed((enum decision_action)row.action, (enum comment_status)row.to_status))
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    *ret = of_decision(a, comment_id, seq, &row);
    fill_clause(c, a, ret);
    return fill_order(r, row.order_id, a, ret);
}

/* "c-12-3": the letter, and two numbers above zero. */
static enum rc parse_name(struct str name, char *ret_letter, int64_t *ret_first,
                          int64_t *ret_second)
{
    struct str rest = name;
    struct str letter = str_split(&rest, '-'), first = str_split(&rest, '-');
    if (letter.n != 1 || rest.p == NULL || str_to_i64(first, ret_first) != RC_OK ||
        str_to_i64(rest, ret_second) != RC_OK || *ret_first <= 0 || *ret_second <= 0)
        return RC_NOT_FOUND;
    *ret_letter = letter.p[0];
    return RC_OK;
}

/* --- of sanctions --- */

static enum statement_measure measure_of(enum sanction_kind kind)
{
    static const enum statement_measure measures[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = STATEMENT_WARNED,
        [SANCTION_PREMODERATION] = STATEMENT_PREMODERATED,
        [SANCTION_SUSPENSION] = STATEMENT_SUSPENDED,
        [SANCTION_BLOCK] = STATEMENT_BLOCKED,
        [SANCTION_DELETION] = STATEMENT_DELETED,
    };
    return measures[kind];
}

/* What brought to attention the comment that a sanction came of; one that is there no more says nothing. */
static enum rc fill_source(struct community_reader *r, const struct sanction *s, struct arena *a,
                           struct statement *ret)
{
    struct q_statement_sanction_source_row row;
    if (s->comment_id == 0)
        return RC_OK;
    enum rc rc = q_statement_sanction_source(
        r->db,
        &(struct q_statement_sanction_source_in){.site_id = r->community->site.id,
                                                 .comment_id = s->comment_id,
                                                 .sanction_id = s->id,
                                                 .at_ms = s->at_ms},
        a, &row);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    ret->about_comment_id = s->comment_id;
    ret->content_ms = id_time_ms(s->comment_id);
    ret->found_by_standards = row.was_found > 0;
    ret->source = row.order_id > 0   ? STATEMENT_ORDER
                  : row.flagged > 0  ? STATEMENT_FLAGGER
                  : row.noticed > 0  ? STATEMENT_NOTICE
                  : row.reported > 0 ? STATEMENT_REPORT
                                     : STATEMENT_OWN;
    return fill_order(r, row.order_id, a, ret);
}

static enum rc of_sanction(struct community_reader *r, struct arena *a, const struct sanction *s,
                           struct statement *ret)
{
    struct community *c = r->community;
    *ret = (struct statement){
        .name = statement_sanction_name(a, s->account_id, s->id),
        .measure = measure_of(s->kind),
        .account_id = s->account_id,
        .sanction_id = s->id,
        .decided_ms = s->at_ms,
        .until_ms = s->until_ms,
        .clause = s->clause,
        .reason = s->reason,
        .is_final = !sanction_is_liftable(c, s),
    };
    fill_clause(c, a, ret);
    return fill_source(r, s, a, ret);
}

static enum rc get_sanction(struct community_reader *r, const struct actor *actor,
                            int64_t account_id, int64_t sanction_id, struct arena *a,
                            struct statement *ret)
{
    struct sanction s;
    enum rc rc = sanction_get(r, actor, account_id, sanction_id, a, &s);
    if (rc == RC_FORBIDDEN)
        rc = RC_NOT_FOUND;
    return rc == RC_OK ? of_sanction(r, a, &s, ret) : rc;
}

enum rc statement_get(struct community_reader *r, const struct actor *actor, struct str name,
                      struct arena *a, struct statement *ret)
{
    char letter = 0;
    int64_t first = 0, second = 0;
    enum rc rc = parse_name(name, &letter, &first, &second);
    if (rc == RC_OK && letter == 's')
        return get_sanction(r, actor, first, second, a, ret);
    if (rc == RC_OK)
        rc = letter == 'c' ? read_decision(r, first, second, a, ret) : RC_NOT_FOUND;
    if (rc == RC_OK && !access_allows(actor, ACTION_READ_VERDICT, ret->account_id))
        rc = RC_NOT_FOUND;
    return rc;
}

/* --- lists --- */

static enum rc list_decisions(struct community_reader *r, int64_t until_ms,
                              struct statement_place *place, struct arena *a,
                              struct statement **ret, size_t *ret_count)
{
    struct q_statement_list_row *rows;
    size_t count;
    enum rc rc =
        q_statement_list(r->db,
                         &(struct q_statement_list_in){.site_id = r->community->site.id,
                                                       .after_ms = place->decided_ms,
                                                       .after_comment_id = place->comment_id,
                                                       .after_seq = place->seq,
                                                       .until_ms = until_ms,
                                                       .max_rows = STATEMENT_LIST_MAX},
                         a, &rows, &count);
    *ret = rc == RC_OK ? ARENA_ARRAY(a, count, struct statement) : NULL;
    if (rc == RC_OK && *ret == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        *place =
            (struct statement_place){rows[i].decided_ms, rows[i].comment_id, rows[i].seq, false};
        rc = read_decision(r, rows[i].comment_id, rows[i].seq, a, &(*ret)[i]);
    }
    *ret_count = count;
    return rc;
}

static enum rc list_sanctions(struct community_reader *r, int64_t until_ms,
                              struct statement_place *place, struct arena *a,
                              struct statement **ret, size_t *ret_count)
{
    struct q_statement_sanction_list_row *rows;
    enum rc rc = q_statement_sanction_list(
        r->db,
        &(struct q_statement_sanction_list_in){.site_id = r->community->site.id,
                                               .after_ms = place->decided_ms,
                                               .after_id = place->seq,
                                               .until_ms = until_ms,
                                               .max_rows = STATEMENT_LIST_MAX},
        a, &rows, ret_count);
    *ret = rc == RC_OK ? ARENA_ARRAY(a, *ret_count, struct statement) : NULL;
    if (rc != RC_OK || *ret == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < *ret_count; i++) {
        const struct sanction s = {.id = rows[i].id,
                                   .account_id = rows[i].account_id,
                                   .kind = (enum sanction_kind)rows[i].kind,
                                   .at_ms = rows[i].at_ms,
                                   .until_ms = rows[i].until_ms,
                                   .comment_id = rows[i].comment_id,
                                   .clause = rows[i].clause,
                                   .reason = rows[i].reason};
        rc = of_sanction(r, a, &s, &(*ret)[i]);
        *place = (struct statement_place){rows[i].at_ms, 0, rows[i].id, true};
    }
    return rc;
}

enum rc statement_list(struct community_reader *r, const struct actor *actor, int64_t since_ms,
                       int64_t until_ms, struct statement_place *place, struct arena *a,
                       struct statement **ret, size_t *ret_count)
{
    enum rc rc = access_check(actor, ACTION_READ_AUDIT, 0);
    *ret_count = 0;
    if (rc == RC_OK && place->decided_ms == 0)
        *place = (struct statement_place){.decided_ms = since_ms};
    if (rc == RC_OK && !place->sanctions)
        rc = list_decisions(r, until_ms, place, a, ret, ret_count);
    if (rc != RC_OK || *ret_count > 0)
        return rc;
    if (!place->sanctions)
        *place = (struct statement_place){.decided_ms = since_ms, .sanctions = true};
    return list_sanctions(r, until_ms, place, a, ret, ret_count);
}
