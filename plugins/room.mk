## One protection a file. `sample` is to be copied, not installed as a check.
plugin_LTLIBRARIES += \
	plugins/coverage.la plugins/coverage-confidential.la plugins/coverage-hana.la \
	plugins/immutability.la plugins/policy.la \
	plugins/policy-retention.la plugins/policy-schedule.la \
	plugins/resource-guard.la plugins/soft-delete.la plugins/tiering.la
noinst_HEADERS += plugins/policy.h
EXTRA_DIST += plugins/sample.c

plugins_coverage_la_SOURCES = plugins/coverage.c
plugins_coverage_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_coverage_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_coverage_confidential_la_SOURCES = plugins/coverage-confidential.c
plugins_coverage_confidential_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_coverage_confidential_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_coverage_hana_la_SOURCES = plugins/coverage-hana.c
plugins_coverage_hana_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_coverage_hana_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_immutability_la_SOURCES = plugins/immutability.c
plugins_immutability_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_immutability_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_policy_la_SOURCES = plugins/policy.c
plugins_policy_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_policy_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_policy_schedule_la_SOURCES = plugins/policy-schedule.c
plugins_policy_schedule_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_policy_schedule_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_resource_guard_la_SOURCES = plugins/resource-guard.c
plugins_resource_guard_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_resource_guard_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_soft_delete_la_SOURCES = plugins/soft-delete.c
plugins_soft_delete_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_soft_delete_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_tiering_la_SOURCES = plugins/tiering.c
plugins_tiering_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tiering_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)

plugins_policy_retention_la_SOURCES = plugins/policy-retention.c
plugins_policy_retention_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_policy_retention_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
