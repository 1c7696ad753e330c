#include "inbox/message.h"

#include "base/utf8.h"
#include "inbox/markup_lines.h"
#include "inbox/mime.h"
#include "inbox/own_words.h"

struct reading {
    struct arena *arena;
    struct problem *problem;
    struct message *message;
    struct buf text;
    size_t parts;
};

/* --- texts --- */

static enum rc take_text(struct reading *r, struct str text, bool markup)
{
    struct buf clean;
    buf_init(&clean, MESSAGE_BYTES_MAX * 4);
    mime_put_clean(&clean, text);
    struct str lines = buf_str(&clean);
    enum rc rc = buf_status(&clean);
    if (rc == RC_OK && markup)
        rc = markup_lines(r->arena, lines, &lines);
    if (rc == RC_OK) {
        if (r->text.n > 0)
            buf_put_char(&r->text, '\n');
        buf_put(&r->text, lines);
        rc = buf_status(&r->text);
    }
    buf_release(&clean);
    return rc == RC_TOO_LARGE ? problem_set(r->problem, rc, "the text is longer than %d kilobytes",
                                            (int)(MESSAGE_TEXT_MAX / 1024))
                              : rc;
}

/* --- parts --- */

static enum rc read_part(struct reading *r, GMimeObject *part, unsigned depth);

static bool is_text(GMimeObject *part)
{
    return GMIME_IS_TEXT_PART(part) && g_mime_part_is_attachment((GMimePart *)part) == 0 &&
           (mime_has_type(part, "text", "plain") || mime_has_type(part, "text", "html"));
}

static enum rc read_text(struct reading *r, GMimeObject *part)
{
    char *text = g_mime_text_part_get_text((GMimeTextPart *)part);
    enum rc rc = text != NULL
                     ? take_text(r, str_from_cstr(text), mime_has_type(part, "text", "html"))
                     : RC_OK;
    g_free(text);
    return rc;
}

/* The same words in several forms: the plain one, else the last, which is the richest we can read. */
static enum rc read_alternative(struct reading *r, GMimeMultipart *parts, unsigned depth)
{
    GMimeObject *chosen = NULL;
    int count = g_mime_multipart_get_count(parts);
    for (int i = 0; i < count && i < MESSAGE_PARTS_MAX; i++) {
        GMimeObject *part = g_mime_multipart_get_part(parts, i);
        if (is_text(part) && mime_has_type(part, "text", "plain"))
            return read_part(r, part, depth + 1);
        if (is_text(part) || GMIME_IS_MULTIPART(part))
            chosen = part;
    }
    return chosen != NULL ? read_part(r, chosen, depth + 1) : RC_OK;
}

static enum rc read_parts(struct reading *r, GMimeMultipart *parts, unsigned depth)
{
    enum rc rc = RC_OK;
    int count = g_mime_multipart_get_count(parts);
    for (int i = 0; rc == RC_OK && i < count; i++)
        rc = read_part(r, g_mime_multipart_get_part(parts, i), depth + 1);
    return rc;
}

static enum rc read_part(struct reading *r, GMimeObject *part, unsigned depth)
{
    if (part == NULL)
        return RC_OK;
    if (depth > MESSAGE_DEPTH_MAX || ++r->parts > MESSAGE_PARTS_MAX)
        return problem_set(r->problem, RC_TOO_LARGE,
                           "the mail has more than %d parts, or they are nested deeper than %d",
                           MESSAGE_PARTS_MAX, MESSAGE_DEPTH_MAX);
    if (is_text(part))
        return read_text(r, part);
    if (!GMIME_IS_MULTIPART(part)) {
        r->message->attachments++;
        return RC_OK;
    }
    if (mime_has_type(part, "multipart", "alternative"))
        return read_alternative(r, (GMimeMultipart *)part, depth);
    return read_parts(r, (GMimeMultipart *)part, depth);
}

/* --- headers --- */

/* A header every program sets that writes by itself; NULL for a person's mail. */
static const char *automatic_header(GMimeHeader *header)
{
    struct str name = str_from_cstr(g_mime_header_get_name(header));
    struct str value = str_trim(str_from_cstr(g_mime_header_get_raw_value(header)));
    if (mime_header_is(header, "Auto-Submitted")) {
        struct str word = str_trim(str_split(&value, ';'));
        return str_eq_ascii_case(word, STR("no")) ? NULL : "Auto-Submitted";
    }
    if (mime_header_is(header, "Precedence"))
        return str_eq_ascii_case(value, STR("bulk")) || str_eq_ascii_case(value, STR("junk")) ||
                       str_eq_ascii_case(value, STR("list")) ||
                       str_eq_ascii_case(value, STR("auto_reply"))
                   ? "Precedence"
                   : NULL;
    if (mime_header_is(header, "Return-Path"))
        return str_eq(value, STR("<>")) ? "an empty Return-Path" : NULL;
    if (str_eq_ascii_case(str_slice(name, 0, name.n < 5 ? name.n : 5), STR("List-")) ||
        mime_header_is(header, "X-Autoreply") || mime_header_is(header, "X-Autorespond"))
        return "a header of automatic mail";
    return NULL;
}

