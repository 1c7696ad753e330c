#include "inbox/report.h"

#include "inbox/message.h"
#include "inbox/mime.h"

/* --- fields: "Name: value", continued where a line begins with a blank, groups parted by empty lines --- */

struct field {
    struct str name, value; /* value: unfolded, on one line */
};

static bool continues(struct str rest)
{
    return rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

static struct str take_line(struct str *rest)
{
    struct str line = str_split(rest, '\n');
    return str_ends(line, STR("\r")) ? str_slice(line, 0, line.n - 1) : line;
}

/* The next field, or one without a name where a group ends. False at the end. */
static bool take_field(struct str *rest, struct arena *a, struct field *ret)
{
    *ret = (struct field){0};
    if (rest->p == NULL || rest->n == 0)
        return false;
    const char *start = rest->p, *end = rest->p + rest->n;
    struct str line = take_line(rest);
    if (str_trim(line).n == 0)
        return true;
    while (rest->p != NULL && continues(*rest))
        (void)take_line(rest);
    struct str value = str_make(start, (size_t)((rest->p != NULL ? rest->p : end) - start));
    struct str name = str_split(&value, ':');
    if (value.p != NULL) {
        ret->name = str_trim(name);
        ret->value = mime_line(a, value);
    } else {
        ret->name = STR("?");
    }
    return true;
}

static bool field_is(const struct field *f, const char *name)
{
    return str_eq_ascii_case(f->name, str_from_cstr(name));
}

/* --- delivery status notifications --- */

struct recipient {
    struct str action, status, diagnostic;
};

static enum report_kind kind_of(struct str action)
{
    static const struct {
        struct str action;
        enum report_kind kind;
    } kinds[] = {
        {STR_INIT("failed"), REPORT_FAILED},       {STR_INIT("delayed"), REPORT_DELAYED},
        {STR_INIT("delivered"), REPORT_DELIVERED}, {STR_INIT("relayed"), REPORT_OTHER},
        {STR_INIT("expanded"), REPORT_OTHER},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq_ascii_case(action, kinds[i].action))
            return kinds[i].kind;
    return REPORT_NONE;
}

static struct str first_word(struct str s)
{
    return str_split(&s, ' ');
}

/* A failure outweighs whatever else is told. */
static void weigh_recipient(struct report *report, const struct recipient *to)
{
    enum report_kind kind = kind_of(first_word(to->action));
    if (kind == REPORT_NONE || report->kind == REPORT_FAILED ||
        (report->kind != REPORT_NONE && kind != REPORT_FAILED))
        return;
    report->kind = kind;
    report->status = first_word(to->status);
    report->diagnostic = to->diagnostic;
}

static void read_status(struct report *report, struct str fields, struct arena *a)
{
    struct recipient to = {.action = {0}};
    struct field f;
    while (take_field(&fields, a, &f)) {
        if (f.name.n == 0) {
            weigh_recipient(report, &to);
            to = (struct recipient){.action = {0}};
        } else if (field_is(&f, "Action")) {
            to.action = f.value;
        } else if (field_is(&f, "Status")) {
            to.status = f.value;
        } else if (field_is(&f, "Diagnostic-Code")) {
            to.diagnostic = f.value;
        }
    }
    weigh_recipient(report, &to);
}

/* --- feedback reports --- */

static struct str without_brackets(struct str address)
{
    size_t n = address.n;
    return n >= 2 && address.p[0] == '<' && address.p[n - 1] == '>' ? str_slice(address, 1, n - 1)
                                                                    : address;
}

static void read_feedback(struct report *report, struct str fields, struct arena *a)
{
    struct field f;
    report->kind = REPORT_OTHER;
    while (take_field(&fields, a, &f)) {
        if (field_is(&f, "Feedback-Type") && (str_eq_ascii_case(f.value, STR("abuse")) ||
                                              str_eq_ascii_case(f.value, STR("opt-out")) ||
                                              str_eq_ascii_case(f.value, STR("opt-out-list"))))
            report->kind = REPORT_COMPLAINT;
        else if (field_is(&f, "Original-Mail-From"))
            report->return_path = without_brackets(f.value);
    }
}

/* The head of the mail it is about: whole, or alone. */
static void read_returned(struct report *report, struct str head, struct arena *a)
{
    struct field f;
    while (report->return_path.n == 0 && take_field(&head, a, &f) && f.name.n > 0)
        if (field_is(&f, "Return-Path"))
            report->return_path = without_brackets(f.value);
}

/* --- parts --- */

/* Decoded, up to REPORT_FIELDS_MAX. */
static struct str content_of(GMimeObject *part, struct arena *a)
{
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    if (GMIME_IS_PART(part)) {
        GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *)part);
        if (content != NULL)
            (void)g_mime_data_wrapper_write_to_stream(content, stream);
    } else if (GMIME_IS_MESSAGE_PART(part)) {
        GMimeMessage *mail = g_mime_message_part_get_message((GMimeMessagePart *)part);
        if (mail != NULL)
            (void)g_mime_header_list_write_to_stream(
                g_mime_object_get_header_list((GMimeObject *)mail), NULL, stream);
    }
    size_t n = bytes->len < REPORT_FIELDS_MAX ? bytes->len : REPORT_FIELDS_MAX;
    struct str content = arena_dup(a, str_make((const char *)bytes->data, n));
    g_object_unref(stream); /* and its bytes */
    return content;
}

static bool holds_status(GMimeObject *part)
{
    return mime_has_type(part, "message", "delivery-status") ||
           mime_has_type(part, "message", "global-delivery-status");
}

static void read_part(struct report *report, GMimeObject *part, struct arena *a)
{
    if (holds_status(part) && report->kind == REPORT_NONE)
        read_status(report, content_of(part, a), a);
    else if (mime_has_type(part, "message", "feedback-report") && report->kind == REPORT_NONE)
        read_feedback(report, content_of(part, a), a);
    else if (mime_has_type(part, "message", "rfc822") ||
             mime_has_type(part, "text", "rfc822-headers"))
        read_returned(report, content_of(part, a), a);
}

static void read_parts(struct report *report, GMimeMultipart *parts, struct arena *a)
{
    int count = g_mime_multipart_get_count(parts);
    for (int i = 0; i < count && i < MESSAGE_PARTS_MAX; i++)
        read_part(report, g_mime_multipart_get_part(parts, i), a);
}

enum rc report_read(struct arena *a, struct str bytes, struct report *ret, struct problem *problem)
{
    struct report report = {.kind = REPORT_NONE};
    if (bytes.n > MESSAGE_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE, "the mail is larger than %d megabytes",
                           (int)(MESSAGE_BYTES_MAX / 1024 / 1024));
    GMimeMessage *mail = mime_parse(bytes);
    if (mail == NULL)
        return problem_set(problem, RC_INVALID, "this is not a mail: it has no headers");
    GMimeObject *body = g_mime_message_get_mime_part(mail);
    if (body != NULL && GMIME_IS_MULTIPART(body) && mime_has_type(body, "multipart", "report"))
        read_parts(&report, (GMimeMultipart *)body, a);
    g_object_unref(mail);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = report;
    return RC_OK;
}
