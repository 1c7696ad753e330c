/* `comity standards facts`: what conditions may ask about. */
#include <stdio.h>

#include "cli/standards.h"
#include "policy/fact.h"

int cmd_standards_facts(int argc, char **argv)
{
    struct cli cli;
    int status;
    const struct cli_usage usage = {
        .arguments = "",
        .description = "Lists what conditions may ask about: name, type and meaning.",
    };
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    struct buf out;
    buf_init(&out, STANDARDS_OUTPUT_MAX);
    for (int fact = 0; fact < FACT_COUNT; fact++) {
        struct fact_info info = fact_info(fact);
        buf_printf(&out, "%-30s %-14s %s\n", info.name, fact_kind_name(info.kind), info.text);
    }
    status = cli_print(&out);
    buf_release(&out);
    cli_end(&cli);
    return status;
}
