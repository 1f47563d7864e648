collect_tests = tests/unit/test_origin tests/unit/test_retry tests/unit/test_azerr \
	tests/unit/test_paging tests/unit/test_wanted tests/unit/test_graph \
	tests/unit/test_collect \
	tests/unit/test_signin tests/unit/test_estate tests/unit/test_store \
	tests/unit/test_thrift tests/unit/test_parts tests/unit/test_patience $(auth_tests) \
	tests/unit/test_resume
check_PROGRAMS += $(collect_tests)
TESTS += $(collect_tests)
collect_test_libs = core/libcollect.a core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(LIBCURL_LIBS) $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_origin_SOURCES = tests/unit/test_origin.c
tests_unit_test_origin_LDADD = $(collect_test_libs)
tests_unit_test_retry_SOURCES = tests/unit/test_retry.c
tests_unit_test_retry_LDADD = $(collect_test_libs)
tests_unit_test_azerr_SOURCES = tests/unit/test_azerr.c
tests_unit_test_azerr_LDADD = $(collect_test_libs)
tests_unit_test_wanted_SOURCES = tests/unit/test_wanted.c
tests_unit_test_wanted_LDADD = $(collect_test_libs)
tests_unit_test_paging_SOURCES = tests/unit/test_paging.c
tests_unit_test_paging_LDADD = $(collect_test_libs)
tests_unit_test_graph_SOURCES = tests/unit/test_graph.c
tests_unit_test_graph_LDADD = $(collect_test_libs)
tests_unit_test_store_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_test_store_SOURCES = tests/unit/test_store.c tests/unit/typerow_rig.c \
	tests/unit/typerow_rig.h
tests_unit_test_store_LDADD = $(collect_test_libs)
tests_unit_test_collect_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_collect_SOURCES = tests/unit/test_collect.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_collect_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_patience_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_patience_SOURCES = tests/unit/test_patience.c \
	tests/unit/collect_rig.c tests/unit/collect_rig.h
tests_unit_test_patience_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_thrift_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_thrift_SOURCES = tests/unit/test_thrift.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_thrift_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_parts_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_parts_SOURCES = tests/unit/test_parts.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_parts_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_signin_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_signin_SOURCES = tests/unit/test_signin.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_signin_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_estate_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_estate_SOURCES = tests/unit/test_estate.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_estate_LDADD = $(collect_test_libs) $(SIM_LIBS)
auth_tests = tests/unit/test_auth_cert tests/unit/test_auth_chain \
	tests/unit/test_auth_federated tests/unit/test_auth_managed
tests_unit_test_auth_cert_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_auth_cert_SOURCES = tests/unit/test_auth_cert.c \
	tests/unit/signin_rig.c tests/unit/signin_rig.h
tests_unit_test_auth_cert_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_auth_chain_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_auth_chain_SOURCES = tests/unit/test_auth_chain.c \
	tests/unit/signin_rig.c tests/unit/signin_rig.h
tests_unit_test_auth_chain_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_auth_federated_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_auth_federated_SOURCES = tests/unit/test_auth_federated.c \
	tests/unit/signin_rig.c tests/unit/signin_rig.h
tests_unit_test_auth_federated_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_auth_managed_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_auth_managed_SOURCES = tests/unit/test_auth_managed.c \
	tests/unit/signin_rig.c tests/unit/signin_rig.h
tests_unit_test_auth_managed_LDADD = $(collect_test_libs) $(SIM_LIBS)
tests_unit_test_resume_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/azure \
	-I$(top_srcdir)/tests/unit
tests_unit_test_resume_SOURCES = tests/unit/test_resume.c tests/unit/collect_rig.c \
	tests/unit/collect_rig.h
tests_unit_test_resume_LDADD = $(collect_test_libs) $(SIM_LIBS)
