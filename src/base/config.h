/*
 * Configuration: the settings of settings.def with the values in force.
 *
 * Sources, later ones winning: the table's defaults; an INI file ([section] name = value); single
 * "section.name=value" assignments from the command line. Every value is checked against the table; an unknown
 * name is an error with a suggestion, never ignored.
 *
 * Ownership: a config owns its strings in its own arena. Read-only once loaded, so threads may share it; a reload
 * makes a new one.
 */
#ifndef COMITY_BASE_CONFIG_H
#define COMITY_BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

enum setting_id {
#define SETTING_INT(id, name, when, preset, minimum, maximum, unit, text) SET_##id,
#define SETTING_BOOL(id, name, when, preset, text)                        SET_##id,
#define SETTING_STR(id, name, when, preset, text)                         SET_##id,
#include "base/settings.def"
    SETTING_COUNT
};

enum setting_kind { SETTING_KIND_INT, SETTING_KIND_BOOL, SETTING_KIND_STR };

struct setting_info {
    struct str name; /* "section.name" */
    enum setting_kind kind;
    int64_t preset; /* of numbers and switches */
    int64_t minimum, maximum;
    struct str preset_text; /* of strings */
    struct str unit;
    bool needs_restart; /* a running server does not take a change */
    struct str text;
};

struct config;

/* The defaults. NULL when memory is out. */
struct config *config_new(void);
void config_free(struct config *c);

/* One assignment, "section.name=value". */
enum rc config_set(struct config *c, struct str assignment, struct problem *problem) MUST_CHECK;
/* Reads an INI file; errors name file and line. */
enum rc config_read_file(struct config *c, const char *path, struct problem *problem) MUST_CHECK;

int64_t config_int(const struct config *c, enum setting_id id);
bool config_bool(const struct config *c, enum setting_id id);
struct str config_str(const struct config *c, enum setting_id id);

/* A value that was found wrong after reading, in a message that begins with the setting's name: puts file and line before it. */
void config_locate(const struct config *c, struct problem *problem);

/* Whether both say the same. */
bool config_agrees(const struct config *a, const struct config *b, enum setting_id id);
/* Gives `c` the value that `from` has; RC_NO_MEMORY. */
enum rc config_copy(struct config *c, const struct config *from, enum setting_id id) MUST_CHECK;

const struct setting_info *setting_info(enum setting_id id);
/* The value in force as text, as it would stand in the file. Settings whose name ends in "token" show as "(set)". */
void config_write_value(const struct config *c, enum setting_id id, struct buf *out);

#endif