static bool automatic_sender(struct str from)
{
    static const struct str names[] = {STR_INIT("mailer-daemon"), STR_INIT("postmaster"),
                                       STR_INIT("no-reply"), STR_INIT("noreply")};
    struct str local = str_slice(from, 0, str_rfind_char(from, '@'));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq_ascii_case(local, names[i]))
            return true;
    return false;
}

static void note_result(struct reading *r, struct str *results, GMimeHeader *header)
{
    if (r->message->result_count < MESSAGE_RESULTS_MAX &&
        mime_header_is(header, "Authentication-Results"))
        results[r->message->result_count++] =
            mime_line(r->arena, str_from_cstr(g_mime_header_get_raw_value(header)));
}

static enum rc read_headers(struct reading *r, GMimeMessage *mail, int *ret_froms)
{
    GMimeHeaderList *list = g_mime_object_get_header_list((GMimeObject *)mail);
    int count = g_mime_header_list_get_count(list);
    struct str *results = ARENA_ARRAY(r->arena, MESSAGE_RESULTS_MAX, struct str);
    if (results == NULL)
        return RC_NO_MEMORY;
    if (count > MESSAGE_HEADERS_MAX)
        return problem_set(r->problem, RC_TOO_LARGE, "the mail has more than %d headers",
                           MESSAGE_HEADERS_MAX);
    *ret_froms = 0;
    for (int i = 0; i < count; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
        *ret_froms += mime_header_is(header, "From");
        note_result(r, results, header);
        if (r->message->automatic == NULL)
            r->message->automatic = automatic_header(header);
    }
    r->message->results = results;
    return RC_OK;
}

static bool plausible_address(struct str address)
{
    size_t at = str_rfind_char(address, '@');
    if (at == STR_NONE || at == 0 || at + 1 == address.n || address.n > MESSAGE_ADDRESS_MAX ||
        !utf8_valid(address))
        return false;
    for (size_t i = 0; i < address.n; i++)
        if ((unsigned char)address.p[i] <= ' ' || address.p[i] == 0x7F)
            return false;
    return true;
}

static enum rc read_sender(struct reading *r, GMimeMessage *mail, int froms)
{
    InternetAddressList *list = g_mime_message_get_from(mail);
    InternetAddress *one = list != NULL && internet_address_list_length(list) == 1
                               ? internet_address_list_get_address(list, 0)
                               : NULL;
    if (froms != 1 || one == NULL || !INTERNET_ADDRESS_IS_MAILBOX(one))
        return problem_set(r->problem, RC_INVALID, "the mail must have exactly one sender in From");
    const char *address = internet_address_mailbox_get_addr((InternetAddressMailbox *)one);
    r->message->from = arena_dup(r->arena, str_from_cstr(address));
    if (!plausible_address(r->message->from))
        return problem_set(r->problem, RC_INVALID, "the sender in From is not an address");
    if (r->message->automatic == NULL && automatic_sender(r->message->from))
        r->message->automatic = "a sender nobody reads";
    return RC_OK;
}

static enum rc read_subject(struct reading *r, GMimeMessage *mail)
{
    r->message->subject = mime_line(r->arena, str_from_cstr(g_mime_message_get_subject(mail)));
    r->message->id = mime_line(r->arena, str_from_cstr(g_mime_message_get_message_id(mail)));
    if (r->message->subject.n > MESSAGE_SUBJECT_MAX || r->message->id.n > MESSAGE_SUBJECT_MAX)
        return problem_set(r->problem, RC_TOO_LARGE, "the subject is longer than %d bytes",
                           MESSAGE_SUBJECT_MAX);
    return RC_OK;
}

/* --- the whole --- */

static enum rc read_body(struct reading *r, GMimeMessage *mail)
{
    GMimeObject *body = g_mime_message_get_mime_part(mail);
    if (body != NULL && r->message->automatic == NULL && mime_has_type(body, "multipart", "report"))
        r->message->automatic = "a report of a mail system";
    buf_init(&r->text, MESSAGE_TEXT_MAX);
    enum rc rc = read_part(r, body, 0);
    if (rc == RC_OK) {
        r->message->text = arena_dup(r->arena, str_trim(buf_str(&r->text)));
        r->message->own = own_words_of(r->arena, r->message->text);
    }
    buf_release(&r->text);
    return rc;
}

static enum rc read_mail(struct reading *r, GMimeMessage *mail)
{
    int froms;
    enum rc rc = read_headers(r, mail, &froms);
    if (rc == RC_OK)
        rc = read_sender(r, mail, froms);
    if (rc == RC_OK)
        rc = read_subject(r, mail);
    if (rc == RC_OK)
        rc = read_body(r, mail);
    return rc == RC_OK && arena_failed(r->arena) ? RC_NO_MEMORY : rc;
}

enum rc message_read(struct arena *a, struct str bytes, struct message *ret,
                     struct problem *problem)
{
    struct message message = {.attachments = 0};
    struct reading r = {.arena = a, .problem = problem, .message = &message};
    if (bytes.n > MESSAGE_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE, "the mail is larger than %d megabytes",
                           (int)(MESSAGE_BYTES_MAX / 1024 / 1024));
    GMimeMessage *mail = mime_parse(bytes);
    if (mail == NULL)
        return problem_set(problem, RC_INVALID, "this is not a mail: it has no headers");
    enum rc rc = read_mail(&r, mail);
    g_object_unref(mail);
    if (rc == RC_OK)
        *ret = message;
    return rc;
}
