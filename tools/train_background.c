/*
 * train_background: how rare stems are, from text.
 *
 *     train_background out.bin FILE...
 *
 * Each file is one language, each line a document. A stem's weight in a language is log(N / n) / log(N), where n of N
 * documents have it; over the languages the smallest counts. The same input gives the same file.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "signals/background.h"
#include "signals/topic.h"

#define LINE_BYTES_MAX 65000

static struct background model = {.magic = BACKGROUND_MAGIC, .buckets = BACKGROUND_BUCKETS};
static uint32_t documents[BACKGROUND_BUCKETS], last_seen[BACKGROUND_BUCKETS];

static void count_line(struct arena *a, struct str line, uint32_t number)
{
    struct text t;
    arena_reset(a);
    if (text_prepare(a, line, &t) != RC_OK)
        return;
    for (size_t i = 0; i < t.token_count; i++) {
        uint32_t stem = topic_stem(text_folded(&t, t.tokens[i].folded));
        if (t.tokens[i].kind != TOKEN_WORD || stem == 0 || last_seen[stem >> 16] == number)
            continue;
        last_seen[stem >> 16] = number;
        documents[stem >> 16]++;
    }
}

static bool count_file(struct arena *a, const char *name)
{
    static char line[LINE_BYTES_MAX];
    FILE *f = fopen(name, "r");
    uint32_t lines = 0;
    if (!f)
        return false;
    memset(documents, 0, sizeof(documents));
    memset(last_seen, 0, sizeof(last_seen));
    while (fgets(line, sizeof(line), f))
        count_line(a, str_trim(str_from_cstr(line)), ++lines);
    for (size_t i = 0; i < BACKGROUND_BUCKETS && lines > 1; i++) {
        double weight =
            documents[i] == 0 ? 1 : log((double)lines / (double)documents[i]) / log((double)lines);
        uint8_t byte = (uint8_t)(weight * 255 + 0.5);
        model.weight[i] = byte < model.weight[i] ? byte : model.weight[i];
    }
    return fclose(f) == 0;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    if (argc < 3 || !a) {
        fprintf(stderr, "usage: train_background out.bin FILE...\n");
        return 2;
    }
    memset(model.weight, 255, sizeof(model.weight));
    for (int i = 2; i < argc; i++) {
        if (!count_file(a, argv[i])) {
            fprintf(stderr, "train_background: %s cannot be read\n", argv[i]);
            return 1;
        }
    }
    model.hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < BACKGROUND_BUCKETS; i++)
        model.hash = (model.hash ^ model.weight[i]) * 0x100000001b3u;
    FILE *out = fopen(argv[1], "wb");
    bool written = out && fwrite(&model, sizeof(model), 1, out) == 1;
    arena_free(a);
    return out && fclose(out) == 0 && written ? 0 : 1;
}
