#include "community/record/replay.h"

#include "community/core.h"
#include "community/record/replay_compare.h"
#include "library/engine.h"
#include "policy/context.h"
#include "queries.h"

/* --- what is stored --- */

static struct replay_item item_of(const struct q_replay_list_row *row)
{
    return (struct replay_item){
        .comment_id = row->id,
        .seq = row->has_seq ? row->seq : 0,
        .revision = row->revision,
        .decided_ms = row->has_decided_ms ? row->decided_ms : 0,
        .standards_id =
            row->has_decision_standards_id ? row->decision_standards_id : row->standards_id,
        .status = (enum comment_status)row->status,
        .body = row->body,
        .context = row->context,
        .record = row->has_record ? row->record : (struct str){0},
    };
}

enum rc replay_list(struct community_reader *r, int64_t after_id, int64_t before_id, size_t max,
                    struct arena *a, struct replay_item **ret, size_t *ret_count)
{
    struct q_replay_list_row *rows;
    size_t count;
    enum rc rc = q_replay_list(r->db,
                               &(struct q_replay_list_in){.site_id = r->community->site.id,
                                                          .after_id = after_id,
                                                          .before_id = before_id,
                                                          .max_rows = (int64_t)max},
                               a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct replay_item *items = ARENA_ARRAY(a, count, struct replay_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        items[i] = item_of(&rows[i]);
    *ret = items;
    *ret_count = count;
    return RC_OK;
}

/* The text as it was when that was decided. */
static enum rc read_body(struct community_reader *r, struct replay_item *item, int64_t revision,
                         struct arena *a)
{
    struct q_replay_body_row row;
    if (revision == item->revision || item->status == COMMENT_DELETED)
        return RC_OK;
    enum rc rc = q_replay_body(r->db,
                               &(struct q_replay_body_in){.site_id = r->community->site.id,
                                                          .comment_id = item->comment_id,
                                                          .revision = revision},
                               a, &row);
    item->text_gone = rc == RC_NOT_FOUND;
    item->body = rc == RC_OK ? row.body : (struct str){0};
    item->revision = revision;
    item->context = (struct str){0};
    return item->text_gone ? RC_OK : rc;
}

static enum rc read_decision(struct community_reader *r, struct replay_item *item, int64_t seq,
                             struct arena *a)
{
    struct q_replay_decision_row row;
    enum rc rc = q_replay_decision(r->db,
                                   &(struct q_replay_decision_in){.site_id = r->community->site.id,
                                                                  .comment_id = item->comment_id,
                                                                  .seq = seq},
                                   a, &row);
    if (rc != RC_OK)
        return rc;
    item->seq = seq;
    item->decided_ms = row.decided_ms;
    item->standards_id = row.standards_id;
    item->by_person = row.actor_id != 0 || row.action != DECISION_JUDGED;
    item->record = row.has_record ? row.record : (struct str){0};
    return read_body(r, item, row.revision, a);
}

enum rc replay_get(struct community_reader *r, int64_t comment_id, int64_t seq, struct arena *a,
                   struct replay_item *ret, struct problem *problem)
{
    struct replay_item *items;
    size_t count;
    enum rc rc = replay_list(r, comment_id - 1, comment_id + 1, 1, a, &items, &count);
    if (rc == RC_OK && count == 0)
        return problem_set(problem, RC_NOT_FOUND, "there is no comment %lld",
                           (long long)comment_id);
    if (rc == RC_OK && seq != 0)
        rc = read_decision(r, &items[0], seq, a);
    if (rc == RC_NOT_FOUND)
        return problem_set(problem, rc, "comment %lld has no decision %lld", (long long)comment_id,
                           (long long)seq);
    if (rc != RC_OK)
        return problem_set(problem, rc, "comment %lld cannot be read", (long long)comment_id);
    *ret = items[0];
    return RC_OK;
}

static struct replay_decision decision_of(const struct q_replay_decisions_row *row)
{
    bool present = row->revision == row->present;
    bool standards = row->actor_id == 0 && row->action == DECISION_JUDGED;
    return (struct replay_decision){
        .item = {.comment_id = row->comment_id,
                 .seq = row->seq,
                 .revision = row->revision,
                 .decided_ms = row->decided_ms,
                 .standards_id = row->standards_id,
                 .status = (enum comment_status)row->status,
                 .by_person = !standards,
                 .text_gone = !present && !row->has_earlier,
                 .body = present            ? row->body
                         : row->has_earlier ? row->earlier
                                            : (struct str){0},
                 .record = row->has_record ? row->record : (struct str){0}},
        .action = (enum decision_action)row->action,
        .has_before = row->has_from_status,
        .before = row->has_from_status ? (enum comment_status)row->from_status : COMMENT_PUBLISHED,
        .after = (enum comment_status)row->to_status,
        .listed = row->has_latest && row->latest == row->seq,
    };
}

enum rc replay_decisions(struct community_reader *r, int64_t after_id, int64_t after_seq,
                         int64_t before_id, size_t max, struct arena *a,
                         struct replay_decision **ret, size_t *ret_count)
{
    struct q_replay_decisions_row *rows;
    size_t count;
    enum rc rc =
        q_replay_decisions(r->db,
                           &(struct q_replay_decisions_in){.site_id = r->community->site.id,
                                                           .after_id = after_id,
                                                           .after_seq = after_seq,
                                                           .before_id = before_id,
                                                           .max_rows = (int64_t)max},
                           a, &rows, &count);
    struct replay_decision *list =
        rc == RC_OK ? ARENA_ARRAY(a, count, struct replay_decision) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = decision_of(&rows[i]);
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

static bool context_of_record(struct str record, struct arena *a, struct judge_context *ret)
{
    struct verdict v;
    if (record.n == 0 || verdict_parse_json(record, a, &v, NULL) != RC_OK || v.context == NULL)
        return false;
    *ret = *v.context;
    return true;
}

bool replay_context(struct community_reader *r, const struct replay_item *item, struct arena *a,
                    struct judge_context *ret)
{
    const struct community_site *site = community_site(r->community);
    if (context_of_record(item->record, a, ret))
        return true;
    if (item->record.n == 0 && item->context.n > 0 &&
        context_parse_compact(item->context, a, ret) == RC_OK)
        return true;
    *ret = (struct judge_context){.signals = {.site_language = site->language,
                                              .site_domains = site->domains,
                                              .site_domain_count = site->domain_count}};
    return false;
}

/* --- judges of earlier documents --- */

struct kept_judge {
    int64_t standards_id; /* 0: free */
    uint64_t used;
    struct comity_engine *engine;
};

struct replay {
    struct community_reader *reader;
    const struct signals *signals;
    struct arena *arena; /* holds this */
    uint64_t uses;
    struct kept_judge judges[REPLAY_JUDGES_MAX];
};

enum rc replay_new(struct community_reader *r, const struct signals *signals, struct replay **ret)
{
    struct arena *a = arena_new(sizeof(struct replay) + 4096);
    struct replay *p = a != NULL ? ARENA_NEW(a, struct replay) : NULL;
    if (p == NULL) {
        arena_free(a);
        return RC_NO_MEMORY;
    }
    *p = (struct replay){.reader = r, .signals = signals, .arena = a};
    *ret = p;
    return RC_OK;
}

static void drop_judge(struct kept_judge *k)
{
    comity_engine_unref(k->engine);
    *k = (struct kept_judge){0};
}

void replay_free(struct replay *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < REPLAY_JUDGES_MAX; i++)
        drop_judge(&p->judges[i]);
    arena_free(p->arena);
}

static enum rc load_judge(struct replay *p, int64_t standards_id, struct arena *a,
                          struct kept_judge *k, struct problem *problem)
{
    struct q_standards_version_document_row row;
    enum rc rc = q_standards_version_document(
        p->reader->db,
        &(struct q_standards_version_document_in){.site_id = p->reader->community->site.id,
                                                  .id = standards_id},
        a, &row);
    if (rc != RC_OK)
        return problem_set(problem, rc, "version %lld of the standards is not stored",
                           (long long)standards_id);
    struct standards *standards;
    rc = standards_load_kept(row.document, arena_printf(a, "standards %.*s", STR_ARG(row.version)),
                             &standards, problem);
    if (rc == RC_OK)
        rc = engine_make_with(p->signals, standards, &k->engine, problem);
    if (rc == RC_OK)
        k->standards_id = standards_id;
    return rc;
}

/* The judge of that version; the one longest unused makes room. */
static enum rc find_judge(struct replay *p, int64_t standards_id, struct arena *a,
                          const struct judge **ret, struct problem *problem)
{
    struct kept_judge *place = &p->judges[0];
    for (size_t i = 0; i < REPLAY_JUDGES_MAX; i++) {
        struct kept_judge *k = &p->judges[i];
        if (k->standards_id == standards_id) {
            k->used = ++p->uses;
            *ret = k->engine->judge;
            return RC_OK;
        }
        if (k->used < place->used)
            place = k;
    }
    drop_judge(place);
    enum rc rc = load_judge(p, standards_id, a, place, problem);
    place->used = ++p->uses;
    if (rc == RC_OK)
        *ret = place->engine->judge;
    return rc;
}

/* --- judging again --- */

static enum rc write_again(const struct judge *judge, const struct replay_item *item,
                           const struct judge_context *context, struct arena *a,
                           struct verdict *ret, struct str *ret_record)
{
    enum rc rc = judge_comment(judge, item->body, context, a, ret);
    ret->context = context;
    /* Records from before texts were hashed are compared without. */
    if (rc == RC_OK && verdict_recorded_hash(item->record).n > 0)
        ret->text_sha256 = verdict_hash_text(a, item->body);
    return rc == RC_OK ? engine_record(judge, item->body, context, a, ret, ret_record) : rc;
}

static enum rc judge_again(struct replay *p, const struct replay_item *item, struct arena *a,
                           struct replay_outcome *out, struct problem *problem)
{
    const struct judge *judge;
    struct verdict v;
    struct judge_context *context = ARENA_NEW(a, struct judge_context);
    enum rc rc =
        context != NULL ? find_judge(p, item->standards_id, a, &judge, problem) : RC_NO_MEMORY;
    if (rc != RC_OK)
        return problem_set(problem, rc, "no memory");
    bool known = replay_context(p->reader, item, a, context);
    rc = write_again(judge, item, context, a, &v, &out->record);
    if (rc != RC_OK)
        return problem_set(problem, rc, "comment %lld cannot be judged again: %s",
                           (long long)item->comment_id, rc_text(rc));
    out->difference = replay_compare(item->record, &v, out->record, a);
    out->result = !known                   ? REPLAY_UNKNOWN
                  : out->difference.n == 0 ? REPLAY_REPRODUCED
                                           : REPLAY_DIFFERS;
    return RC_OK;
}

enum rc replay_run(struct replay *p, const struct replay_item *item, struct arena *a,
                   struct replay_outcome *ret, struct problem *problem)
{
    struct replay_outcome out = {0};
    enum rc rc = RC_OK;
    if (item->status == COMMENT_DELETED)
        out.result = REPLAY_ERASED;
    else if (item->by_person)
        out.result = REPLAY_PERSON;
    else if (item->standards_id == 0)
        out.result = REPLAY_UNJUDGED;
    else if (item->text_gone)
        out.result = REPLAY_TEXT_GONE;
    else
        rc = judge_again(p, item, a, &out, problem);
    if (rc == RC_OK)
        *ret = out;
    return rc;
}
