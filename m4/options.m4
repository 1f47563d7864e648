dnl The switches of configure, and the CFLAGS that go with them when the user gave none.

AC_DEFUN([HF_SWITCH], [AC_ARG_ENABLE([$1], [AS_HELP_STRING([$2], [$3])], [], [enable_$1=$4])])

AC_DEFUN([HF_OPTIONS], [
HF_SWITCH([tests], [--disable-tests], [build without the tests and their libraries], [yes])
HF_SWITCH([sanitizers], [--enable-sanitizers], [build with ASan and UBSan], [no])
HF_SWITCH([coverage], [--enable-coverage], [build for "make coverage" (gcov, lcov)], [no])
HF_SWITCH([werror], [--enable-werror], [turn warnings into errors], [no])
AC_ARG_WITH([azure-examples],
    [AS_HELP_STRING([--with-azure-examples=DIR],
                    [recorded answers of Azure that tests read as well])],
    [], [with_azure_examples=no])
AZURE_EXAMPLES=
AS_CASE([$with_azure_examples],
    [no], [],
    [yes], [AC_MSG_ERROR([--with-azure-examples wants a folder])],
    [AS_IF([test -d "$with_azure_examples"], [],
           [AC_MSG_ERROR([--with-azure-examples: no folder $with_azure_examples])])
     AZURE_EXAMPLES=`cd "$with_azure_examples" && pwd`])
AC_SUBST([AZURE_EXAMPLES])
AC_ARG_WITH([sarif-schemas],
    [AS_HELP_STRING([--with-sarif-schemas=DIR],
                    [JSON Schemas of SARIF that tests check against])],
    [], [with_sarif_schemas=no])
SARIF_SCHEMAS=
AS_CASE([$with_sarif_schemas],
    [no], [],
    [yes], [AC_MSG_ERROR([--with-sarif-schemas wants a folder])],
    [AS_IF([test -d "$with_sarif_schemas"], [],
           [AC_MSG_ERROR([--with-sarif-schemas: no folder $with_sarif_schemas])])
     SARIF_SCHEMAS=`cd "$with_sarif_schemas" && pwd`])
AC_SUBST([SARIF_SCHEMAS])
DISTCHECK_OPTIONS=
AS_IF([test -n "$AZURE_EXAMPLES"],
      [DISTCHECK_OPTIONS="--with-azure-examples=$AZURE_EXAMPLES"])
AC_SUBST([DISTCHECK_OPTIONS])
AM_CONDITIONAL([WITH_TESTS], [test "$enable_tests" != no])
])

AC_DEFUN([HF_DEFAULT_CFLAGS], [
AS_IF([test "$enable_sanitizers$enable_coverage" = yesyes],
      [AC_MSG_ERROR([--enable-sanitizers and --enable-coverage want a build each])])
AS_IF([test "${CFLAGS+set}" = set], [],
      [test "$enable_sanitizers" = yes], [CFLAGS="-g -O1"],
      [test "$enable_coverage" = yes], [CFLAGS="-g -O0"])
])

AC_DEFUN([HF_SET_SANITIZERS], [
SANITIZER_CFLAGS=
AS_IF([test "$enable_sanitizers" = yes], [
    hf_flags="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    hf_saved_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $hf_flags"
    AC_MSG_CHECKING([whether $CC builds with ASan and UBSan])
    AC_LINK_IFELSE([AC_LANG_PROGRAM()], [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no])
         AC_MSG_ERROR([--enable-sanitizers needs libasan and libubsan])])
    CFLAGS=$hf_saved_CFLAGS
    SANITIZER_CFLAGS=$hf_flags
    AC_DEFINE([HF_SANITIZERS], [1], [Built with ASan and UBSan: some limits stay off.])])
AC_SUBST([SANITIZER_CFLAGS])
])

AC_DEFUN([HF_SET_COVERAGE], [
COVERAGE_CFLAGS=
AS_IF([test "$enable_coverage" = yes], [
    COVERAGE_CFLAGS="--coverage -fprofile-update=atomic"
    AC_CHECK_PROGS([LCOV], [lcov])
    AC_CHECK_PROGS([GENHTML], [genhtml])
    AS_IF([test -z "$LCOV"], [AC_MSG_ERROR([lcov is missing (Debian: lcov)])])
    AC_DEFINE([HF_COVERAGE], [1], [Built for gcov, which writes files at exit.])])
AC_SUBST([COVERAGE_CFLAGS])
AM_CONDITIONAL([COVERAGE], [test "$enable_coverage" = yes])
])
