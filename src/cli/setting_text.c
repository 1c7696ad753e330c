#include "cli/setting_text.h"

void setting_text_put_preset(struct buf *out, const struct setting_info *s)
{
    if (s->kind == SETTING_KIND_STR)
        buf_put(out, s->preset_text);
    else if (s->kind == SETTING_KIND_BOOL)
        buf_put(out, s->preset ? STR("on") : STR("off"));
    else
        buf_put_i64(out, s->preset);
}

void setting_text_put_range(struct buf *out, const struct setting_info *s)
{
    if (s->kind == SETTING_KIND_BOOL)
        BUF_PUT(out, "on or off");
    else if (s->kind == SETTING_KIND_INT)
        buf_printf(out, "%lld to %lld%s%.*s", (long long)s->minimum, (long long)s->maximum,
                   s->unit.n ? " " : "", STR_ARG(s->unit));
    else
        BUF_PUT(out, "text");
}
