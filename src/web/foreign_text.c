#include "web/foreign_text.h"

#include "base/buf.h"
#include "text/sanitise.h"
#include "text/text.h"

#define ADDRESSES_MAX 64

static bool holds_tag(struct str s)
{
    for (size_t at = str_find_char(s, '<', 0); at != STR_NONE; at = str_find_char(s, '<', at + 1)) {
        char next = at + 1 < s.n ? s.p[at + 1] : ' ';
        if ((char_is_alpha(next) || next == '/' || next == '!') &&
            str_find_char(s, '>', at) != STR_NONE)
            return true;
    }
    return false;
}

static struct str quoted(struct str s, size_t at)
{
    while (at < s.n && char_is_space(s.p[at]))
        at++;
    if (at >= s.n || s.p[at] != '=')
        return (struct str){0};
    at++;
    while (at < s.n && char_is_space(s.p[at]))
        at++;
    char quote = at < s.n && (s.p[at] == '"' || s.p[at] == '\'') ? s.p[at++] : '\0';
    size_t end = at;
    while (end < s.n && s.p[end] != '>' &&
           (quote != '\0' ? s.p[end] != quote : !char_is_space(s.p[end])))
        end++;
    return str_slice(s, at, end);
}

/* Addresses stand behind the words: that something links is what counts, not where. */
static void put_addresses(struct buf *out, struct str html)
{
    size_t count = 0;
    for (size_t at = 0; at + 4 < html.n && count < ADDRESSES_MAX; at++) {
        if (!char_is_space(html.p[at]) ||
            !str_eq_ascii_case(str_slice(html, at + 1, at + 5), STR("href")))
            continue;
        struct str address = quoted(html, at + 5);
        if (!str_starts(address, STR("http")) || str_find(buf_str(out), address, 0) != STR_NONE)
            continue;
        buf_put_char(out, ' ');
        buf_put(out, address);
        count++;
    }
}

enum rc foreign_text(struct arena *a, struct str sent, struct str *ret)
{
    struct buf out;
    struct str words;
    if (!holds_tag(sent)) {
        *ret = sent;
        return RC_OK;
    }
    enum rc rc = sanitise_plain(a, sent, TEXT_BYTES_MAX, &words);
    if (rc != RC_OK)
        return rc;
    buf_init(&out, 2 * SANITISE_INPUT_MAX);
    buf_put(&out, words);
    put_addresses(&out, sent);
    rc = buf_status(&out);
    *ret = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}
