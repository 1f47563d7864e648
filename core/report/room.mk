noinst_LIBRARIES += core/libreport.a
core_libreport_a_SOURCES = core/report/groups.c core/report/groups.h \
	core/report/json.c core/report/out.c core/report/out.h core/report/report.c \
	core/report/report.h core/report/text.c core/report/validation.c \
	core/report/validation.h core/report/view.c core/report/view.h
