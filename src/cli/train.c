#include "cli/train.h"

int cmd_train(int argc, char **argv)
{
    struct train_request q = {.manifest = STR("models/heads.manifest"), .data = STR(".")};
    struct cli cli;
    int status;
    const struct cli_option options[] = {
        {"manifest", "FILE", "which sets, columns and labels (default models/heads.manifest)",
         &q.manifest, NULL},
        {"data", "DIR", "the folder the sets' files lie in (default: here)", &q.data, NULL},
        {"out", "FILE", "where the model goes (default models/NAME.bin)", &q.out, NULL},
        {"leave-out", "GROUP",
         "train without these sets and measure on them; several: a,b; all in turn: each", &q.leave_out, NULL},
        {"epochs", "N", "times every example is looked at", &q.epochs, NULL},
        {"rate", "X", "size of the first step", &q.rate, NULL},
        {"decay", "X", "pull of a weight towards 0", &q.decay, NULL},
        {"dropout", "X", "share of an example's rows left out while training", &q.dropout, NULL},
        {"smoothing", "X", "how far labels are taken to be wrong", &q.smoothing, NULL}};
    const struct cli_usage usage = {
        .arguments = "[OPTIONS] heads|language|background",
        .description =
            "Trains a model from labelled sets and prints its quality on texts it was not trained "
            "on.\n"
            "heads: toxic, severe, insult, identity, threat, obscene, sexual, spam, by a "
            "manifest.\n"
            "language, background: by files LANGUAGE_NAME.txt in --data, a text a line.\n"
            "The same sets and options give the same bytes. docs/TRAINING.md says more.",
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .positional_min = 1,
        .positional_max = 1};
    if (!cli_begin(&cli, &usage, argc, argv, &status))
        return status;
    q.arena = cli.arena;
    if (str_eq(cli.positional[0], STR("heads")))
        status = train_heads(&q);
    else if (str_eq(cli.positional[0], STR("language")))
        status = train_language(&q);
    else if (str_eq(cli.positional[0], STR("background")))
        status = train_background(&q);
    else
        status =
            cli_fail_text("\"%.*s\" is nothing that can be trained; there are: heads, language, "
                          "background",
                          STR_ARG(cli.positional[0]));
    cli_end(&cli);
    return status;
}
