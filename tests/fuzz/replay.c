/*
 * Feeds files to a fuzz target: each argument is a file or a folder of files. Also every beginning of a small
 * file, since cut-off input is what parsers trip over. Ends with 1 when nothing was there to feed.
 */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

#define FILE_MAX    ((size_t)4 * 1024 * 1024)
#define PREFIX_MAX  512
#define PATH_LENGTH 4096

static size_t fed;

/* A copy of exactly `size` bytes, so that a sanitizer sees a read behind its end. */
static void feed(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        exit(1);
    memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void feed_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *bytes = malloc(FILE_MAX);
    if (!f || !bytes) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    size_t size = fread(bytes, 1, FILE_MAX, f);
    (void)fclose(f);
    for (size_t n = 0; n < size && size <= PREFIX_MAX; n++)
        feed(bytes, n);
    feed(bytes, size);
    free(bytes);
    fed++;
}

static void feed_path(const char *path)
{
    struct stat st;
    DIR *folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? opendir(path) : NULL;
    if (!folder) {
        feed_file(path);
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        char inner[PATH_LENGTH];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        feed_path(inner);
    }
    (void)closedir(folder);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        feed_path(argv[i]);
    printf("%zu files fed\n", fed);
    return fed > 0 ? 0 : 1;
}
