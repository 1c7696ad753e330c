#include "unit/community/redress_scene.h"

struct scene scene_open(struct fixture *f)
{
    return (struct scene){.f = f,
                          .reader = fixture_actor(f, "reader", ROLE_READER),
                          .mary = fixture_actor(f, "mary", ROLE_MODERATOR),
                          .moe = fixture_actor(f, "moe", ROLE_MODERATOR)};
}

void scene_job(struct fixture *f, struct community_job *job)
{
    *job = (struct community_job){.community = f->community, .arena = f->arena};
}

struct redress_case scene_case(struct scene *s, int64_t id)
{
    struct redress_case found;
    assert_ok(redress_get(&s->f->reader, &s->moe, id, s->f->arena, &found));
    return found;
}

enum rc scene_appeal(struct scene *s, const struct actor *by, int64_t comment_id, int64_t *ret_id)
{
    struct appeal op = {
        .actor = *by, .comment_id = comment_id, .text = STR("It was about the ferry.")};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    enum rc rc = community_run(appeal_submit, &op.job);
    if (rc == RC_OK && ret_id != NULL)
        *ret_id = op.ret_id;
    return rc;
}

enum appeal_state scene_place(struct scene *s, int64_t comment_id)
{
    struct appeal_place place;
    assert_ok(appeal_look(&s->f->reader, &s->reader, comment_id, s->f->arena, &place));
    return place.state;
}
