/*
 * incbin: writes a C file that places a binary file, as it is, into the program's read-only data.
 *
 *     incbin SYMBOL in.bin out.c
 *
 * The hash of the bytes stands in the output, so that a changed file is compiled anew.
 */
#include <stdint.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    FILE *in, *out;
    int c;
    if (argc != 4) {
        fprintf(stderr, "usage: incbin SYMBOL in.bin out.c\n");
        return 2;
    }
    in = fopen(argv[2], "rb");
    out = fopen(argv[3], "w");
    if (!in || !out) {
        fprintf(stderr, "incbin: %s or %s cannot be opened\n", argv[2], argv[3]);
        return 1;
    }
    while ((c = getc(in)) != EOF)
        hash = (hash ^ (unsigned char)c) * 0x100000001b3u;
    fprintf(out, "/* %016llx */\n", (unsigned long long)hash);
    fprintf(out, "__asm__(\".section .rodata\\n.balign 64\\n.globl %s\\n%s:\\n\"\n", argv[1],
            argv[1]);
    fprintf(out, "        \".incbin \\\"%s\\\"\\n.size %s, . - %s\\n.text\\n\");\n", argv[2],
            argv[1], argv[1]);
    fprintf(out, "extern const char %s_is_linked;\nconst char %s_is_linked = 1;\n", argv[1],
            argv[1]);
    fclose(in);
    return fclose(out) ? 1 : 0;
}
