dnl Warnings and hardening flags. Each is probed alone, so that a compiler that lacks one
dnl keeps the others. Never -z nodlopen: plugins would not load.

dnl HF_PROBE_COMPILE(VARIABLE, FLAGS): appends FLAGS to VARIABLE if they compile in silence.
AC_DEFUN([HF_PROBE_COMPILE], [
hf_saved_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $2"
AC_MSG_CHECKING([whether $CC takes $2])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[char b@<:@4@:>@; memset(b, 0, sizeof b); return b@<:@0@:>@;]])],
    [AC_MSG_RESULT([yes])
     AS_VAR_APPEND([$1], [" $2"])],
    [AC_MSG_RESULT([no])])
CFLAGS=$hf_saved_CFLAGS
])

dnl HF_PROBE_LINK(VARIABLE, FLAGS): the same for the linker.
AC_DEFUN([HF_PROBE_LINK], [
hf_saved_LDFLAGS=$LDFLAGS
LDFLAGS="$LDFLAGS $2"
AC_MSG_CHECKING([whether the linker takes $2])
AC_LINK_IFELSE([AC_LANG_PROGRAM()],
    [AC_MSG_RESULT([yes])
     AS_VAR_APPEND([$1], [" $2"])],
    [AC_MSG_RESULT([no])])
LDFLAGS=$hf_saved_LDFLAGS
])

AC_DEFUN([HF_WARNINGS], [
WARN_CFLAGS=
m4_foreach_w([hf_flag], [-Wall -Wextra -Wformat=2 -Wshadow -Wvla -Wstrict-prototypes
    -Wmissing-prototypes -Wundef -Wcast-qual -Wconversion -Wsign-conversion
    -Wimplicit-fallthrough -Wtrampolines -Wbidi-chars=any -Wduplicated-cond -Wlogical-op
    -Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion],
    [HF_PROBE_COMPILE([WARN_CFLAGS], hf_flag)])
HF_PROBE_COMPILE([WARN_CFLAGS], [-Wformat -Werror=format-security])
AS_IF([test "$enable_werror" = yes], [AS_VAR_APPEND([WARN_CFLAGS], [" -Werror"])])
AC_SUBST([WARN_CFLAGS])
])

AC_DEFUN([HF_HARDENING], [
HARDEN_CFLAGS=
m4_foreach_w([hf_flag], [-fstack-protector-strong -fstack-clash-protection
    -fcf-protection=full -fno-delete-null-pointer-checks -fno-strict-overflow
    -fno-strict-aliasing -ftrivial-auto-var-init=zero -fstrict-flex-arrays=3
    -fzero-init-padding-bits=all],
    [HF_PROBE_COMPILE([HARDEN_CFLAGS], hf_flag)])
AS_IF([test "$enable_coverage" != yes], [
    hf_source=`cd "$srcdir" && pwd`
    HF_PROBE_COMPILE([HARDEN_CFLAGS], [-ffile-prefix-map=$hf_source=.])])

dnl Level 3 counts buffers that level 2 cannot see; both need an optimizing build.
HARDEN_CPPFLAGS=
hf_fortify=0
AC_MSG_CHECKING([whether this build optimizes])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#ifndef __OPTIMIZE__
#error "the C library would ignore the level"
#endif]])], [hf_optimizes=yes], [hf_optimizes=no])
AC_MSG_RESULT([$hf_optimizes])
AS_IF([test "$enable_sanitizers$hf_optimizes" = noyes], [
    HF_PROBE_COMPILE([HARDEN_CPPFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3])
    AS_IF([test -n "$HARDEN_CPPFLAGS"], [hf_fortify=3], [
        HF_PROBE_COMPILE([HARDEN_CPPFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2])
        AS_IF([test -n "$HARDEN_CPPFLAGS"], [hf_fortify=2])])])
AC_DEFINE_UNQUOTED([HF_FORTIFY], [$hf_fortify], [Level of _FORTIFY_SOURCE in this build.])

dnl Plugins are linked with these as well; -pie is for programs alone.
HARDEN_LDFLAGS=
m4_foreach_w([hf_flag], [-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed],
    [HF_PROBE_LINK([HARDEN_LDFLAGS], m4_defn([hf_flag]))])
PIE_CFLAGS=
PIE_LDFLAGS=
HF_PROBE_LINK([PIE_LDFLAGS], [-fPIE -pie])
AS_IF([test -n "$PIE_LDFLAGS"], [PIE_CFLAGS=-fPIE PIE_LDFLAGS=-pie])
AC_SUBST([HARDEN_CPPFLAGS])
AC_SUBST([HARDEN_CFLAGS])
AC_SUBST([HARDEN_LDFLAGS])
AC_SUBST([PIE_CFLAGS])
AC_SUBST([PIE_LDFLAGS])

dnl Flags of a plugin: the header of the SDK and nothing else of ours. The run time of the
dnl sanitizers is in the host, so their build leaves symbols open. PLUGIN_TEST_LDFLAGS is
dnl for check_LTLIBRARIES, which would else become convenience libraries. From here, not
dnl from Makefile.am, where automake would take PLUGIN for a program.
PLUGIN_CPPFLAGS='-D_GNU_SOURCE -I$(top_srcdir)/include $(HARDEN_CPPFLAGS)'
PLUGIN_LDFLAGS='-module -avoid-version -shared $(HARDEN_LDFLAGS) -Wl,-z,now'
AS_IF([test "$enable_sanitizers" != yes],
      [AS_VAR_APPEND([PLUGIN_LDFLAGS], [" -Wl,-z,defs"])])
AS_VAR_APPEND([PLUGIN_LDFLAGS], [" -export-symbols-regex '^hf_plugin_v1\$\$'"])
PLUGIN_TEST_LDFLAGS='$(PLUGIN_LDFLAGS) -rpath $(plugindir)'
AC_SUBST([PLUGIN_CPPFLAGS])
AC_SUBST([PLUGIN_LDFLAGS])
AC_SUBST([PLUGIN_TEST_LDFLAGS])
])
