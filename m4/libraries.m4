dnl The libraries, each refused with the name of the Debian package that brings it.

dnl HF_MODULE(VARIABLE, PKG-CONFIG SPEC, DEBIAN PACKAGE)
AC_DEFUN([HF_MODULE], [
PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing or too old (Debian: $3)])])
HF_SYSTEM_INCLUDES([$1])
])

dnl Headers of others are system headers: their macros do not meet our warnings.
AC_DEFUN([HF_SYSTEM_INCLUDES], [
$1[]_CFLAGS=`AS_ECHO(["$[]$1[]_CFLAGS"]) | sed -e 's/^-I/-isystem /' -e 's/ -I/ -isystem /g'`
])

AC_DEFUN([HF_LIBRARIES], [
HF_MODULE([LIBCURL], [libcurl >= 7.74], [libcurl4-openssl-dev])
HF_MODULE([JANSSON], [jansson >= 2.13], [libjansson-dev])
HF_MODULE([OPENSSL], [openssl >= 3.0], [libssl-dev])
HF_MODULE([CRYPTO], [libcrypto >= 3.0], [libssl-dev])
HF_MODULE([SQLITE], [sqlite3 >= 3.34], [libsqlite3-dev])
HF_MODULE([SECCOMP], [libseccomp >= 2.5], [libseccomp-dev])
HF_LUA
HF_LTDL
])

AC_DEFUN([HF_LUA], [
PKG_CHECK_MODULES([LUA], [lua5.4], [],
    [PKG_CHECK_MODULES([LUA], [lua-5.4], [],
        [AC_MSG_ERROR([Lua 5.4 is missing (Debian: liblua5.4-dev)])])])
HF_SYSTEM_INCLUDES([LUA])
hf_saved_CPPFLAGS=$CPPFLAGS
CPPFLAGS="$CPPFLAGS $LUA_CFLAGS"
dnl The number of the header, since the name of the package does not tell the release.
AC_MSG_CHECKING([for Lua 5.4.4 or newer])
AC_COMPUTE_INT([hf_lua_release], [LUA_VERSION_RELEASE_NUM], [[#include <lua.h>
]], [hf_lua_release=0])
AS_VAR_ARITH([hf_lua_patch], [$hf_lua_release % 100])
AS_VAR_ARITH([hf_lua_minor], [$hf_lua_release / 100 % 100])
hf_lua_version=5.$hf_lua_minor.$hf_lua_patch
AC_MSG_RESULT([$hf_lua_version])
AS_IF([test "$hf_lua_release" -lt 50404 || test "$hf_lua_release" -gt 50499],
      [AC_MSG_ERROR([Lua 5.4.0 to 5.4.3 have memory errors that a script can reach:
    5.4.4 or newer is needed (Debian: liblua5.4-dev)])])
dnl 5.4.4 as released lacks a fix that distributions carry (CVE-2022-33099, an error in
dnl the handling of errors); the version alone does not tell.
AS_IF([test "$hf_lua_patch" = 4],
      [AC_MSG_NOTICE([Lua 5.4.4: make sure that it carries the fixes for CVE-2022-28805
    and CVE-2022-33099, as Debian's 5.4.4-3 does])])
CPPFLAGS=$hf_saved_CPPFLAGS
])

AC_DEFUN([HF_LTDL], [
hf_ltdl=no
LTDL_LIBS=
AC_CHECK_HEADER([ltdl.h],
    [AC_CHECK_LIB([ltdl], [lt_dlloader_add], [hf_ltdl=yes LTDL_LIBS=-lltdl])])
AS_IF([test "$hf_ltdl" = no], [AC_MSG_ERROR([libltdl is missing (Debian: libltdl-dev)])])
AC_SUBST([LTDL_LIBS])
])

AC_DEFUN([HF_TEST_LIBRARIES], [
AS_IF([test "$enable_tests" != no], [
    HF_TEST_MODULE([CMOCKA], [cmocka >= 1.1.5], [libcmocka-dev])
    HF_TEST_MODULE([MICROHTTPD], [libmicrohttpd >= 0.9.71], [libmicrohttpd-dev])
    AC_CHECK_PROGS([PYTHON], [python3])
    AS_IF([test -z "$PYTHON"],
          [AC_MSG_ERROR([python3 is missing (Debian: python3); --disable-tests builds without])])])
AC_SUBST([CMOCKA_CFLAGS])
AC_SUBST([CMOCKA_LIBS])
AC_SUBST([MICROHTTPD_CFLAGS])
AC_SUBST([MICROHTTPD_LIBS])
AC_SUBST([PYTHON])
])

AC_DEFUN([HF_TEST_MODULE], [
PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is missing (Debian: $3); --disable-tests builds without])])
HF_SYSTEM_INCLUDES([$1])
])
