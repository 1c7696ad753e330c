#include "cli/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS (2 * SEAL_KEY_BYTES)

static int digit(char c)
{
    if (char_is_digit(c))
        return c - '0';
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum rc parse(const char *path, struct str text, uint8_t *ret, struct problem *problem)
{
    uint8_t key[SEAL_KEY_BYTES];
    if (text.n != DIGITS)
        return problem_set(problem, RC_INVALID,
                           "%s is no key file: it must hold %d hexadecimal digits", path, DIGITS);
    for (size_t i = 0; i < SEAL_KEY_BYTES; i++) {
        int high = digit(text.p[2 * i]), low = digit(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return problem_set(problem, RC_INVALID,
                               "%s is no key file: it must hold %d hexadecimal digits", path,
                               DIGITS);
        key[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(ret, key, sizeof key);
    return RC_OK;
}

static enum rc failed(const char *path, const char *what, struct problem *problem)
{
    return problem_set(problem, RC_IO, "%s: cannot %s the key file: %s", path, what,
                       strerror(errno));
}

static enum rc read_existing(int fd, const char *path, uint8_t *ret, struct problem *problem)
{
    struct stat st;
    char text[DIGITS + 16];
    ssize_t n = fstat(fd, &st) == 0 ? read(fd, text, sizeof text) : -1;
    if (n < 0)
        return failed(path, "read", problem);
    if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return problem_set(
            problem, RC_INVALID,
            "%s may be read by others: chmod 600 it, and use a new one if somebody did", path);
    return parse(path, str_trim(str_make(text, (size_t)n)), ret, problem);
}

static bool write_key(int fd, struct random *random)
{
    uint8_t key[SEAL_KEY_BYTES];
    char text[DIGITS + 2];
    random_fill(random, key, sizeof key);
    for (size_t i = 0; i < sizeof key; i++)
        snprintf(text + 2 * i, 3, "%02x", key[i]);
    text[DIGITS] = '\n';
    return write(fd, text, DIGITS + 1) == DIGITS + 1 && fsync(fd) == 0;
}

static void make_folder(const char *path)
{
    char folder[PATH_MAX];
    struct str parent = str_from_cstr(path);
    size_t slash = str_rfind_char(parent, '/');
    if (slash == STR_NONE || slash == 0 || slash >= sizeof folder)
        return;
    memcpy(folder, path, slash);
    folder[slash] = '\0';
    (void)mkdir(folder, 0700); /* opening the file says what is wrong */
}

/* Written under a name of its own and then given its real one, which fails if another process was first. */
static enum rc make(const char *path, struct random *random, struct problem *problem)
{
    char fresh[PATH_MAX];
    int length = snprintf(fresh, sizeof fresh, "%s.%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof fresh)
        return problem_set(problem, RC_INVALID, "accounts.key_file is too long");
    make_folder(path);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path, "make", problem);
    bool written = write_key(fd, random);
    if (close(fd) != 0 || !written || (link(fresh, path) != 0 && errno != EEXIST)) {
        enum rc rc = failed(path, "write", problem);
        unlink(fresh);
        return rc;
    }
    unlink(fresh);
    return RC_OK;
}

enum rc key_file_read(struct str path_text, struct random *random,
                      uint8_t ret[static SEAL_KEY_BYTES], struct problem *problem)
{
    char path[PATH_MAX];
    if (path_text.n == 0 || path_text.n >= sizeof path - 16)
        return problem_set(problem, RC_INVALID, "accounts.key_file names no file");
    memcpy(path, path_text.p, path_text.n);
    path[path_text.n] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        enum rc rc = make(path, random, problem);
        if (rc != RC_OK)
            return rc;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return failed(path, "read", problem);
    enum rc rc = read_existing(fd, path, ret, problem);
    close(fd);
    return rc;
}
