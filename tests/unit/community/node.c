#include "unit/community/node.h"

void node_start_under(struct fixture *f, struct node *n, struct str standards)
{
    struct problem problem = {0};
    n->random = random_seeded(99);
    assert_ok(store_open(str_from_cstr(f->store.url), &n->store, &problem));
    struct community_config config = {.store = n->store,
                                      .clock = &f->clock,
                                      .random = &n->random,
                                      .node = 1,
                                      .limits = f->limits};
    config.limits.skip_captcha = true;
    assert_ok(community_new(&config, &n->community, &problem));
    assert_ok(community_load_standards(n->community, standards, STR("test"), f->signals, &problem));
    assert_ok(community_reader_open(n->community, &n->reader, &problem));
}

void node_start(struct fixture *f, struct node *n)
{
    node_start_under(f, n, fixture_standards());
}

void node_stop(struct node *n)
{
    community_reader_close(&n->reader);
    community_free(n->community);
    store_close(n->store);
}
