#include "policy/list.h"

#define SCRATCH_BYTES_MAX ((size_t)1024 * 1024)
#define HASH_SEED         1469598103934665603ULL
#define HASH_STEP         1099511628211ULL

/* A way from one node to another, by a whole token; or, without `to`, the beginning of a token that
 * ends entries of `lists`. */
struct edge {
    struct str token;
    uint32_t from, to;
    uint64_t lists;
    bool used;
};

struct node {
    uint64_t lists;             /* an entry of these ends here */
    uint32_t shortest, longest; /* of the beginnings that may follow; 0: none */
};

struct table {
    struct edge *edges;
    size_t mask;
};

struct list_set {
    struct node *nodes;
    uint32_t node_count;
    struct table words, beginnings;
    unsigned list_count;
};

/* FNV-1a, over the node first, so that hashes of beginnings grow byte by byte. */
static uint64_t hash_begin(uint32_t from)
{
    return (HASH_SEED ^ from) * HASH_STEP;
}

static uint64_t hash_byte(uint64_t h, char c)
{
    return (h ^ (unsigned char)c) * HASH_STEP;
}

static size_t hash_slot(const struct table *t, uint64_t h)
{
    return (size_t)(h ^ (h >> 32)) & t->mask;
}

static uint64_t hash_token(uint32_t from, struct str token)
{
    uint64_t h = hash_begin(from);
    for (size_t i = 0; i < token.n; i++)
        h = hash_byte(h, token.p[i]);
    return h;
}

/* The edge, or the free place where it would stand: tables are at most half full. */
static struct edge *find_edge(const struct table *t, uint32_t from, struct str token, uint64_t h)
{
    size_t at = hash_slot(t, h);
    while (t->edges[at].used && !(t->edges[at].from == from && str_eq(t->edges[at].token, token)))
        at = (at + 1) & t->mask;
    return &t->edges[at];
}

static bool table_init(struct table *t, struct arena *a, size_t count)
{
    size_t size = 16;
    while (size < 2 * count)
        size *= 2;
    t->edges = ARENA_ARRAY(a, size, struct edge);
    t->mask = size - 1;
    return t->edges != NULL;
}

static struct edge *add_edge(struct table *t, struct arena *a, uint32_t from, struct str token)
{
    struct edge *e = find_edge(t, from, token, hash_token(from, token));
    if (!e->used)
        *e = (struct edge){.token = arena_dup(a, token), .from = from, .used = true};
    return e;
}

static void add_beginning(struct list_set *set, struct arena *a, uint32_t node, struct str token,
                          unsigned list)
{
    struct node *n = &set->nodes[node];
    uint32_t length = (uint32_t)token.n;
    add_edge(&set->beginnings, a, node, token)->lists |= (uint64_t)1 << list;
    n->shortest = n->shortest == 0 || length < n->shortest ? length : n->shortest;
    n->longest = length > n->longest ? length : n->longest;
}

static void add_tokens(struct list_set *set, struct arena *a, const struct text *t,
                       const struct list_entry *entry)
{
    uint32_t node = 0;
    for (size_t i = 0; i < t->token_count; i++) {
        struct str token = text_folded(t, t->tokens[i].folded);
        if (entry->beginning && i + 1 == t->token_count) {
            add_beginning(set, a, node, token, entry->list);
            return;
        }
        struct edge *e = add_edge(&set->words, a, node, token);
        if (e->to == 0)
            e->to = set->node_count++;
        node = e->to;
    }
    set->nodes[node].lists |= (uint64_t)1 << entry->list;
}

/* More tokens than an entry of so many bytes can fold into are not needed: counted first. */
static enum rc prepare(struct arena *scratch, const struct list_entry *entry, struct text *ret)
{
    arena_reset(scratch);
    enum rc rc = text_prepare(scratch, entry->text, ret);
    if (rc == RC_OK && (ret->token_count == 0 || ret->token_count > STANDARDS_WORDS_MAX))
        rc = RC_INVALID;
    return rc;
}

static enum rc count_tokens(struct arena *scratch, const struct list_entry *entries, size_t count,
                            size_t *ret, size_t *ret_bad)
{
    size_t tokens = 0;
    for (size_t i = 0; i < count; i++) {
        struct text t;
        enum rc rc = prepare(scratch, &entries[i], &t);
        if (rc != RC_OK) {
            *ret_bad = i;
            return rc;
        }
        tokens += t.token_count;
    }
    *ret = tokens;
    return RC_OK;
}

static enum rc fill(struct list_set *set, struct arena *a, struct arena *scratch,
                    const struct list_entry *entries, size_t count, size_t *ret_bad)
{
    size_t tokens = 0;
    enum rc rc = count_tokens(scratch, entries, count, &tokens, ret_bad);
    if (rc != RC_OK)
        return rc;
    set->nodes = ARENA_ARRAY(a, tokens + 1, struct node);
    set->node_count = 1;
    if (set->nodes == NULL || !table_init(&set->words, a, tokens) ||
        !table_init(&set->beginnings, a, count))
        return RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct text t;
        rc = prepare(scratch, &entries[i], &t);
        if (rc == RC_OK)
            add_tokens(set, a, &t, &entries[i]);
    }
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}

