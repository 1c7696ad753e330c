#include "lexgen_output.h"

#include <stdbool.h>
#include <string.h>

#include "signals/lexicon.h"

/* Siblings stand together in the output; equal sets of siblings, endings above all, stand there once. */
#define NODES_MAX 4000000

static const struct node *nodes;
static struct lexicon_node output[NODES_MAX];
static uint32_t output_count = 1;
static uint32_t block_table[1 << 22]; /* open addressing: first node of a block, 0 for empty */

static uint64_t block_hash(const struct lexicon_node *block, uint32_t count)
{
    uint64_t h = count;
    for (uint32_t i = 0; i < count; i++) {
        h = (h ^ block[i].children) * 0x100000001b3u;
        h = (h ^ block[i].child) * 0x100000001b3u;
        h = (h ^ (uint64_t)(block[i].flags << 8 | block[i].label)) * 0x100000001b3u;
        h = (h ^ block[i].tongue) * 0x100000001b3u;
    }
    return h ^ h >> 32;
}

static bool block_equal(const struct lexicon_node *a, const struct lexicon_node *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (a[i].children != b[i].children || a[i].child != b[i].child ||
            a[i].flags != b[i].flags || a[i].label != b[i].label || a[i].tongue != b[i].tongue)
            return false;
    }
    return true;
}

static uint32_t block_place(const struct lexicon_node *block, uint32_t count)
{
    uint64_t slot = block_hash(block, count);
    for (;; slot++) {
        uint32_t *at = &block_table[slot % (sizeof(block_table) / sizeof(block_table[0]))];
        if (*at && block_equal(&output[*at], block, count))
            return *at;
        if (*at == 0) {
            *at = output_count;
            memcpy(&output[output_count], block, count * sizeof(*block));
            output_count += count;
            return *at;
        }
    }
}

/* A node as it is written: its children are placed before it. */
static struct lexicon_node node_make(const struct node *n)
{
    struct lexicon_node block[SYMBOL_COUNT];
    struct lexicon_node made = {.flags = n->flags, .label = n->label, .tongue = n->tongue};
    uint32_t count = 0;
    for (uint32_t c = n->first; c; c = nodes[c].next) {
        made.children |= 1ull << nodes[c].symbol;
        block[count] = node_make(&nodes[c]);
        if (block[count].flags & (LEXICON_SPLIT | LEXICON_SPLIT_BELOW))
            made.flags |= LEXICON_SPLIT_BELOW;
        count++;
    }
    made.child = count ? block_place(block, count) : 0;
    return made;
}

static void write_kinds(FILE *out, const uint64_t *kinds, size_t count)
{
    if (count == 0)
        return;
    fprintf(out, "static const uint64_t kinds[] = {");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "0x%llxu, ", (unsigned long long)kinds[i]);
    fprintf(out, "};\n\n");
}

static void write_nodes(FILE *out)
{
    fprintf(out, "static const struct lexicon_node nodes[] = {\n");
    for (uint32_t i = 0; i < output_count; i++)
        fprintf(out, "    {0x%llxu, %u, %u, %u, %u},\n", (unsigned long long)output[i].children,
                output[i].child, output[i].flags, output[i].label, output[i].tongue);
    fprintf(out, "};\n\n");
}

/* The root's children by their symbols. */
static void write_root(FILE *out)
{
    uint32_t index = output[0].child;
    for (uint32_t c = nodes[0].first; c; c = nodes[c].next)
        fprintf(out, "[%u] = %u, ", nodes[c].symbol, index++);
}

void output_write(FILE *out, const struct lexgen_output *o)
{
    nodes = o->nodes;
    output[0] = node_make(&nodes[0]);
    write_kinds(out, o->kinds, o->kinds_count);
    write_nodes(out);
    fprintf(out, "const struct lexicon lexicon_%s = {nodes, %u, {", o->name, output_count);
    write_root(out);
    fprintf(out, "}, openings, within, 0x%llxu, 0x%llxu, %s, tongues, languages, %d};\n",
            (unsigned long long)o->inside, (unsigned long long)o->hash,
            o->kinds_count ? "kinds" : "0", o->arabic);
}
