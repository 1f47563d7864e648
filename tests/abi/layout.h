/* Where everything of ABI 1.0 lies, in numbers: true for the header of then and for the
 * one of now, since plugins that are out there were built with these. Included behind
 * either. Structures grow at their tail alone, so sizes are those of then or more. */
#ifndef HF_TESTS_ABI_LAYOUT_H
#define HF_TESTS_ABI_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#if UINTPTR_MAX > 0xffffffffu

#define HF_AT(type, field, at)                                                           \
    _Static_assert(offsetof(type, field) == (at), #type "." #field " has moved")
#define HF_SIZE(type, size)                                                              \
    _Static_assert(sizeof(type) >= (size), #type " has become smaller")

HF_AT(hf_plugin, magic, 0);
HF_AT(hf_plugin, abi, 4);
HF_AT(hf_plugin, size, 8);
HF_AT(hf_plugin, check_size, 12);
HF_AT(hf_plugin, need_size, 16);
HF_AT(hf_plugin, setting_size, 20);
HF_AT(hf_plugin, name, 24);
HF_AT(hf_plugin, version, 32);
HF_AT(hf_plugin, checks, 40);
HF_AT(hf_plugin, n_checks, 48);
HF_AT(hf_check, id, 0);
HF_AT(hf_check, protection, 8);
HF_AT(hf_check, title, 16);
HF_AT(hf_check, severity, 24);
HF_AT(hf_check, targets, 32);
HF_AT(hf_check, needs, 40);
HF_AT(hf_check, settings, 48);
HF_AT(hf_check, run, 56);
HF_AT(hf_check, why, 64);
HF_AT(hf_check, remedy, 72);
HF_AT(hf_check, controls, 80);
HF_AT(hf_check, refs, 88);
HF_AT(hf_check, fixed_severity, 96);
HF_AT(hf_need, type, 0);
HF_AT(hf_need, where, 8);
HF_AT(hf_need, optional, 12);
HF_AT(hf_setting, name, 0);
HF_AT(hf_setting, value, 8);
HF_AT(hf_setting, meaning, 16);
HF_AT(struct hf_host, abi, 0);
HF_AT(struct hf_host, size, 4);
HF_AT(struct hf_host, text, 8);
HF_AT(struct hf_host, number, 16);
HF_AT(struct hf_host, truth, 24);
HF_AT(struct hf_host, time, 32);
HF_AT(struct hf_host, duration, 40);
HF_AT(struct hf_host, length, 48);
HF_AT(struct hf_host, member, 56);
HF_AT(struct hf_host, presence, 64);
HF_AT(struct hf_host, id, 72);
HF_AT(struct hf_host, key, 80);
HF_AT(struct hf_host, type, 88);
HF_AT(struct hf_host, name, 96);
HF_AT(struct hf_host, parent, 104);
HF_AT(struct hf_host, child, 112);
HF_AT(struct hf_host, children, 120);
HF_AT(struct hf_host, referrers, 128);
HF_AT(struct hf_host, all, 136);
HF_AT(struct hf_host, next, 144);
HF_AT(struct hf_host, count, 152);
HF_AT(struct hf_host, find, 160);
HF_AT(struct hf_host, follow, 168);
HF_AT(struct hf_host, gap, 176);
HF_AT(struct hf_host, setting, 184);
HF_AT(struct hf_host, setting_text, 192);
HF_AT(struct hf_host, now, 200);
HF_AT(struct hf_host, evidence, 208);
HF_AT(struct hf_host, assume, 216);
HF_AT(struct hf_host, detail, 224);
HF_AT(struct hf_host, pass, 232);
HF_AT(struct hf_host, warn, 240);
HF_AT(struct hf_host, fail, 248);
HF_AT(struct hf_host, not_applicable, 256);
HF_AT(struct hf_host, unknown, 264);

HF_SIZE(hf_plugin, 56);
HF_SIZE(hf_check, 104);
HF_SIZE(hf_need, 16);
HF_SIZE(hf_setting, 24);
HF_SIZE(struct hf_host, 272);

_Static_assert(HF_MAGIC == 0x48464c44u && HF_ABI_MAJOR == 1, "another ABI");
_Static_assert(HF_PASS == 1 && HF_WARN == 2 && HF_FAIL == 3 && HF_NOT_APPLICABLE == 4 &&
                   HF_UNKNOWN == 5,
               "verdicts have moved");
_Static_assert(HF_DEFAULT == 0 && HF_INFO == 1 && HF_CRITICAL == 5, "severities moved");
_Static_assert(HF_BELOW == 0 && HF_ABOVE == 1 && HF_FOLLOWED == 2 && HF_SCOPE == 3,
               "wheres have moved");
_Static_assert(HF_ABSENT == 0 && HF_YES == 2 && HF_IS_UNREAD == 2, "facts have moved");
_Static_assert(HF_NO_LINK == 0 && HF_OUT_OF_REACH == 3, "reaches have moved");

#endif
#endif
