/*
 * Judges the lines of standard input by the standards that come with Comity, or by those of a file:
 *
 *     cc -o judge judge.c $(pkg-config --cflags --libs comity)
 *     echo 'What bullshit.' | ./judge [STANDARDS.md]
 *
 * For every line: the consequence, the clause that decided, and the words that speak for it.
 */
#include <comity.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file, or NULL. */
static char *read_file(const char *name, size_t *ret_size)
{
    FILE *f = fopen(name, "rb");
    char *text = f != NULL ? malloc(COMITY_DOCUMENT_MAX + 1) : NULL;
    if (text != NULL)
        *ret_size = fread(text, 1, COMITY_DOCUMENT_MAX + 1, f);
    if (f != NULL)
        fclose(f);
    return text;
}

static struct comity_engine *load(const char *name)
{
    struct comity_engine *engine = NULL;
    struct comity_problem problem = {0};
    struct comity_document document = {.name = name};
    char *text = name != NULL ? read_file(name, &document.size) : NULL;
    document.text = text;
    if (name != NULL && text == NULL)
        fprintf(stderr, "cannot read %s\n", name);
    else if (comity_engine_new(name != NULL ? &document : NULL, &engine, &problem) != COMITY_OK)
        fprintf(stderr, "%s\n", problem.message);
    free(text);
    return engine;
}

static void show(const struct comity_verdict *verdict, const char *text)
{
    struct comity_finding finding;
    struct comity_evidence evidence;
    printf("%s", comity_consequence_name(comity_verdict_consequence(verdict)));
    if (comity_verdict_finding(verdict, 0, &finding))
        printf("  %.*s", (int)finding.title.n, finding.title.p);
    for (size_t i = 0; comity_verdict_evidence(verdict, 0, i, &evidence); i++)
        printf("%s \"%.*s\"", i == 0 ? ":" : ",", (int)(evidence.end - evidence.begin),
               text + evidence.begin);
    putchar('\n');
}

int main(int argc, char **argv)
{
    static char line[COMITY_TEXT_MAX + 2];
    struct comity_engine *engine = load(argc > 1 ? argv[1] : NULL);
    struct comity_worker *worker = comity_worker_new();
    struct comity_context *context = comity_context_new();
    int status = engine == NULL || worker == NULL || context == NULL;
    if (status == 0)
        status = comity_context_set(context, "author.account_age_days", "12", NULL) != COMITY_OK;
    while (status == 0 && fgets(line, sizeof line, stdin) != NULL) {
        const struct comity_verdict *verdict;
        struct comity_problem problem = {0};
        size_t size = strcspn(line, "\n");
        if (comity_judge(worker, engine, line, size, context, &verdict, &problem) == COMITY_OK)
            show(verdict, line);
        else
            printf("error  %s\n", problem.message);
    }
    comity_context_free(context);
    comity_worker_free(worker);
    comity_engine_unref(engine);
    return status;
}
