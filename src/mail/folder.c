/* Mails as files, for development and tests: ID.eml, whole or not at all. The same mail again is the same file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/transport_ways.h"

#define PATH_MAX_BYTES 4096

/* The name begins with the folder's path; a mail holds links that let people in, so only the owner reads it. */
static bool write_file(const char *path, struct str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t done = 0;
    while (fd >= 0 && done < bytes.n) {
        ssize_t n = write(fd, bytes.p + done, bytes.n - done);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    return fd >= 0 && close(fd) == 0 && done == bytes.n;
}

static void send_mail(struct transport *t, const struct transport_mail *mail,
                      struct transport_result *ret)
{
    const char *folder = t->way;
    char path[PATH_MAX_BYTES + 64], partial[PATH_MAX_BYTES + 64];
    snprintf(path, sizeof path, "%s/%lld.eml", folder, (long long)mail->id);
    snprintf(partial, sizeof partial, "%s/.%lld.partial", folder, (long long)mail->id);
    if (write_file(partial, mail->bytes) && rename(partial, path) == 0) {
        ret->verdict = TRANSPORT_SENT;
        return;
    }
    snprintf(ret->text, sizeof ret->text, "the folder of mail.url cannot be written to: %s",
             strerror(errno));
}

enum rc folder_open(struct transport *t, struct str path, struct problem *problem)
{
    struct stat found;
    char *folder = arena_cstr(t->arena, path);
    if (folder == NULL || path.n > PATH_MAX_BYTES)
        return problem_set(problem, RC_INVALID, "mail.url: the folder's path is too long");
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return problem_set(problem, RC_IO, "mail.url: the folder %s cannot be made: %s", folder,
                           strerror(errno));
    if (stat(folder, &found) != 0 || !S_ISDIR(found.st_mode))
        return problem_set(problem, RC_INVALID, "mail.url: %s is no folder", folder);
    t->way = folder;
    t->send = send_mail;
    return RC_OK;
}
