/*
 * Another process on the fixture's database: a node of its own, with the same clock.
 */
#ifndef COMITY_TESTS_COMMUNITY_NODE_H
#define COMITY_TESTS_COMMUNITY_NODE_H

#include "unit/community/fixture.h"

struct node {
    struct store *store;
    struct random random;
    struct community *community;
    struct community_reader reader;
};

/* With the fixture's limits and standards. */
void node_start(struct fixture *f, struct node *n);
/* The same under another document. */
void node_start_under(struct fixture *f, struct node *n, struct str standards);
void node_stop(struct node *n);

/* Two jobs at the same moment, each of its own process, with what came of them. */
struct node_act {
    enum rc (*submit)(struct community_job *job);
    struct community_job *job;
    enum rc rc;
};
void node_race(struct node_act *here, struct node_act *there);

#endif
