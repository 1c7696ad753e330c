#include "community/mail/mail.h"

#include "base/json.h"
#include "community/core.h"
#include "queries.h"

#define FACTS_MAX ((size_t)64 * 1024)

const struct mail_row mail_table[MAIL_KIND_COUNT] = {
#define MAIL(id, name_, class_, link_, path_, text_)                                               \
    [MAIL_KIND_##id] = {                                                                           \
        .name = name_, .class = MAIL_##class_, .link = link_, .path = path_, .text = text_},
#include "community/mail/mail.def"
#undef MAIL
};

bool mail_is_on(const struct community *c)
{
    return core_limits(c).mail_on;
}

static void write_fact(struct json *j, const struct mail_fact *fact)
{
    json_key(j, str_from_cstr(fact->name));
    if (fact->kind == MAIL_TEXT) {
        json_str(j, fact->text);
        return;
    }
    json_begin_object(j);
    if (fact->kind == MAIL_CLAUSE || fact->kind == MAIL_SAID) {
        json_key(j, fact->kind == MAIL_CLAUSE ? STR("clause") : STR("said"));
        json_str(j, fact->text);
        json_end(j);
        return;
    }
    json_key(j, fact->kind == MAIL_TIME ? STR("time") : STR("count"));
    json_i64(j, fact->number);
    json_end(j);
}

enum rc mail_queue(struct community *c, struct db *db, const struct mail_order *order)
{
    struct buf facts;
    struct json j;
    if (!mail_is_on(c))
        return RC_OK;
    buf_init(&facts, FACTS_MAX);
    json_init(&j, &facts);
    json_begin_object(&j);
    for (size_t i = 0; i < order->fact_count; i++)
        write_fact(&j, &order->facts[i]);
    json_end(&j);
    enum rc rc = buf_status(&facts);
    if (rc == RC_OK)
        rc = q_mail_add(
            db, &(struct q_mail_add_in){.site_id = c->site.id,
                                        .id = community_make_id(c),
                                        .kind = str_from_cstr(mail_table[order->kind].name),
                                        .account_id = order->account_id,
                                        .address = order->to.p != NULL ? order->to : STR(""),
                                        .link_id = order->link_id,
                                        .subject_id = order->subject_id,
                                        .facts = buf_str(&facts),
                                        .due_ms = community_now_ms(c)});
    buf_release(&facts);
    return rc;
}

static enum rc run_send(struct db *db, struct community_job *job)
{
    return mail_queue(job->community, db, &((struct mail_send *)job)->order);
}

enum rc mail_send_submit(struct community_job *job)
{
    job->run = run_send;
    return community_submit(job);
}
