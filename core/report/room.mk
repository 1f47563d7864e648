noinst_LIBRARIES += core/libreport.a
core_libreport_a_SOURCES = core/report/evidence.c core/report/evidence.h \
	core/report/groups.c core/report/groups.h \
	core/report/headline.c core/report/headline.h \
	core/report/json.c core/report/jsonl.c core/report/lanes.c core/report/lanes.h core/report/out.c core/report/out.h \
	core/report/part.c core/report/part.h core/report/report.c core/report/report.h \
	core/report/saved.c core/report/saved.h core/report/saved_find.c \
	core/report/saved_head.c core/report/saved_int.h core/report/tested.h \
	core/report/tested_json.c core/report/tested_junit.c core/report/tested_tap.c \
	core/report/tested_text.c core/report/text.c core/report/validation.c \
	core/report/validation.h core/report/view.c core/report/view.h
