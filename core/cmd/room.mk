holdfast_SOURCES = core/cmd/azure.c core/cmd/checks.c core/cmd/cloud.c \
	core/cmd/cmd.h core/cmd/collect.c core/cmd/inventory.c core/cmd/key.c \
	core/cmd/known.c core/cmd/leftover.c core/cmd/leftover.h core/cmd/main.c core/cmd/options.c core/cmd/options.h \
	core/cmd/places.c core/cmd/places.h core/cmd/plan.c core/cmd/progress.c \
	core/cmd/progress.h core/cmd/query.c \
	core/cmd/role.c core/cmd/scan.c core/cmd/scope.c core/cmd/sign.c core/cmd/source.c \
	core/cmd/source.h core/cmd/validate.c core/cmd/version.c
holdfast_LDADD = core/libscan.a core/libreport.a core/libcage.a core/libdata.a \
	core/libbase.a $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)

holdfast_collect_SOURCES = core/cmd/collect_main.c
holdfast_collect_LDADD = core/libcollect.a core/libdata.a core/libbase.a \
	$(LIBCURL_LIBS) $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)

holdfast_eval_SOURCES = core/cmd/eval_main.c
holdfast_eval_LDADD = core/libeval.a core/libcage.a core/libdata.a core/libbase.a \
	$(LTDL_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl
