noinst_LIBRARIES += core/libreport.a
core_libreport_a_SOURCES = \
	core/report/json.c core/report/out.c core/report/out.h core/report/report.c \
	core/report/report.h core/report/tested.h core/report/tested_json.c \
	core/report/tested_junit.c core/report/tested_tap.c core/report/tested_text.c \
	core/report/text.c core/report/view.c core/report/view.h
