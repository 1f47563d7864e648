dnl Where the parts lie. The programs find them relative to bindir, so that an installed
dnl tree may be moved as a whole; stage/ in the build tree has the same layout.

AC_DEFUN([HF_LAYOUT], [
dnl hf_expand VARIABLE: the value of a directory variable with all variables in it expanded.
hf_expand () {
    ( test "$prefix" = NONE && prefix=$ac_default_prefix
      test "$exec_prefix" = NONE && exec_prefix=$prefix
      PACKAGE_TARNAME=$PACKAGE_TARNAME
      eval "hf_value=\$$[1]"
      while :; do
          AS_CASE([$hf_value], [*\$[]*], [eval "hf_value=\"$hf_value\""], [break])
      done
      AS_ECHO(["$hf_value"]) | sed -e 's,//*,/,g' -e 's,/$,,' )
}

dnl hf_below DIRECTORY PREFIX: DIRECTORY without PREFIX; fails if it is not below it.
hf_below () {
    AS_CASE([$[1]], ["$[2]"/*], [AS_ECHO(["$[1]"]) | sed "s,^$[2]/,,"], [return 1])
}

dnl hf_climb SUBDIRECTORY: one .. for each of its components.
hf_climb () {
    AS_ECHO(["$[1]"]) | sed -e 's,@<:@^/@:>@@<:@^/@:>@*,..,g'
}

hf_prefix=`hf_expand prefix`
hf_bindir=`hf_expand bindir`
m4_foreach_w([hf_dir], [bindir libexecdir libdir datadir], [
hf_path=`hf_expand hf_dir`
hf_sub_[]hf_dir=`hf_below "$hf_path" "$hf_prefix"` ||
    AC_MSG_ERROR([hf_dir is $hf_path, not below the prefix $hf_prefix:
    the programs find their parts relative to each other])
])
hf_up=`hf_climb "$hf_sub_bindir"`
dnl Configuration belongs to the machine: with prefix /usr it is in /etc, an absolute path.
hf_path=`hf_expand sysconfdir`
AS_IF([hf_sub=`hf_below "$hf_path" "$hf_prefix"`],
      [HF_REL_CONF=$hf_up/$hf_sub/$PACKAGE_TARNAME],
      [HF_REL_CONF=$hf_path/$PACKAGE_TARNAME])
HF_REL_LIBEXEC=$hf_up/$hf_sub_libexecdir/$PACKAGE_TARNAME
HF_REL_PLUGINS=$hf_up/$hf_sub_libdir/$PACKAGE_TARNAME/plugins
HF_REL_DATA=$hf_up/$hf_sub_datadir/$PACKAGE_TARNAME
AC_DEFINE_UNQUOTED([HF_REL_LIBEXEC], ["$HF_REL_LIBEXEC"],
                   [Folder of the other programs, from that of holdfast.])
AC_DEFINE_UNQUOTED([HF_REL_PLUGINS], ["$HF_REL_PLUGINS"],
                   [Folder of the plugins, from that of holdfast.])
AC_DEFINE_UNQUOTED([HF_REL_DATA], ["$HF_REL_DATA"],
                   [Folder of the data (scripts/ and more), from that of holdfast.])
AC_DEFINE_UNQUOTED([HF_REL_CONF], ["$HF_REL_CONF"],
                   [Folder of the configuration, from that of holdfast or absolute.])
dnl A tree that was moved, or installed below DESTDIR, still tells where it is.
AC_SUBST([HF_PC_PREFIX], ['${pcfiledir}/'`hf_climb "$hf_sub_libdir/pkgconfig"`])
AC_SUBST([STAGE_BINDIR], [$hf_sub_bindir])
AC_SUBST([STAGE_LIBEXECDIR], [$hf_sub_libexecdir])
AC_SUBST([STAGE_LIBDIR], [$hf_sub_libdir])
AC_SUBST([STAGE_DATADIR], [$hf_sub_datadir])
])
