noinst_LIBRARIES += core/libbase.a
core_libbase_a_SOURCES = \
	core/base/base64.c core/base/base64.h \
	core/base/buf.c core/base/buf.h core/base/clock.c core/base/clock.h \
	core/base/err.c core/base/err.h core/base/hash.c core/base/hash.h \
	core/base/io.c core/base/io.h \
	core/base/log.c core/base/log.h core/base/mem.c core/base/mem.h \
	core/base/secret.c core/base/secret.h core/base/strs.c core/base/strs.h \
	core/base/text.c core/base/text.h
