/* tidy ROOT: prints what is not tidy below ROOT, one finding a line; exit status 1 when there is
 * any. */
#include <stdio.h>

#include "tidy.h"

#define ARENA_MAX (256u << 20)

static int print_findings(const struct tree *tree)
{
    int count = 0;

    for (const struct finding *f = tree->findings; f; f = f->next) {
        if (f->is_allowed)
            continue;
        printf("%.*s:%d: %s: %.*s\n", STR_ARG(f->path), f->line, f->rule, STR_ARG(f->message));
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct problem problem = {.code = RC_OK};
    struct tree tree;
    int count;

    if (argc != 2 || !arena) {
        fprintf(stderr, "usage: tidy ROOT\n");
        return 2;
    }
    tree_init(&tree, arena);
    if (tree_read(&tree, argv[1], &problem) != RC_OK) {
        fprintf(stderr, "tidy: %s\n", problem.message);
        return 2;
    }
    tidy_check(&tree);
    count = print_findings(&tree);
    if (count > 0)
        printf("%d findings\n", count);
    arena_free(arena);
    return count > 0;
}