enum rc list_set_new(struct arena *a, const struct list_entry *entries, size_t count,
                     unsigned list_count, const struct list_set **ret, size_t *ret_bad)
{
    struct arena *scratch = arena_new(SCRATCH_BYTES_MAX);
    struct list_set *set = scratch != NULL ? ARENA_NEW(a, struct list_set) : NULL;
    enum rc rc = RC_NO_MEMORY;
    if (set != NULL) {
        set->list_count = list_count;
        rc = fill(set, a, scratch, entries, count, ret_bad);
    }
    arena_free(scratch);
    if (rc == RC_OK)
        *ret = set;
    return rc;
}

/* A pass over one comment. */
struct pass {
    const struct list_set *set;
    const struct text *text;
    struct arena *arena;
    struct fact_value *values;
    struct list_place *places; /* made with the first match */
    size_t place_count;
    size_t free_from[STANDARDS_LISTS_MAX]; /* by list: the first token not in a match of it */
    uint8_t length[STANDARDS_LISTS_MAX];   /* by list: tokens of its longest entry here */
};

static uint64_t match_beginnings(const struct list_set *set, uint32_t node, struct str token)
{
    const struct node *n = &set->nodes[node];
    uint64_t lists = 0, h = hash_begin(node);
    size_t longest = n->longest < token.n ? n->longest : token.n;
    for (size_t i = 0; i < longest; i++) {
        h = hash_byte(h, token.p[i]);
        if (i + 1 >= n->shortest)
            lists |= find_edge(&set->beginnings, node, str_slice(token, 0, i + 1), h)->lists;
    }
    return lists;
}

/* The lists an entry of which begins at a token; their lengths are in p->length. */
static uint64_t match_at(struct pass *p, size_t first)
{
    const struct list_set *set = p->set;
    uint64_t found = 0;
    uint32_t node = 0;
    for (size_t i = first; i < p->text->token_count; i++) {
        struct str token = text_folded(p->text, p->text->tokens[i].folded);
        uint64_t lists = set->nodes[node].longest > 0 ? match_beginnings(set, node, token) : 0;
        const struct edge *e = find_edge(&set->words, node, token, hash_token(node, token));
        node = e->to;
        lists |= e->used ? set->nodes[node].lists : 0;
        found |= lists;
        for (; lists != 0; lists &= lists - 1)
            p->length[__builtin_ctzll(lists)] = (uint8_t)(i - first + 1);
        if (node == 0)
            break;
    }
    return found;
}

static bool add_place(struct pass *p, unsigned list, size_t first, size_t last)
{
    const struct token *from = &p->text->tokens[first], *to = &p->text->tokens[last];
    if (p->places == NULL)
        p->places =
            ARENA_ARRAY(p->arena, (size_t)p->set->list_count * LIST_PLACES_MAX, struct list_place);
    if (p->places == NULL)
        return false;
    bool altered = false;
    for (const struct token *t = from; t <= to; t++)
        altered |= t->altered;
    struct span folded = {.begin = from->folded.begin, .end = to->folded.end};
    p->places[p->place_count++] = (struct list_place){
        .list = list,
        .original = {.begin = from->original.begin, .end = to->original.end},
        .read_as = altered ? text_folded(p->text, folded) : (struct str){0},
    };
    return true;
}

static bool take(struct pass *p, uint64_t lists, size_t first)
{
    for (; lists != 0; lists &= lists - 1) {
        unsigned list = (unsigned)__builtin_ctzll(lists);
        if (p->free_from[list] > first)
            continue;
        p->free_from[list] = first + p->length[list];
        p->values[list].number++;
        if (p->values[list].number <= LIST_PLACES_MAX &&
            !add_place(p, list, first, p->free_from[list] - 1))
            return false;
    }
    return true;
}

enum rc list_set_match(const struct list_set *set, const struct text *t, struct arena *a,
                       struct list_matches *ret)
{
    struct pass p = {.set = set, .text = t, .arena = a};
    if (set == NULL) {
        *ret = (struct list_matches){0};
        return RC_OK;
    }
    p.values = ARENA_ARRAY(a, set->list_count, struct fact_value);
    if (p.values == NULL)
        return RC_NO_MEMORY;
    for (unsigned i = 0; i < set->list_count; i++)
        p.values[i].known = true;
    for (size_t i = 0; i < t->token_count; i++)
        if (!take(&p, match_at(&p, i), i))
            return RC_NO_MEMORY;
    *ret = (struct list_matches){.values = p.values,
                                 .value_count = set->list_count,
                                 .places = p.places,
                                 .place_count = p.place_count};
    return RC_OK;
}
