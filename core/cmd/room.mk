holdfast_SOURCES = core/cmd/azure.c core/cmd/checks.c core/cmd/cloud.c \
	core/cmd/cmd.h core/cmd/collect.c core/cmd/conf.c core/cmd/conf.h \
	core/cmd/conf_entry.c core/cmd/conf_int.h core/cmd/conf_show.c core/cmd/doctor.c \
	core/cmd/inventory.c core/cmd/key.c core/cmd/known.c core/cmd/leftover.c \
	core/cmd/leftover.h core/cmd/lua.c core/cmd/main.c core/cmd/merge.c core/cmd/new.c \
	core/cmd/options.c core/cmd/options.h core/cmd/order.c core/cmd/order.h \
	core/cmd/outfile.c core/cmd/outfile.h core/cmd/places.c core/cmd/places.h \
	core/cmd/plan.c core/cmd/progress.c core/cmd/progress.h core/cmd/query.c \
	core/cmd/report.c core/cmd/role.c core/cmd/scan.c core/cmd/scope.c \
	core/cmd/settings.c core/cmd/settings.h core/cmd/sign.c core/cmd/source.c \
	core/cmd/source.h core/cmd/test.c core/cmd/types.c core/cmd/validate.c \
	core/cmd/version.c
holdfast_LDADD = core/libscan.a core/libreport.a core/libcage.a core/libdata.a \
	core/libbase.a $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -lpthread

holdfast_collect_SOURCES = core/cmd/collect_main.c
holdfast_collect_LDADD = core/libcollect.a core/libdata.a core/libbase.a \
	$(LIBCURL_LIBS) $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)

holdfast_eval_SOURCES = core/cmd/eval_main.c
holdfast_eval_LDADD = core/libeval.a core/libcage.a core/libdata.a core/libbase.a \
	$(LTDL_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl core/libstage.a \
	$(SECCOMP_LIBS)
holdfast_lua_SOURCES = core/cmd/lua_main.c
holdfast_lua_LDADD = core/liblua.a core/libcage.a core/libdata.a core/libbase.a \
	$(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
