#include "base/log.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"

#define LINE_MAX_BYTES 16384

static _Atomic int minimum_level = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&minimum_level, (int)level);
}

bool log_is_on(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&minimum_level, memory_order_relaxed);
}

static struct str level_name(enum log_level level)
{
    switch (level) {
    case LOG_DEBUG:
        return STR("debug");
    case LOG_INFO:
        return STR("info");
    case LOG_WARN:
        return STR("warn");
    case LOG_ERROR:
        break;
    }
    return STR("error");
}

static void write_head(struct json *j, struct buf *line, enum log_level level, struct str event)
{
    struct clock clock = clock_system();
    json_init(j, line);
    json_begin_object(j);
    JSON_I64(j, "time_ms", clock_now_ms(&clock));
    JSON_STR(j, "level", level_name(level));
    JSON_STR(j, "event", event);
}

void log_write(enum log_level level, struct str event, const struct log_field *fields, size_t count)
{
    if (!log_is_on(level))
        return;
    struct buf line;
    struct json j;
    buf_init(&line, LINE_MAX_BYTES);
    write_head(&j, &line, level, event);
    for (size_t i = 0; i < count; i++) {
        json_key(&j, str_from_cstr(fields[i].key));
        if (fields[i].kind == LOG_FIELD_STR)
            json_str(&j, fields[i].text);
        else
            json_i64(&j, fields[i].number);
    }
    json_end(&j);
    buf_put_char(&line, '\n');
    if (buf_status(&line) != RC_OK) {
        /* Too long: that something happened is said all the same. */
        buf_clear(&line);
        write_head(&j, &line, level, event);
        JSON_BOOL(&j, "truncated", true);
        json_end(&j);
        buf_put_char(&line, '\n');
    }
    if (buf_status(&line) == RC_OK) {
        ssize_t ignored = write(STDERR_FILENO, line.p, line.n);
        (void)ignored;
    }
    buf_release(&line);
}
