/*
 * How long a server takes from its start to its first complete answer.
 *
 *     start_time PORT PATH COMMAND [ARGUMENT]...      prints milliseconds; stops the server with SIGTERM
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

#define GIVE_UP_S 20
#define RETRY_US  200

extern char **environ;

static pid_t spawn(char **argv)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int code = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        errno = code;
        perror(argv[0]);
        exit(1);
    }
    return pid;
}

/* True when the whole answer is there; false when nobody listens yet. */
static bool ask(uint16_t port, const char *request, size_t n)
{
    struct client c = {.fd = -1};
    enum client_step step = CLIENT_MORE;
    if (!client_connect(&c, port))
        return false;
    client_begin(&c, request, n, client_now_ns());
    while (step == CLIENT_MORE) {
        struct pollfd p = {.fd = c.fd, .events = (short)(c.out_at < c.out_n ? POLLOUT : POLLIN)};
        poll(&p, 1, 1000);
        step = client_step(&c);
    }
    bool answered = step == CLIENT_DONE && c.status == 200;
    client_close(&c);
    return answered;
}

int main(int argc, char **argv)
{
    char request[1024];
    if (argc < 4) {
        fprintf(stderr, "usage: start_time PORT PATH COMMAND [ARGUMENT]...\n");
        return 2;
    }
    uint16_t port = (uint16_t)strtoul(argv[1], NULL, 10);
    size_t n = (size_t)snprintf(request, sizeof request,
                                "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                                argv[2]);
    int64_t begin_ns = client_now_ns(), give_up_ns = begin_ns + (int64_t)GIVE_UP_S * 1000000000;
    pid_t pid = spawn(argv + 3);
    bool answered = false;
    while (!(answered = ask(port, request, n)) && client_now_ns() < give_up_ns)
        usleep(RETRY_US);
    double ms = (double)(client_now_ns() - begin_ns) / 1e6;
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    if (!answered) {
        fprintf(stderr, "start_time: no answer\n");
        return 1;
    }
    printf("%.1f\n", ms);
    return 0;
}
