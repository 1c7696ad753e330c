/*
 * embed_text NAME FILE OUT: writes FILE as a C array with a function `struct str NAME(void)` that
 * gives it, so that the program works without the file beside it.
 *
 * Must not: change a byte of the file.
 */
#include <stdio.h>

#define BYTES_A_LINE 20

static int copy_bytes(FILE *in, FILE *out)
{
    int c, n = 0;
    while ((c = getc(in)) != EOF)
        fprintf(out, "%d,%s", c, ++n % BYTES_A_LINE == 0 ? "\n" : "");
    return ferror(in) ? -1 : 0;
}

static int embed(const char *name, FILE *in, FILE *out)
{
    fprintf(out,
            "#include \"base/str.h\"\n\nstruct str %s(void);\n\n"
            "static const unsigned char bytes[] = {\n",
            name);
    int failed = copy_bytes(in, out);
    fprintf(out,
            "0};\n\nstruct str %s(void)\n{\n"
            "    return str_make((const char *)bytes, sizeof bytes - 1);\n}\n",
            name);
    return failed;
}

int main(int argc, char **argv)
{
    FILE *in = argc == 4 ? fopen(argv[2], "rb") : NULL;
    FILE *out = in != NULL ? fopen(argv[3], "wb") : NULL;
    if (out == NULL) {
        fprintf(stderr, "embed_text: cannot open its files; usage: embed_text NAME FILE OUT\n");
        return 1;
    }
    int failed = embed(argv[1], in, out);
    fclose(in);
    if (fclose(out) != 0 || failed != 0) {
        fprintf(stderr, "embed_text: cannot write %s\n", argv[3]);
        return 1;
    }
    return 0;
}
