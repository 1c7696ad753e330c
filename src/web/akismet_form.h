/*
 * Akismet's protocol: the form that its clients send, the documented fields out of whatever else comes with them.
 *
 *   POST /1.1/verify-key      valid | invalid
 *   POST /1.1/comment-check   true (spam) | false | invalid, with X-akismet-pro-tip: discard for the blatant
 *   POST /1.1/submit-spam     Thanks for making the web a better place.
 *   POST /1.1/submit-ham
 *
 * The key stands in the field api_key, or before the first dot of the host's name (KEY.akismet.news.example), as it did
 * once. Source: akismet.com/developers, and class.akismet.php of the WordPress plugin. That plugin sends every variable
 * of its server along, under any name and in any character set, so what is not documented is passed over unread, and what
 * is not UTF-8 is read as Latin-1; nothing is a reason to refuse a form.
 *
 * Invariants:
 *  1. Values are valid UTF-8 without NUL, line ends are LF.
 *  2. Of a field sent twice the first counts; a name of an array ("comment_context[0]") is another field.
 *  3. Linear in the body; pure.
 */
#ifndef COMITY_WEB_AKISMET_FORM_H
#define COMITY_WEB_AKISMET_FORM_H

#include "base/arena.h"
#include "base/str.h"

enum akismet_field {
    AKISMET_API_KEY,
    AKISMET_KEY, /* verify-key's own name for it */
    AKISMET_BLOG,
    AKISMET_USER_IP,
    AKISMET_USER_AGENT,
    AKISMET_REFERRER,
    AKISMET_PERMALINK,
    AKISMET_TYPE,
    AKISMET_AUTHOR,
    AKISMET_AUTHOR_EMAIL,
    AKISMET_AUTHOR_URL,
    AKISMET_CONTENT,
    AKISMET_DATE,
    AKISMET_POST_MODIFIED,
    AKISMET_LANGUAGE,
    AKISMET_CHARSET,
    AKISMET_USER_ROLE,
    AKISMET_IS_TEST,
    AKISMET_TEST_DISCARD,
    AKISMET_RECHECK_REASON,
    AKISMET_HONEYPOT_NAME,
    AKISMET_HONEYPOT, /* the field that honeypot_field_name names, or WordPress's own */
    AKISMET_FIELD_COUNT
};

struct akismet_form {
    int64_t key_id;                        /* whose request it is; set once the key was checked */
    struct str value[AKISMET_FIELD_COUNT]; /* p NULL: not sent */
};

/* RC_NO_MEMORY alone. */
enum rc akismet_form_read(struct str body, struct arena *a, struct akismet_form *ret) MUST_CHECK;

/* The key that a client put before the host's name: "abc.host:80" gives "abc"; empty for a host without a dot. */
struct str akismet_host_key(struct str host);

#endif
