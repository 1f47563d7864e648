## Broken checks in C; those in Lua are read where they lie.
EXTRA_DIST += tests/broken/expected \
	tests/broken/01-unknown-field.lua \
	tests/broken/02-strange-field.lua \
	tests/broken/03-missing-id.lua \
	tests/broken/04-missing-title.lua \
	tests/broken/05-missing-severity.lua \
	tests/broken/06-missing-targets.lua \
	tests/broken/07-missing-run.lua \
	tests/broken/08-mistyped.lua \
	tests/broken/09-bad-id.lua \
	tests/broken/10-long-id.lua \
	tests/broken/11-duplicate-in-file.lua \
	tests/broken/12-duplicate-first.lua \
	tests/broken/13-duplicate-second.lua \
	tests/broken/14-taken-id.lua \
	tests/broken/15-unknown-severity.lua \
	tests/broken/16-needs.lua \
	tests/broken/17-unknown-target.lua \
	tests/broken/18-unknown-need.lua \
	tests/broken/19-repeated-need.lua \
	tests/broken/20-empty-targets.lua \
	tests/broken/21-bad-target.lua \
	tests/broken/22-settings.lua \
	tests/broken/23-undeclared-setting.lua \
	tests/broken/24-unused-setting.lua \
	tests/broken/25-title-full-stop.lua \
	tests/broken/26-title-long.lua \
	tests/broken/27-control.lua \
	tests/broken/28-plain-http.lua \
	tests/broken/29-bad-address.lua \
	tests/broken/30-placeholder.lua \
	tests/broken/31-control-character.lua \
	tests/broken/32-long-text.lua \
	tests/broken/33-empty-text.lua \
	tests/broken/34-bad-utf8.lua \
	tests/broken/35-nul.lua \
	tests/broken/36-global-write.lua \
	tests/broken/37-undeclared-type.lua \
	tests/broken/38-pointer.lua \
	tests/broken/39-no-fixtures.lua \
	tests/broken/40-few-fixtures.lua \
	tests/broken/41-syntax.lua \
	tests/broken/42-raises.lua \
	tests/broken/43-loops.lua \
	tests/broken/44-not-returned.lua \
	tests/broken/45-returns-number.lua \
	tests/broken/46-decoys.lua \
	tests/broken/47-from-a-table.lua \
	tests/broken/48-uses-library.lua \
	tests/broken/49-many.lua \
	tests/broken/50-unknown-names.lua \
	tests/broken/51-formats.lua \
	tests/broken/52-lost-verdict.lua \
	tests/broken/53-cut-fixture.lua \
	tests/broken/54-fixtures.lua \
	tests/broken/55-pointer-constant.lua \
	tests/broken/56-only.lua \
	tests/broken/lib/broken.lua \
	tests/broken/lib/leaks.lua \
	tests/broken/lib/prints.lua
check_LTLIBRARIES += tests/broken/60-fields.la tests/broken/61-runpath.la
tests_broken_60_fields_la_SOURCES = tests/broken/60-fields.c
tests_broken_60_fields_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_broken_60_fields_la_LDFLAGS = -module $(PLUGIN_TEST_LDFLAGS)
tests_broken_61_runpath_la_SOURCES = tests/broken/61-runpath.c
tests_broken_61_runpath_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_broken_61_runpath_la_LDFLAGS = -module $(PLUGIN_TEST_LDFLAGS) \
	-Wl,-rpath,/nowhere
tests_broken_61_runpath_la_LIBADD = $(JANSSON_LIBS)
