noinst_LIBRARIES += core/libdata.a
core_libdata_a_SOURCES = core/data/armid.c core/data/armid.h core/data/ask.c \
	core/data/ask.h core/data/catalog.c core/data/catalog.h core/data/catalog_facts.c \
	core/data/catalog_facts.h core/data/catalog_own.c core/data/catalog_own.h \
	core/data/catalog_rows.c core/data/catalog_rows.h core/data/checkinfo.c \
	core/data/checkinfo.h core/data/checkjudge.c core/data/checkjudge.h \
	core/data/checkjudge_int.h core/data/checkjudge_needs.c core/data/checkonly.c \
	core/data/checkonly.h \
	core/data/coverage.c core/data/coverage.h core/data/defect.c core/data/defect.h \
	core/data/doc.c core/data/doc.h core/data/doc_each.c core/data/doc_int.h core/data/doc_lent.c core/data/doc_print.c \
	core/data/dump.c core/data/dump.h core/data/estimate.c core/data/estimate.h \
	core/data/finding.h core/data/frame.c core/data/frame.h core/data/inventory.c \
	core/data/inventory.h core/data/inventory_again.c core/data/inventory_catalog.c core/data/inventory_int.h \
	core/data/inventory_open.c core/data/inventory_pool.c \
	core/data/inventory_progress.c core/data/inventory_read.c \
	core/data/inventory_resume.c core/data/inventory_vfs.c core/data/inventory_walk.c \
	core/data/inventory_wanted.c core/data/inventory_write.c core/data/job.c core/data/job.h core/data/jsonout.c \
	core/data/jsonout.h core/data/load.c core/data/load.h core/data/load_int.h \
	core/data/load_record.c core/data/merge.c core/data/merge.h core/data/merge_int.h \
	core/data/merge_order.c core/data/merge_progress.c core/data/needs.c \
	core/data/needs.h core/data/plan.c core/data/plan.h core/data/plan_text.c \
	core/data/redact.c core/data/redact.h core/data/shard.c core/data/shard.h \
	core/data/signin.c core/data/signin.h core/data/slice.c core/data/slice.h \
	core/data/survival.c core/data/survival.h \
	core/data/tested.c core/data/tested.h core/data/told.c core/data/told.h \
	core/data/typerow.c core/data/typerow.h core/data/typerow_valid.c
