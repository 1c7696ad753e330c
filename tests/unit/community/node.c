#include "unit/community/node.h"

#include <pthread.h>

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

struct racer {
    pthread_barrier_t *start;
    struct node_act *act;
};

static void *race(void *ctx)
{
    struct racer *r = ctx;
    pthread_barrier_wait(r->start);
    r->act->rc = community_run(r->act->submit, r->act->job);
    return NULL;
}

void node_race(struct node_act *here, struct node_act *there)
{
    pthread_barrier_t start;
    pthread_t thread;
    struct racer one = {&start, here}, two = {&start, there};
    pthread_barrier_init(&start, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, race, &two), 0);
    race(&one);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_barrier_destroy(&start);
}
