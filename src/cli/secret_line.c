#include "cli/secret_line.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum rc secret_line_read(struct arena *a, const char *what, const char *prompt, struct str *ret,
                         struct problem *problem)
{
    struct termios before, silent;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        fprintf(stderr, "%s", prompt);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    char *line = arena_alloc(a, SECRET_LINE_MAX);
    bool read = line != NULL && fgets(line, SECRET_LINE_MAX, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fprintf(stderr, "\n");
    }
    if (!read)
        return problem_set(problem, RC_INVALID, "no %s was given on standard input", what);
    struct str s = str_from_cstr(line);
    if (str_ends(s, STR("\n")))
        s.n--;
    if (str_ends(s, STR("\r")))
        s.n--;
    *ret = s;
    return RC_OK;
}
